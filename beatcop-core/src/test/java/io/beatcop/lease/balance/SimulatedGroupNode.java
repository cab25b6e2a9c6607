package io.beatcop.lease.balance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A node of a simulation: what it knows, and what it is about to do. */
final class SimulatedGroupNode {

  final String name;
  final String label;
  final int weight;
  final Balance balance;

  /** The slices that it campaigns for, or holds. */
  Set<Integer> wanted = new HashSet<>();

  /** The slices that it has begun to give up, and when its work on them ends. */
  final Map<Integer, Long> leaving = new HashMap<>();

  Set<Integer> awaits = new HashSet<>();
  boolean alive = true;
  boolean draining;
  boolean knowsThatItDrains;
  long thawsAt;
  long nextLookAt;

  /** Since when the others see it without a break. */
  long bornAt;

  /** Of two looks that are planned, the later one is void. */
  long lookNumber;

  SimulatedGroupNode(String name, String label, int weight, Balance balance) {
    this.name = name;
    this.label = label;
    this.weight = weight;
    this.balance = balance;
  }

  /** Whether it acts at that moment. */
  boolean acts(long now) {
    return alive && now >= thawsAt;
  }
}
