package io.beatcop.quartz;

import org.jspecify.annotations.Nullable;

/**
 * One slice of the jobs of an entry of the plugin, as operators see it: a line of {@link
 * LeaseMXBean#getSlices()}. The jobs of an entry that does not spread are one slice.
 */
public interface LeaseSliceView {

  /**
   * The number of the slice.
   *
   * @return the number, from 0
   */
  int getNumber();

  /**
   * The name of its lease, which operators may pause, or ask to step down.
   *
   * @return the name
   */
  String getLease();

  /**
   * This node's part in the contest for that lease.
   *
   * @return the state
   */
  LeaseState getState();

  /**
   * The holder of the lease: this node, or the one that it has seen last.
   *
   * @return {@code host-pid-random}; null if it has seen none
   */
  @Nullable String getHolder();

  /**
   * The fencing token of the term.
   *
   * @return the token; null if this node does not hold the lease
   */
  @Nullable Long getToken();

  /**
   * How many jobs of the slice are running on this node.
   *
   * @return how many
   */
  int getRunning();

  /**
   * How many firings were let through.
   *
   * @return how many
   */
  long getFires();

  /**
   * How often this node has got the lease after another node.
   *
   * @return how often
   */
  long getTakeOvers();
}
