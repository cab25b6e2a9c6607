package io.beatcop.lease.balance;

import java.util.Set;

/**
 * What a node is to do by a picture.
 *
 * @param wanted the slices that are this node's: to campaign for, or to keep
 * @param handOver the slices that it holds and gives up now, each to a node that waits for it
 */
public record Plan(Set<Integer> wanted, Set<Integer> handOver) {

  /** Copies the sets. */
  public Plan {
    wanted = Set.copyOf(wanted);
    handOver = Set.copyOf(handOver);
  }
}
