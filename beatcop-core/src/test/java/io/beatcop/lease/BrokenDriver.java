package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.util.Optional;

/** The seam between a driver and its machine, where a rule can be broken; intact without one. */
final class BrokenDriver {

  private static final long MILLI = 1_000_000;

  private final Mutation mutation;
  private Optional<String> seen = Optional.empty();
  private Moment first = new Moment(0, 0);
  private Moment sent = new Moment(0, 0);

  BrokenDriver(Mutation mutation) {
    this.mutation = mutation;
  }

  Moment now(long nanos, long epochMillis) {
    if (mutation != Mutation.NO_WALL_CLOCK) {
      return new Moment(nanos, epochMillis);
    }
    if (first.epochMillis() == 0) {
      first = new Moment(nanos, epochMillis);
    }
    // What the monotonic clock has counted, shown as a time of day.
    return new Moment(nanos, first.epochMillis() + (nanos - first.nanos()) / MILLI);
  }

  /** The true time at which the wall clock ends the term. */
  long wallEnd(VirtualClock wall, Deadline deadline) {
    return mutation == Mutation.NO_WALL_CLOCK
        ? Long.MAX_VALUE
        : wall.trueNanosAt(deadline.untilEpochMillis() * MILLI);
  }

  LeaseRequest request(LeaseRequest request, Moment now) {
    sent = now;
    if (mutation == Mutation.EVIDENCE_AT_ONCE && request instanceof LeaseRequest.Acquire acquire) {
      return new LeaseRequest.Acquire(
          acquire.campaign(),
          acquire.number(),
          acquire.floor(),
          seen.or(acquire::evidence),
          acquire.served(),
          acquire.trustAbsence());
    }
    return request;
  }

  void answer(LeaseMachine machine, LeaseAnswer answer, Moment now) {
    if (answer instanceof HeldByOther other) {
      seen = Optional.of(other.term()).filter(term -> !term.isEmpty());
    }
    if (mutation == Mutation.DEADLINE_FROM_THE_REPLY && answer instanceof Granted) {
      // The machine is made to believe that it asks only now.
      Step unused = machine.next(now);
      machine.answer(answer, now);
    } else if (mutation == Mutation.LATE_REPLY_ACCEPTED && !(answer instanceof Unavailable)) {
      machine.answer(answer, sent);
    } else if (mutation == Mutation.UPTIME_IGNORED && answer instanceof Granted granted) {
      machine.answer(new Granted(granted.token(), granted.term(), Optional.empty()), now);
    } else {
      machine.answer(answer, now);
    }
  }
}
