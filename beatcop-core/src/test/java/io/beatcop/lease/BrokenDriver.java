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
  private long runOutNanos;
  private Now sent = new Now(0, 0);

  BrokenDriver(Mutation mutation) {
    this.mutation = mutation;
  }

  Now now(long nanos, long epochMillis) {
    return new Now(nanos, mutation == Mutation.NO_WALL_CLOCK ? nanos / MILLI : epochMillis);
  }

  /** The true time at which the wall clock ends the term. */
  long wallEnd(VirtualClock wall, Deadline deadline) {
    return mutation == Mutation.NO_WALL_CLOCK
        ? Long.MAX_VALUE
        : wall.trueNanosAt(deadline.untilEpochMillis() * MILLI);
  }

  LeaseRequest request(LeaseRequest request, Now now) {
    sent = now;
    boolean shown =
        mutation == Mutation.EVIDENCE_AT_ONCE
            || (mutation == Mutation.EVIDENCE_ACROSS_FAILURES && !now.isBefore(runOutNanos));
    if (shown && request instanceof LeaseRequest.Acquire acquire) {
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

  void answer(LeaseMachine machine, LeaseAnswer answer, Now now) {
    if (answer instanceof HeldByOther other) {
      seen = Optional.of(other.term()).filter(term -> !term.isEmpty());
      runOutNanos = now.nanos() + other.expiresIn().map(left -> left.toNanos()).orElse(0L);
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
