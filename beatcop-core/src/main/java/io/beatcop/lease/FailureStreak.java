package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import org.jspecify.annotations.Nullable;

/** The failures of the store in a row, from the first one to the next answer. */
final class FailureStreak {

  private @Nullable LeaseAnswer last;
  private int failures;

  /** One more failure. Tells whether it is news: the first one, or of another kind. */
  boolean add(LeaseAnswer failure) {
    boolean news = last == null || last.getClass() != failure.getClass();
    last = failure;
    failures++;
    return news;
  }

  /** The store answers. Tells whether that is news. */
  boolean end() {
    boolean news = last != null;
    last = null;
    failures = 0;
    return news;
  }

  boolean exists() {
    return last != null;
  }

  /** How many failures there were. */
  int failures() {
    return failures;
  }

  /** Why a term is over at this moment that nobody took and that was not renewed. */
  Loss expiry(Deadline deadline, Moment now) {
    // The wall clock is first by up to a millisecond, since it was cut to one.
    if (deadline.nanos() - now.nanos() > deadline.lagMillis() * 1_000_000) {
      return new Loss(Loss.Reason.CLOCK, "the wall clock was set, or this machine slept");
    }
    if (last instanceof Unavailable unavailable) {
      return new Loss(Loss.Reason.EXPIRED, "it could not be renewed: " + unavailable.reason());
    }
    if (last instanceof Refused refused) {
      return new Loss(Loss.Reason.EXPIRED, "it could not be renewed: " + refused.message());
    }
    return new Loss(
        Loss.Reason.EXPIRED, "the deadline passed before the renewal: this process was paused");
  }
}
