package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import java.util.Optional;

/**
 * Ends a term that an operator asks this node to end: nothing new is fired in it, and when the last
 * gated job has ended the lease is given up. The scheduler itself is left alone, and campaigns on.
 */
final class StepDownListener implements LeaseListener {

  /** What a request to leave begins with that holds for all nodes. */
  private static final String PAUSED = "paused ";

  private final Lease lease;
  private final VetoGate gate;
  private final RunningJobs running;
  private final Runnable beforeRelease;
  private volatile Optional<Grant> asked = Optional.empty();
  private volatile boolean paused;

  StepDownListener(Lease lease, VetoGate gate, RunningJobs running, Runnable beforeRelease) {
    this.lease = lease;
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
   * What waits for the last job may have been taken back: whoever was asked still leaves. A
   * scheduler in standby, or shut down, gives the lease up anyway, and is not to campaign on.
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
   * For a ttl, so that another node wins it. In a pause nobody does: there this node looks again at
   * once, and is woken by the resume.
   */
  private void leave() {
    if (!gate.isOpen()) {
      lease.stop();
    } else if (paused) {
      lease.stop();
      lease.campaign();
    } else {
      lease.stepDown();
    }
  }

  /** Whether this term is to end already. */
  boolean isToLeave(Grant grant) {
    return asked.filter(then -> then.token() == grant.token()).isPresent();
  }

  private boolean isInThatTerm() {
    return asked
        .flatMap(then -> lease.grant().filter(now -> now.token() == then.token()))
        .isPresent();
  }
}
