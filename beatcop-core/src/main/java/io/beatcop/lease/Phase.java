package io.beatcop.lease;

import java.util.Optional;
import java.util.OptionalLong;

/** Where a node stands in the contest for the lease, with what it needs to know there. */
sealed interface Phase {

  /** Not in the contest. */
  record Idle() implements Phase {}

  /** Wants the lease. */
  record Campaigning() implements Phase {}

  /**
   * Has the key, but may not act on it yet (L7).
   *
   * @param deadline until when the key is sure to be this node's
   * @param actFromNanos when the wait is over
   * @param since the number of the request that took the key, if the grant is pending: the wait is
   *     for that possession of the key and no other
   */
  record Waiting(Deadline deadline, long actFromNanos, OptionalLong since) implements Phase {

    /** Whether the wait is over at this moment. */
    boolean isServedAt(Moment now) {
      return !now.isBefore(actFromNanos);
    }
  }

  /**
   * Holds the lease.
   *
   * @param grant the term
   */
  record Held(Grant grant) implements Phase {}

  /**
   * Holds nothing any more, and tells the store so.
   *
   * @param grant the term that was given up, if there was one
   * @param rejoin whether to campaign again afterwards
   * @param untilNanos when to stop telling: the key has expired by then
   */
  record Releasing(Optional<Grant> grant, boolean rejoin, long untilNanos) implements Phase {}
}
