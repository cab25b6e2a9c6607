package io.beatcop.monitor;

import io.beatcop.lease.Lease;
import io.beatcop.process.SupervisorListener;

/**
 * How this node is, for probes: whether its child runs, and whether it may. Told by the
 * supervisor's thread, asked by any.
 */
public final class NodeState implements SupervisorListener {

  private final Lease lease;
  private volatile boolean childRuns;

  /**
   * Makes the state of a node that has not begun.
   *
   * @param lease its lease
   */
  public NodeState(Lease lease) {
    this.lease = lease;
  }

  @Override
  public void started(long pid, long token) {
    childRuns = true;
  }

  @Override
  public void ended(int exitCode) {
    childRuns = false;
  }

  /**
   * Whether all is as it must be: unless the child runs past the lease. So a follower is healthy,
   * and so is a node that Redis does not answer.
   */
  boolean isHealthy() {
    return !childRuns || lease.isHeld();
  }

  /** Whether this is the node whose child runs. */
  boolean isLeader() {
    return childRuns && lease.isHeld();
  }
}
