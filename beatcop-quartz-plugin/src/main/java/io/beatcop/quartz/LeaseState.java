package io.beatcop.quartz;

/** A node's part in the contest for its lease. */
public enum LeaseState {

  /** Out of the contest: the scheduler is not started, in standby, or shut down. */
  STANDBY,

  /** In the contest without the lease: vetoes firings that need it. */
  FOLLOWER,

  /** Has the key, but has to wait for a ttl before it acts on it. Vetoes meanwhile. */
  WAITING,

  /** Holds the lease: fires. */
  LEADER,

  /**
   * Has left the contest, or was asked to end its term, but keeps the lease until its last job has
   * ended. Vetoes meanwhile.
   */
  LEAVING
}
