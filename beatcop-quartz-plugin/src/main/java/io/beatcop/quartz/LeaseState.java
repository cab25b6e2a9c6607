package io.beatcop.quartz;

/** A node's part in the contest for its lease. */
public enum LeaseState {

  /** Takes no part: the scheduler is not started, in standby, or shut down. */
  STANDBY,

  /** Takes part, and does not have the lease: vetoes what needs it. */
  FOLLOWER,

  /** Has the lease, but has to wait for a ttl before it acts on it; vetoes meanwhile. */
  WAITING,

  /** Holds the lease: fires. */
  LEADER,

  /**
   * Takes no part any more, or was asked to end its term, but keeps the lease until its last job
   * has ended; vetoes.
   */
  LEAVING
}
