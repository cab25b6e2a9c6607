package io.beatcop.lease.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says which node each slice is for, and what one node does about it.
 *
 * <p>Every node reckons with the same picture and comes to the same answer, so no node has to lead.
 * A slice that moves changes the answer for no other slice: so the order of the moves does not
 * matter, and a move is never taken back (P3).
 */
public class Balance {

  private final Sharing sharing;
  private final Shares shares;

  /**
   * Makes the rules.
   *
   * @param sharing how the nodes share
   */
  public Balance(Sharing sharing) {
    this(sharing, new Shares(sharing.most()));
  }

  Balance(Sharing sharing, Shares shares) {
    this.sharing = sharing;
    this.shares = shares;
  }

  /**
   * What a node is to do.
   *
   * @param picture the group now
   * @param me the node
   * @param leaving the slices that it has begun to give up, as far as no other node has them yet
   * @return the plan
   */
  public Plan plan(Picture picture, String me, Set<Integer> leaving) {
    List<Optional<Member>> owners = owners(picture);
    Set<Integer> wanted = new HashSet<>();
    Set<Integer> handOver = new HashSet<>();
    Set<String> busy = new HashSet<>();
    for (int slice : leaving) {
      owners.get(slice).ifPresent(owner -> busy.add(owner.name()));
    }
    for (int slice = 0; slice < owners.size(); slice++) {
      Optional<Member> owner = owners.get(slice);
      if (owner.isEmpty()) {
        continue;
      }
      if (isWanted(owner.get(), me)) {
        wanted.add(slice);
      } else if (picture.holders().get(slice).equals(me)
          && !leaving.contains(slice)
          && isReady(owner.get(), slice)
          && isFree(owner.get(), busy)) {
        handOver.add(slice);
        busy.add(owner.get().name());
      }
    }
    return new Plan(wanted, handOver);
  }

  /** Whether a node campaigns: for its own slices alone (P4). */
  boolean isWanted(Member owner, String me) {
    return owner.name().equals(me);
  }

  /** Whether the slice would be taken at once: it is given only to a node that waits (P5). */
  boolean isReady(Member owner, int slice) {
    return owner.awaits().contains(slice);
  }

  /** Whether nothing is on its way to that node: it gets one slice at a time (P5). */
  boolean isFree(Member owner, Set<String> busy) {
    return !busy.contains(owner.name());
  }

  /** The node that each slice is for; empty if there is none, and then its holder keeps it. */
  List<Optional<Member>> owners(Picture picture) {
    List<Optional<Member>> owners = new ArrayList<>();
    picture.holders().forEach(holder -> owners.add(Optional.empty()));
    Map<String, Integer> held = picture.held();
    int left = owners.size();
    for (List<Member> rank : ranks(picture.members(), held)) {
      if (left > 0 && !rank.isEmpty()) {
        Map<String, Integer> room = shares.of(left, rank, held);
        keep(picture, rank, room, owners);
        distribute(rank, room, owners);
        left = (int) owners.stream().filter(Optional::isEmpty).count();
      }
    }
    return owners;
  }

  /**
   * The nodes that may have slices, in the order in which they are served. A draining node is in
   * none of them (P6).
   */
  private List<List<Member>> ranks(List<Member> members, Map<String, Integer> held) {
    List<Member> byName = new ArrayList<>(members);
    byName.sort(Comparator.comparing(Member::name));
    List<Member> preferred = new ArrayList<>();
    List<Member> settled = new ArrayList<>();
    List<Member> preferredNewcomers = new ArrayList<>();
    List<Member> newcomers = new ArrayList<>();
    for (Member member : byName) {
      boolean stays = isSettled(member) || held.containsKey(member.name());
      if (takesPart(member) && isPreferred(member)) {
        (stays ? preferred : preferredNewcomers).add(member);
      } else if (takesPart(member)) {
        (stays ? settled : newcomers).add(member);
      }
    }
    return List.of(preferred, settled, preferredNewcomers, newcomers);
  }

  boolean takesPart(Member member) {
    return !member.draining();
  }

  boolean isPreferred(Member member) {
    return !sharing.prefer().isEmpty() && member.label().equals(sharing.prefer());
  }

  /**
   * Whether others give up slices for a node (P7). One that comes and goes is never seen for so
   * long. A preferred node waits longer, since it moves all slices (P8).
   */
  boolean isSettled(Member member) {
    return member.present().compareTo(isPreferred(member) ? sharing.quiet() : sharing.settle())
        >= 0;
  }

  /** A slice stays where it is while its holder has no more than its share (P2). */
  void keep(
      Picture picture,
      List<Member> rank,
      Map<String, Integer> room,
      List<Optional<Member>> owners) {
    Map<String, Member> byName = new HashMap<>();
    rank.forEach(member -> byName.put(member.name(), member));
    for (int slice = 0; slice < owners.size(); slice++) {
      Member holder = byName.get(picture.holders().get(slice));
      if (holder != null && owners.get(slice).isEmpty() && hasRoom(holder, room)) {
        assign(slice, holder, room, owners);
      }
    }
  }

  /**
   * Each other slice goes to the first in an order of its own that has room (P3). One that has
   * moved leaves the answer for the others as it was: it took the room that it had in this.
   */
  private void distribute(
      List<Member> rank, Map<String, Integer> room, List<Optional<Member>> owners) {
    for (int slice = 0; slice < owners.size(); slice++) {
      if (owners.get(slice).isEmpty()) {
        int open = slice;
        first(slice, rank, room).ifPresent(member -> assign(open, member, room, owners));
      }
    }
  }

  private Optional<Member> first(int slice, List<Member> rank, Map<String, Integer> room) {
    Optional<Member> first = Optional.empty();
    long greatest = Long.MIN_VALUE;
    for (Member member : rank) {
      if (hasRoom(member, room)) {
        long affinity = affinity(slice, member);
        if (first.isEmpty() || affinity > greatest) {
          first = Optional.of(member);
          greatest = affinity;
        }
      }
    }
    return first;
  }

  private static boolean hasRoom(Member member, Map<String, Integer> room) {
    return room.getOrDefault(member.name(), 0) > 0;
  }

  private static void assign(
      int slice, Member member, Map<String, Integer> room, List<Optional<Member>> owners) {
    owners.set(slice, Optional.of(member));
    room.merge(member.name(), -1, Integer::sum);
  }

  /** The same number on every node: it must not depend on the JVM. */
  long affinity(int slice, Member member) {
    long mixed = (member.name().hashCode() * 0x9E3779B97F4A7C15L) ^ (slice * 0xC2B2AE3D27D4EB4FL);
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
