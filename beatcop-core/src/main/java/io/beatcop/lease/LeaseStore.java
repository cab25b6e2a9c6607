package io.beatcop.lease;

import java.util.Optional;

/**
 * The shared memory that decides who holds a lease.
 *
 * <p>A store belongs to one lease and one holder. {@link #ask} is called by one thread at a time;
 * it must return within the timeouts that the store was made with, and it never throws for a
 * failure of the network: that is an {@link LeaseAnswer.Unavailable answer}.
 */
@Internal
public interface LeaseStore extends AutoCloseable {

  /**
   * Asks, and waits for the answer. A single server is asked once, a quorum twice at most.
   *
   * @param request the question
   * @return the answer
   */
  LeaseAnswer ask(LeaseRequest request);

  /**
   * Calls back from now on when a holder has released the lease, as far as the store can tell. A
   * call is a hint, never a grant: it may come late, twice, or not at all (L9).
   *
   * @param wake called on a thread of the store's; returns at once
   */
  void onRelease(Runnable wake);

  /**
   * The leases whose requests may travel with this one's. They share its threads then.
   *
   * @return the driver, whose asker asks this store; empty for a lease that has threads of its own
   */
  default Optional<LeaseDriver> driver() {
    return Optional.empty();
  }

  /** Closes the connections. A question under way is answered with Unavailable. */
  @Override
  void close();
}
