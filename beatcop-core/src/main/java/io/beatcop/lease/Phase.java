package io.beatcop.lease;

import java.util.Optional;
import java.util.OptionalLong;

/** The state of a node in the contest for the lease, with the data that it needs in it. */
sealed interface Phase {

  /** Not in the contest. */
  record Idle() implements Phase {}

  /** Wants the lease. */
  record Campaigning() implements Phase {}

  /**
   * Has the key, but may not act on it yet (L7).
   *
   * @param deadline until when this node is sure to have the key
   * @param actFromNanos when the wait is over
   * @param since the number of the request that took the key, if the grant is pending; if the key
   *     is taken anew, the wait begins anew
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
   * @param untilNanos when to stop asking: the key has expired by then
   */
  record Releasing(Optional<Grant> grant, boolean rejoin, long untilNanos) implements Phase {}
}
