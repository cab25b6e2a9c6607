package io.beatcop.process;

import java.time.Duration;
import java.util.Optional;

/**
 * The meaning of signals to a node with a child: their receivers, and whether the node ends with
 * the child (C2).
 */
final class SignalRules {

  /** A child that ends later than this after INT or QUIT did not end because of it. */
  private static final Duration MEMORY = Duration.ofMinutes(1);

  private record Noted(Signal signal, long nanos) {}

  private final boolean asBeatCop1;
  private Optional<Noted> last = Optional.empty();

  SignalRules(boolean asBeatCop1) {
    this.asBeatCop1 = asBeatCop1;
  }

  /** Whether the signal asks the node to end, and not just the child's present work. */
  boolean isStop(Signal signal) {
    return signal.equals(Signal.TERM)
        || (asBeatCop1 && (signal.equals(Signal.INT) || signal.equals(Signal.HUP)));
  }

  /** The signal to send to the child; one from the terminal has reached it already. */
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

  /** The signal that explains why a child ends now, if there was one. */
  Optional<Signal> recent(long nowNanos) {
    return last.filter(noted -> nowNanos - noted.nanos() < MEMORY.toNanos()).map(Noted::signal);
  }
}
