package io.beatcop.lease.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges a simulation by the promises of the balance, without a look at its rules. */
final class GroupChecker {

  /** What is promised. */
  enum Promise {
    /** After three ttls of quiet each node holds within one of its share. */
    BALANCED,
    /** No node holds more than its limit. */
    LIMITED,
    /** A slice moves at most once for a change of membership. */
    ONE_MOVE,
    /** If one node comes, only what it gets moves; if one goes, nothing does. */
    FEW_MOVES,
    /** A slice has a holder again as soon as the lease allows. */
    NEVER_NONE,
    /** A slice is given up to one node that waits for it. */
    GIVEN_TO_ONE,
    /** One slice at a time is on its way from a node to another. */
    ONE_AT_A_TIME,
    /** When all was quiet, no two nodes campaign for one slice. */
    NO_CROWD,
    /** A draining node gets none. */
    DRAINING_GETS_NONE,
    /** Others give up slices for a newcomer only when it has been there for a while. */
    SETTLED_FIRST
  }

  private static final long TTL = GroupSimulation.TTL;

  private final GroupSimulation simulation;
  private final int most;
  private final long[] freeSince;
  private final long[] movedAt;
  private final boolean[] isGiven;
  private final Map<Integer, String> onTheWay = new HashMap<>();
  private Optional<Promise> broken = Optional.empty();
  private String story = "";
  private long lastChangeAt;
  private long lastDeathAt;
  private long moves;
  private long movesBefore;
  private boolean isQuiet;
  private long lookedAt;
  private boolean wasDrained;
  private final Map<String, Integer> heldBefore = new HashMap<>();
  private List<SimulatedGroupNode> alone = List.of();
  private long longestGapMillis;

  GroupChecker(GroupSimulation simulation, int slices, int most) {
    this.simulation = simulation;
    this.most = most;
    this.freeSince = new long[slices];
    this.movedAt = new long[slices];
    this.isGiven = new boolean[slices];
    Arrays.fill(movedAt, Long.MIN_VALUE / 2);
  }

  boolean hasFound() {
    return broken.isPresent();
  }

  Optional<Promise> broken() {
    return broken;
  }

  long moves() {
    return moves;
  }

  long longestGapMillis() {
    return longestGapMillis;
  }

  @Override
  public String toString() {
    return broken.map(promise -> promise + ": " + story).orElse(moves + " moves");
  }

  private void found(Promise promise, String what) {
    if (broken.isEmpty()) {
      broken = Optional.of(promise);
      story = what + " at " + simulation.now();
    }
  }

  /** The nodes that take part have changed. */
  void changed() {
    isQuiet = false;
    lastChangeAt = simulation.now();
  }

  /** A node is gone, and nobody knows yet. */
  void died() {
    changed();
    lastDeathAt = simulation.now();
  }

  /** These came, or one went if there are none, and all was quiet before. */
  void comesAlone(List<SimulatedGroupNode> newcomers) {
    alone = newcomers;
    isQuiet = true;
    movesBefore = moves;
    heldBefore.clear();
    simulation.nodes().forEach(one -> heldBefore.put(one.name, simulation.held(one)));
    // What nobody could take from a draining node moves as soon as somebody can.
    wasDrained =
        simulation.nodes().stream().noneMatch(one -> one.draining && simulation.held(one) > 0);
  }

  /** By weight a share may get smaller when another node goes; so that is not looked at. */
  void hasFewMoves() {
    List<SimulatedGroupNode> sharing =
        able().stream().filter(one -> alone.isEmpty() || isLikeOneOf(alone, one)).toList();
    long needed = sharing.isEmpty() ? 0 : needed(sharing.size());
    if (wasDrained && moves - movesBefore > needed && !simulation.hasWeights()) {
      found(Promise.FEW_MOVES, (moves - movesBefore) + " moves where " + needed + " do");
    }
  }

  /** What newcomers lack of their share, or what the others have above theirs. */
  private long needed(int sharing) {
    int share = freeSince.length / sharing;
    int most = share + (freeSince.length % sharing == 0 ? 0 : 1);
    long tooMany = heldBefore.values().stream().mapToLong(held -> Math.max(0, held - most)).sum();
    return Math.max((long) share * alone.size(), alone.isEmpty() ? 0 : tooMany);
  }

  /** Preferred nodes share with each other alone. */
  private boolean isLikeOneOf(List<SimulatedGroupNode> newcomers, SimulatedGroupNode one) {
    return newcomers.stream()
        .allMatch(other -> simulation.isPreferred(one) == simulation.isPreferred(other));
  }

  void freed(int slice) {
    freeSince[slice] = simulation.now();
  }

  void givesUp(SimulatedGroupNode giver, int slice) {
    long now = simulation.now();
    moves++;
    // What was decided before a change may be done after it.
    if (lastChangeAt < movedAt[slice] - TTL && now - lastChangeAt > TTL) {
      found(Promise.ONE_MOVE, "slice " + slice + " moved twice");
    }
    movedAt[slice] = now;
    isGiven[slice] = true;
    Set<String> campaigning = simulation.campaigning(slice);
    boolean isCalm = now - lastChangeAt > 2 * TTL;
    if (campaigning.isEmpty() && now - lastDeathAt > 2 * TTL && now - lastChangeAt > TTL / 10) {
      found(Promise.GIVEN_TO_ONE, giver.name + " gives up slice " + slice + " for nobody");
    } else if (campaigning.size() > 1 && isCalm) {
      found(Promise.GIVEN_TO_ONE, campaigning + " campaign for slice " + slice);
    } else if (campaigning.size() == 1) {
      String way = giver.name + " to " + campaigning.iterator().next();
      // The giver may know of a change that the receiver has not seen.
      if (onTheWay.containsValue(way) && now - lastChangeAt > TTL / 5) {
        found(Promise.ONE_AT_A_TIME, way + " two slices");
      }
      onTheWay.put(slice, way);
    }
  }

  void granted(SimulatedGroupNode winner, int slice) {
    long now = simulation.now();
    boolean given = isGiven[slice];
    isGiven[slice] = false;
    onTheWay.remove(slice);
    if (!simulation.campaigning(slice).isEmpty() && isQuiet && lastDeathAt == lastChangeAt) {
      found(Promise.NO_CROWD, "several nodes ask for slice " + slice + " of one that died");
    }
    if (simulation.held(winner) > most) {
      found(Promise.LIMITED, winner.name + " holds more than " + most);
    }
    if (winner.draining && winner.knowsThatItDrains) {
      found(Promise.DRAINING_GETS_NONE, winner.name + " drains and gets slice " + slice);
    }
    long wanted = simulation.isPreferred(winner) ? GroupSimulation.QUIET_FOR_PREFERRED : TTL;
    boolean isEarly = now - winner.bornAt < wanted - TTL / 2;
    // Else it gets what nobody else may have.
    long others = able().stream().filter(one -> now - one.bornAt > 2 * TTL).count();
    boolean isEnough = others > 0 && others * most >= freeSince.length;
    if (given
        && isEarly
        && isEnough
        && simulation.held(winner) == 1
        && now - lastDeathAt > 2 * TTL) {
      found(Promise.SETTLED_FIRST, winner.name + " is given slice " + slice);
    }
  }

  /** Called after each event: looks from time to time for slices without a holder. */
  void look() {
    if (simulation.now() - lookedAt > TTL / 200) {
      lookedAt = simulation.now();
      gaps();
    }
  }

  private void gaps() {
    long now = simulation.now();
    List<SimulatedGroupNode> able = able();
    long needed = Math.min((long) able.size() * most, freeSince.length);
    if (able.isEmpty() || needed < freeSince.length) {
      Arrays.fill(freeSince, now);
      return;
    }
    for (int slice = 0; slice < freeSince.length; slice++) {
      if (simulation.holder(slice).isEmpty()) {
        // Until then a node that is gone may be the one that it is for.
        long since = Math.max(freeSince[slice], lastDeathAt + GroupSimulation.ABSENT);
        longestGapMillis = Math.max(longestGapMillis, now - freeSince[slice]);
        if (now - since > TTL / 2) {
          found(
              Promise.NEVER_NONE,
              "slice %d, of nobody since %d; last death %d; campaigning %s; able %s"
                  .formatted(
                      slice,
                      freeSince[slice],
                      lastDeathAt,
                      simulation.campaigning(slice),
                      able.stream().map(one -> one.name).toList()));
        }
      }
    }
  }

  /** Those that take part, and have for a while. */
  private List<SimulatedGroupNode> able() {
    long now = simulation.now();
    return simulation.nodes().stream()
        .filter(one -> one.acts(now) && !one.draining && now - one.bornAt > TTL / 2)
        .toList();
  }

  /** All is quiet for long enough: each node has what is its share. */
  void isCalm() {
    List<SimulatedGroupNode> able = new ArrayList<>(able());
    if (able.stream().anyMatch(simulation::isPreferred)) {
      able.removeIf(one -> !simulation.isPreferred(one));
    }
    if (able.isEmpty()) {
      return;
    }
    double weights = able.stream().mapToInt(one -> one.weight).sum();
    for (SimulatedGroupNode one : simulation.nodes()) {
      double share =
          able.contains(one) ? Math.min(most, freeSince.length * one.weight / weights) : 0;
      boolean isOneOfTooMany = most < Integer.MAX_VALUE && able.size() > freeSince.length;
      boolean isLeftAlone = !able.contains(one) && (long) able.size() * most < freeSince.length;
      boolean isShare =
          (isOneOfTooMany || isLeftAlone)
              ? simulation.held(one) <= most
              : Math.abs(simulation.held(one) - share) < 1;
      if (!isShare) {
        found(
            Promise.BALANCED,
            "%s holds %d of %.2f; able: %s"
                .formatted(
                    one.name,
                    simulation.held(one),
                    share,
                    able.stream()
                        .map(
                            other -> other.name + " " + other.weight + " " + simulation.held(other))
                        .toList()));
      }
    }
    for (int slice = 0; slice < freeSince.length; slice++) {
      boolean isHeld = !simulation.holder(slice).isEmpty();
      if (isHeld && !simulation.campaigning(slice).isEmpty()) {
        found(Promise.NO_CROWD, simulation.campaigning(slice) + " campaign for slice " + slice);
      }
    }
  }
}
