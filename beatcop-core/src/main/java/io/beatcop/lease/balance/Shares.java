package io.beatcop.lease.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many slices each node gets (P1): its part by weight, rounded up or down, and no more than the
 * limit of one node. Those that would otherwise give a slice up are rounded up first, so no slice
 * moves for a rounding (P2). A move that the plan demands changes nobody's share.
 */
class Shares {

  private final int most;

  /**
   * Makes shares under a limit.
   *
   * @param most how many slices one node has at most
   */
  Shares(int most) {
    this.most = most;
  }

  /** The share of each node, by its name. The sum is less than the slices if the limit is. */
  Map<String, Integer> of(int slices, List<Member> members, Map<String, Integer> held) {
    Map<String, Integer> shares = new HashMap<>();
    List<Member> open = new ArrayList<>(members);
    int left = slices;
    for (List<Member> full = full(left, open); !full.isEmpty(); full = full(left, open)) {
      full.forEach(member -> shares.put(member.name(), most));
      left -= most * full.size();
      open.removeAll(full);
    }
    round(left, open, held, shares);
    return shares;
  }

  /** The nodes whose part is the limit or more. */
  private List<Member> full(int slices, List<Member> members) {
    long total = total(members);
    return members.stream()
        .filter(member -> (long) slices * weight(member) >= (long) most * total)
        .toList();
  }

  private void round(
      int slices, List<Member> members, Map<String, Integer> held, Map<String, Integer> shares) {
    long total = total(members);
    int left = slices;
    for (Member member : members) {
      int whole = whole(slices, member, total);
      shares.put(member.name(), whole);
      left -= whole;
    }
    List<Member> order = new ArrayList<>(members);
    order.sort(
        Comparator.comparing((Member member) -> rest(slices, member, total) == 0)
            .thenComparing(member -> !roundsUpFirst(member, shares, held))
            .thenComparing(member -> -rest(slices, member, total))
            .thenComparing(Member::name));
    for (int i = 0; i < left && i < order.size(); i++) {
      shares.merge(order.get(i).name(), 1, Integer::sum);
    }
  }

  private int whole(int slices, Member member, long total) {
    return (int) ((long) slices * weight(member) / total);
  }

  private long rest(int slices, Member member, long total) {
    return (long) slices * weight(member) % total;
  }

  private long total(List<Member> members) {
    return members.stream().mapToLong(this::weight).sum();
  }

  /** Whether a node would give a slice up if it were rounded down. */
  boolean roundsUpFirst(Member member, Map<String, Integer> shares, Map<String, Integer> held) {
    return held.getOrDefault(member.name(), 0) > shares.getOrDefault(member.name(), 0);
  }

  int weight(Member member) {
    return member.weight();
  }
}
