package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseListener;
import io.beatcop.quartz.gate.RunningJobs;
import io.beatcop.quartz.gate.VetoGate;
import java.util.Optional;

/**
 * Ends a term when an operator asks for that: nothing new fires in it, and the lease is given up
 * when the last gated job has ended. The scheduler itself goes on, and campaigns again.
 */
final class StepDownListener implements LeaseListener {

  /** The beginning of a request to leave that holds for all nodes. */
  private static final String PAUSED = "paused ";

  private final Seat seat;
  private final VetoGate gate;
  private final RunningJobs running;
  private final Runnable beforeRelease;
  private volatile Optional<Grant> asked = Optional.empty();
  private volatile boolean paused;

  StepDownListener(Seat seat, VetoGate gate, RunningJobs running, Runnable beforeRelease) {
    this.seat = seat;
    this.gate = gate;
    this.running = running;
    this.beforeRelease = beforeRelease;
  }

  @Override
  public void asked(Grant grant, String why) {
    paused = why.startsWith(PAUSED);
    asked = Optional.of(grant);
    gate.closeFor(grant);
    leaveWhenIdle();
  }

  /**
   * Gives the lease up after the last job, if this node was asked to leave this term. Called again,
   * since the waiting action may have been forgotten. A scheduler in standby, or shut down, gives
   * the lease up anyway, and must not campaign again.
   */
  void leaveWhenIdle() {
    if (isInThatTerm() && gate.isOpen()) {
      running.whenIdle(
          () -> {
            if (isInThatTerm()) {
              beforeRelease.run();
              leave();
            }
          });
    }
  }

  /**
   * Lets another node have the lease. In a pause nobody can: then this node asks again at once, and
   * the end of the pause wakes it.
   */
  private void leave() {
    if (!gate.isOpen()) {
      seat.stop();
    } else if (paused) {
      seat.stopAndAskAgain();
    } else {
      seat.stepDown();
    }
  }

  /** Whether this node was asked to end this term. */
  boolean isToLeave(Grant grant) {
    return asked.filter(then -> then.token() == grant.token()).isPresent();
  }

  private boolean isInThatTerm() {
    return asked
        .flatMap(then -> seat.lease().grant().filter(now -> now.token() == then.token()))
        .isPresent();
  }
}
