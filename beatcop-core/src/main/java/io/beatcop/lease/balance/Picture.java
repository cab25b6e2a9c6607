package io.beatcop.lease.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The group at one moment.
 *
 * @param members the live nodes
 * @param holders the holder of each slice, a live node or not; empty for a slice without one
 */
public record Picture(List<Member> members, List<String> holders) {

  /** Copies the lists. */
  public Picture {
    members = List.copyOf(members);
    holders = List.copyOf(holders);
  }

  /** How many slices each holder has, by its name. */
  Map<String, Integer> held() {
    Map<String, Integer> held = new HashMap<>();
    for (String holder : holders) {
      held.merge(holder, 1, Integer::sum);
    }
    return held;
  }
}
