package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import org.jspecify.annotations.Nullable;

/** The failures of a store in a row, until its next answer. */
final class FailureStreak {

  private @Nullable LeaseAnswer last;
  private int failures;

  /**
   * Counts a failure. Returns whether it is news: the first one, or of another kind than the last.
   */
  boolean add(LeaseAnswer failure) {
    boolean news = last == null || last.getClass() != failure.getClass();
    last = failure;
    failures++;
    return news;
  }

  /** Ends the streak, since the store answers. Returns whether there was one. */
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

  /**
   * Explains why a term is over at this moment that was neither renewed nor taken by another node.
   */
  Loss expiry(Deadline deadline, Moment now) {
    // The wall clock passes its end up to a millisecond earlier, since it counts whole ones.
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
