package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
import java.util.Optional;

/** This node's place in the contest for one lease: how it is given up, and what is seen of it. */
interface Seat {

  /** The lease, to ask and to listen to. */
  Lease lease();

  /** Gives the lease up, and stays out until the entry joins again. The work has ended. */
  void stop();

  /** Gives the lease up, so that another node may have it. The work has ended. */
  void stepDown();

  /** Gives the lease up in a pause of all nodes, and asks again at once. The work has ended. */
  void stopAndAskAgain();

  /**
   * Has no lease for a while, since this node can't fire.
   *
   * @param ask asks it to give this one up
   */
  void avoid(Runnable ask);

  /** Whether another node has held the lease since this was asked last, as far as is known. */
  boolean hasSeenAnother();

  /** The other node that holds the lease, if that is known without the news of the lease. */
  Optional<String> otherHolder();
}
