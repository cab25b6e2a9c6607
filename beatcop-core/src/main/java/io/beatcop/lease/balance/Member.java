package io.beatcop.lease.balance;

import java.time.Duration;
import java.util.Set;

/**
 * A live node of a group, as the others see it.
 *
 * @param name the holder of its leases
 * @param label the label that {@code prefer} refers to; empty for none
 * @param weight how much of the work it takes beside the others; at least 1
 * @param draining whether it wants to give all its slices up
 * @param present for how long it has been seen without a break, by the clock of the store
 * @param awaits the slices that it campaigns for and does not hold
 */
public record Member(
    String name,
    String label,
    int weight,
    boolean draining,
    Duration present,
    Set<Integer> awaits) {

  /** Copies the set. */
  public Member {
    awaits = Set.copyOf(awaits);
  }
}
