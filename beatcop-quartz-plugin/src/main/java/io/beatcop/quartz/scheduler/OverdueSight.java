package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.quartz.gate.VetoGate;
import io.beatcop.quartz.rules.OverdueCause;
import io.beatcop.quartz.rules.OverdueCause.Part;
import io.beatcop.quartz.rules.OverdueCause.State;
import java.util.Optional;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;

/**
 * What this node sees that may explain why nobody fires (O1). Its rules are in {@link
 * OverdueCause}.
 */
final class OverdueSight {

  /** Clocks that differ by less explain nothing. */
  private static final long WRONG_CLOCK_MILLIS = 5_000;

  private final Scheduler scheduler;
  private final Lease lease;
  private final Seat seat;
  private final VetoGate gate;
  private final LeaseNews news;

  OverdueSight(Scheduler scheduler, Seat seat, VetoGate gate, LeaseNews news) {
    this.scheduler = scheduler;
    this.lease = seat.lease();
    this.seat = seat;
    this.gate = gate;
    this.news = news;
  }

  OverdueCause cause(OverdueWatch.Sight sight) {
    return new OverdueCause(
        lease.isAlive(),
        sight.redisAnswers(),
        news.pausedBy(),
        part(),
        seat.otherHolder().or(news::otherHolder),
        state(sight.trigger()),
        isBusy(),
        Math.abs(sight.clockMillis()) > WRONG_CLOCK_MILLIS ? sight.clockMillis() : 0);
  }

  private Part part() {
    Optional<Grant> grant = lease.grant();
    if (grant.isPresent()) {
      return gate.isOpenFor(grant.get()) ? Part.HOLDS : Part.LEAVES;
    }
    return gate.isOpen() ? Part.WAITS : Part.STANDBY;
  }

  private State state(TriggerKey trigger) {
    try {
      return switch (scheduler.getTriggerState(trigger)) {
        case ERROR -> State.ERROR;
        case BLOCKED -> State.BLOCKED;
        default -> State.NORMAL;
      };
    } catch (SchedulerException e) {
      return State.NORMAL;
    }
  }

  /** The workers are those of the scheduler: other slices, and ungated jobs, use them too. */
  private boolean isBusy() {
    try {
      return scheduler.getCurrentlyExecutingJobs().size()
          >= scheduler.getMetaData().getThreadPoolSize();
    } catch (SchedulerException e) {
      return false;
    }
  }
}
