package io.beatcop.process;

import io.beatcop.lease.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides what to do when the child is gone, by the settings, and by the way in which it ended.
 *
 * <p>It has only rules, and remembers how often the child has failed.
 */
final class RestartPolicy {

  /** The exit code of BeatCop 1.0 when its child ends. */
  private static final int CHILD_ENDED = 1;

  /** EX_UNAVAILABLE, the exit code of BeatCop 1.0 when the lease is lost. */
  static final int LEASE_LOST = 69;

  /** EX_SOFTWARE: the guard ended before this process. */
  static final int GUARD_LOST = 70;

  private final SupervisorSettings settings;
  private final RestartPace pace = new RestartPace();

  /** The next step. */
  sealed interface Next {}

  /** This node ends. */
  record Exit(int code) implements Next {}

  /** The child is started as soon as the lease is held. */
  record Again() implements Next {}

  /** The same, after the lease was given up, so that another node could take it. */
  record StepDown() implements Next {}

  /** The same after a rest, in which the lease is kept or given up. */
  record Rest(Duration length, boolean giveAway) implements Next {

    String announcement() {
      return "the child is started again in "
          + Durations.format(length)
          + (giveAway ? ", unless another node takes the lease, which is given away" : "");
    }
  }

  /**
   * The end of a child.
   *
   * @param ending why the child was ended, or empty if it ended by itself
   * @param deadlySignal the signal of which it ended, or after which the node ends too
   * @param leaseHeld whether the lease is held now
   */
  record End(
      ExitStatus status,
      Optional<Child.Ending> ending,
      Optional<Signal> deadlySignal,
      Duration life,
      boolean leaseHeld) {}

  RestartPolicy(SupervisorSettings settings) {
    this.settings = settings;
  }

  Next after(End end) {
    if (end.deadlySignal().isPresent()) {
      return new Exit(
          settings.asBeatCop1() ? exitCode(end.deadlySignal().get()) : end.status().code());
    }
    Child.Ending ending = end.ending().orElse(null);
    if (ending == Child.Ending.LEASE) {
      return end.leaseHeld() ? new Again() : afterLoss();
    }
    if (ending == Child.Ending.ASKED) {
      return new StepDown();
    }
    if (ending == Child.Ending.HEALTH) {
      return new Rest(pace.ended(end.life(), true), true);
    }
    if (settings.asBeatCop1()) {
      return new Exit(CHILD_ENDED);
    }
    boolean failed = !end.status().isSuccess();
    if (settings.restart() == Restart.NEVER
        || (settings.restart() == Restart.ON_FAILURE && !failed)) {
      return new Exit(end.status().code());
    }
    Duration rest = pace.ended(end.life(), failed);
    return new Rest(rest, pace.isHopeless());
  }

  /** The next step when the lease is lost and no child is left. */
  Next afterLoss() {
    return settings.onLost() == OnLost.EXIT ? new Exit(LEASE_LOST) : new Again();
  }

  /** The exit code of a node that a signal ends while it has no child. */
  int exitCode(Signal signal) {
    // BeatCop 1.0 calls sys.exit(-signal).
    return settings.asBeatCop1() ? 256 - signal.number() : signal.exitCode();
  }
}
