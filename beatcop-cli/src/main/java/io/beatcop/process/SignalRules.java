package io.beatcop.process;

import java.time.Duration;
import java.util.Optional;

/**
 * What signals to a node with a child mean: to whom they go, and whether the node ends with the
 * child (C2).
 */
final class SignalRules {

  /** A child that ends longer than this after it was sent INT or QUIT did not end of it. */
  private static final Duration MEMORY = Duration.ofMinutes(1);

  private record Noted(Signal signal, long nanos) {}

  private final boolean asBeatCop1;
  private Optional<Noted> last = Optional.empty();

  SignalRules(boolean asBeatCop1) {
    this.asBeatCop1 = asBeatCop1;
  }

  /** Whether the signal asks for the end of the node, not just of what the child is doing. */
  boolean isStop(Signal signal) {
    return signal.equals(Signal.TERM)
        || (asBeatCop1 && (signal.equals(Signal.INT) || signal.equals(Signal.HUP)));
  }

  /** What the child is sent; it has already got what the terminal sent. */
  Optional<Signal> toForward(Event.Signalled signalled) {
    if (asBeatCop1 && isStop(signalled.signal())) {
      return Optional.of(Signal.TERM);
    }
    return signalled.fromTerminal() ? Optional.empty() : Optional.of(signalled.signal());
  }

  void note(Signal signal, long nowNanos) {
    if (isStop(signal) || signal.equals(Signal.INT) || signal.equals(Signal.QUIT)) {
      last = Optional.of(new Noted(signal, nowNanos));
    }
  }

  /** The signal of which a child that ends now has ended, if there was one. */
  Optional<Signal> recent(long nowNanos) {
    return last.filter(noted -> nowNanos - noted.nanos() < MEMORY.toNanos()).map(Noted::signal);
  }
}
