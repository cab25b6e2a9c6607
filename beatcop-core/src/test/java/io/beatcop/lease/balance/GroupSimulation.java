package io.beatcop.lease.balance;

import io.beatcop.lease.balance.BrokenRule.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A cluster that shares slices, in virtual time and from a seed: nodes come, go, freeze, flap and
 * drain; looks are late, and news of them is lost. Times are milliseconds.
 *
 * <p>A slice is a lease that keeps its promise: one node has it, it is renewed each third of a ttl,
 * and it is free when its node gives it up or a ttl after the last renewal. The rules of the lease
 * have a simulation of their own.
 */
final class GroupSimulation {

  static final long TTL = 9_000;
  static final long QUIET_FOR_PREFERRED = 4 * TTL;

  private static final long RENEWAL = TTL / 3;
  private static final long LOOK = TTL / 6;
  private static final long SOON = TTL / 100;
  static final long ABSENT = TTL * 5 / 12;

  private final SplittableRandom random;
  private final BrokenRule broken;
  private final Scene scene;
  private final Sharing sharing;
  private final int most;
  private final int mostNodes;
  private final Map<String, SimulatedGroupNode> nodes = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final String[] holders;
  private final long[] expiresAt;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparing(Event::number));
  private final GroupChecker checker;
  private long now;
  private long stormEndsAt;
  private long number;
  private int named;

  /** What the store knows of a node. */
  private record Entry(Member member, long firstAt, long lastAt) {}

  private record Event(long at, long number, Runnable action) {}

  GroupSimulation(long seed, BrokenRule broken, Scene scene, int slices, int nodes) {
    this.random = new SplittableRandom(seed);
    this.broken = broken;
    this.scene = scene;
    this.most = scene == Scene.SLOTS ? 1 : Integer.MAX_VALUE;
    this.mostNodes = nodes;
    this.sharing =
        new Sharing(
            Duration.ofMillis(TTL),
            scene == Scene.PREFERRED ? "near" : "",
            Duration.ofMillis(QUIET_FOR_PREFERRED),
            most);
    this.holders = new String[slices];
    this.expiresAt = new long[slices];
    this.checker = new GroupChecker(this, slices, most);
    for (int slice = 0; slice < slices; slice++) {
      holders[slice] = "";
    }
  }

  /** Runs storms and calms by turns, and returns what was wrong first. */
  GroupChecker run(int storms) {
    for (int i = 0; i < mostNodes / 2 + 1; i++) {
      at(random.nextLong(TTL), this::comes);
    }
    long end = 0;
    for (int storm = 0; storm < storms; storm++) {
      final long begin = end;
      final long length = random.nextLong(TTL, 4 * TTL);
      at(begin, () -> stormEndsAt = begin + length);
      int changes = random.nextInt(1, mostNodes / 4 + 2);
      for (int i = 0; i < changes; i++) {
        at(begin + random.nextLong(length), this::change);
      }
      at(begin + length, this::thaw);
      long calm = scene == Scene.PREFERRED ? QUIET_FOR_PREFERRED : 0;
      // A freeze ends with the storm, and a dead node is seen as such a little later.
      end = begin + length + calm + 5 * TTL + random.nextLong(TTL);
      at(end - 1, checker::isCalm);
      at(end, this::gentleChange);
      end += calm + 6 * TTL;
      at(end - 1, checker::isCalm);
      at(end - 1, checker::hasFewMoves);
    }
    while (!events.isEmpty() && now <= end && !checker.hasFound()) {
      Event event = events.remove();
      now = event.at();
      event.action().run();
      checker.look();
    }
    return checker;
  }

  private void at(long time, Runnable action) {
    events.add(new Event(Math.max(now, time), number++, action));
  }

  /** One change, in the midst of quiet. */
  private void gentleChange() {
    List<SimulatedGroupNode> acting = nodes.values().stream().filter(n -> n.acts(now)).toList();
    int kind = random.nextInt(4);
    if (acting.size() < 3 || kind == 0) {
      checker.comesAlone(List.of(comes()));
    } else if (kind == 1 && scene != Scene.PREFERRED) {
      checker.comesAlone(List.of(comes(), comes()));
    } else if (kind == 2) {
      dies(acting.get(random.nextInt(acting.size())));
      checker.comesAlone(List.of());
    } else {
      leaves(acting.get(random.nextInt(acting.size())));
      checker.comesAlone(List.of());
    }
  }

  private void leaves(SimulatedGroupNode one) {
    one.alive = false;
    nodes.remove(one.name);
    entries.remove(one.name);
    for (int slice = 0; slice < holders.length; slice++) {
      if (holders[slice].equals(one.name)) {
        released(slice);
      }
    }
    tellOthers(one);
    checker.changed();
  }

  private void change() {
    List<SimulatedGroupNode> acting = nodes.values().stream().filter(n -> n.acts(now)).toList();
    int kind = random.nextInt(10);
    if (acting.size() < 2 || (kind < 4 && nodes.size() < mostNodes)) {
      comes();
      return;
    }
    SimulatedGroupNode one = acting.get(random.nextInt(acting.size()));
    if (kind < 5) {
      leaves(one);
    } else if (kind < 7) {
      dies(one);
    } else if (kind < 8) {
      one.thawsAt = now + random.nextLong(3 * TTL);
      checker.died();
      at(one.thawsAt, () -> wakesUp(one));
    } else if (kind < 9) {
      one.draining = !one.draining;
      look(one, now);
      checker.changed();
    } else {
      flaps(random.nextInt(3, 8));
    }
  }

  private void dies(SimulatedGroupNode one) {
    one.alive = false;
    nodes.remove(one.name);
    checker.died();
  }

  /** A node that starts, dies after a moment, and is started again. */
  private void flaps(int times) {
    if (times > 0 && now < stormEndsAt) {
      SimulatedGroupNode one = comes();
      at(
          now + random.nextLong(TTL / 3, TTL - TTL / 10),
          () -> {
            if (one.alive) {
              dies(one);
              flaps(times - 1);
            }
          });
    }
  }

  private SimulatedGroupNode comes() {
    String name = "node-" + named++;
    String label = scene == Scene.PREFERRED && random.nextInt(4) == 0 ? "near" : "";
    int weight = scene == Scene.WEIGHTED ? random.nextInt(1, 4) : 1;
    SimulatedGroupNode one =
        new SimulatedGroupNode(name, label, weight, broken.balance(sharing, name));
    one.bornAt = now;
    nodes.put(name, one);
    checker.changed();
    // These are of later: the change that others may act on.
    at(now + TTL, checker::changed);
    at(now + QUIET_FOR_PREFERRED, checker::changed);
    look(one, now);
    renew(one);
    return one;
  }

  private void thaw() {
    nodes.values().forEach(one -> one.thawsAt = Math.min(one.thawsAt, now));
    List.copyOf(nodes.values()).forEach(this::wakesUp);
  }

  private void wakesUp(SimulatedGroupNode one) {
    if (one.acts(now)) {
      checker.changed();
      at(now + TTL + LOOK, checker::changed);
      at(now + QUIET_FOR_PREFERRED + LOOK, checker::changed);
      look(one, now);
      one.wanted.forEach(slice -> at(now + delay(), () -> taken(slice)));
    }
  }

  /** A look at that time, unless one comes before. */
  private void look(SimulatedGroupNode one, long time) {
    if (one.nextLookAt > now && one.nextLookAt <= time) {
      return;
    }
    one.nextLookAt = time;
    long mine = ++one.lookNumber;
    at(
        time,
        () -> {
          if (one.lookNumber == mine && one.acts(now)) {
            looks(one);
          }
        });
  }

  private void looks(SimulatedGroupNode one) {
    Optional<Entry> known =
        Optional.ofNullable(entries.get(one.name)).filter(entry -> now - entry.lastAt() <= ABSENT);
    boolean isKnown = known.isPresent();
    long first = known.map(Entry::firstAt).orElse(now);
    one.bornAt = first;
    Set<Integer> told = known.map(entry -> entry.member().awaits()).orElseGet(Set::of);
    entries.put(one.name, new Entry(member(one, 0), first, now));
    if (!isKnown || !told.containsAll(one.awaits) || one.draining != one.knowsThatItDrains) {
      tellOthers(one);
    }
    one.knowsThatItDrains = one.draining;
    Picture picture = picture();
    one.leaving.keySet().removeIf(slice -> isTaken(one, slice));
    Plan plan = one.balance.plan(picture, one.name, one.leaving.keySet());
    boolean awaitsMore = obey(one, plan);
    boolean isPassing = one.leaving.values().stream().anyMatch(ends -> ends <= now);
    look(one, now + (awaitsMore || isPassing ? SOON : LOOK) + random.nextLong(SOON));
  }

  private boolean isTaken(SimulatedGroupNode one, int slice) {
    return !holders[slice].isEmpty()
        && (!holders[slice].equals(one.name)
            || one.leaving.getOrDefault(slice, Long.MAX_VALUE) <= now);
  }

  private Member member(SimulatedGroupNode one, long present) {
    return new Member(
        one.name, one.label, one.weight, one.draining, Duration.ofMillis(present), one.awaits);
  }

  private Picture picture() {
    List<Member> members = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (broken == BrokenRule.THE_DEAD_COUNT || now - entry.lastAt() <= ABSENT) {
        Member m = entry.member();
        members.add(
            new Member(
                m.name(),
                m.label(),
                m.weight(),
                m.draining(),
                Duration.ofMillis(now - entry.firstAt()),
                m.awaits()));
      }
    }
    return new Picture(members, List.of(holders));
  }

  /** Returns whether it awaits a slice that it did not await before. */
  private boolean obey(SimulatedGroupNode one, Plan plan) {
    one.wanted = new HashSet<>(plan.wanted());
    Set<Integer> awaits = new HashSet<>(plan.wanted());
    awaits.removeIf(slice -> holders[slice].equals(one.name));
    boolean more = !one.awaits.containsAll(awaits);
    one.awaits = awaits;
    // There is nobody left to give them to.
    one.leaving.keySet().removeIf(awaits::contains);
    awaits.forEach(slice -> at(now + delay(), () -> taken(slice)));
    for (int slice : plan.handOver()) {
      checker.givesUp(one, slice);
      long ends = now + random.nextLong(TTL / 50);
      one.leaving.put(slice, ends);
      at(
          ends,
          () -> {
            if (one.acts(now) && holders[slice].equals(one.name)) {
              released(slice);
              look(one, now + SOON);
            }
          });
    }
    return more;
  }

  private void tellOthers(SimulatedGroupNode one) {
    for (SimulatedGroupNode other : nodes.values()) {
      if (other != one && random.nextInt(5) > 0) {
        look(other, now + delay());
      }
    }
  }

  private long delay() {
    return random.nextLong(1, 20);
  }

  private void renew(SimulatedGroupNode one) {
    if (!one.alive) {
      return;
    }
    for (int slice = 0; slice < holders.length; slice++) {
      if (one.acts(now) && holders[slice].equals(one.name)) {
        expiresIn(slice);
      }
    }
    at(now + RENEWAL, () -> renew(one));
  }

  private void expiresIn(int slice) {
    long expires = now + TTL;
    expiresAt[slice] = expires;
    at(
        expires,
        () -> {
          if (expiresAt[slice] == expires && !holders[slice].isEmpty()) {
            released(slice);
          }
        });
  }

  private void released(int slice) {
    holders[slice] = "";
    checker.freed(slice);
    at(now + delay(), () -> taken(slice));
  }

  private List<SimulatedGroupNode> waiting(int slice) {
    return nodes.values().stream()
        .filter(one -> one.acts(now) && one.wanted.contains(slice))
        .filter(one -> !one.leaving.containsKey(slice))
        .toList();
  }

  /** A free slice is taken by one of those that campaign for it. */
  private void taken(int slice) {
    if (!holders[slice].isEmpty()) {
      return;
    }
    List<SimulatedGroupNode> campaigning = waiting(slice);
    if (!campaigning.isEmpty()) {
      SimulatedGroupNode winner = campaigning.get(random.nextInt(campaigning.size()));
      holders[slice] = winner.name;
      expiresIn(slice);
      look(winner, Math.min(winner.nextLookAt, now + SOON));
      checker.granted(winner, slice);
    }
  }

  long now() {
    return now;
  }

  String holder(int slice) {
    return holders[slice];
  }

  List<SimulatedGroupNode> nodes() {
    return List.copyOf(nodes.values());
  }

  int held(SimulatedGroupNode one) {
    int held = 0;
    for (String holder : holders) {
      held += holder.equals(one.name) ? 1 : 0;
    }
    return held;
  }

  /** The nodes that campaign for a slice that they do not hold. */
  Set<String> campaigning(int slice) {
    return nodes.values().stream()
        .filter(one -> one.wanted.contains(slice) && !holders[slice].equals(one.name))
        .map(one -> one.name)
        .collect(Collectors.toSet());
  }

  boolean hasWeights() {
    return scene == Scene.WEIGHTED;
  }

  boolean isPreferred(SimulatedGroupNode one) {
    return scene == Scene.PREFERRED && one.label.equals("near");
  }
}
