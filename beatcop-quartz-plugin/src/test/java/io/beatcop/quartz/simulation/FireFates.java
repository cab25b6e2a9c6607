package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The fate of each slot of one trigger. */
final class FireFates {

  /** A slot was handed to a job: by whom, in which term, and when in true time. */
  record Handed(String node, long token, long atMillis) {}

  /** A misfire instruction passed over a slot: on which node, and when in true time. */
  record Skipped(String node, long atMillis) {}

  /** A slot that was lost, and the nodes that claimed it. */
  record Lost(long slotMillis, Set<String> claimedBy) {}

  /** A schedule, and the time for which the cluster had it. */
  private static final class Version {
    private final long[] slots;
    private final long declaredMillis;
    private long untilMillis = Long.MAX_VALUE;
    private long everywhereMillis;

    Version(long[] slots, long declaredMillis) {
      this.slots = slots;
      this.declaredMillis = declaredMillis;
      this.everywhereMillis = declaredMillis;
    }
  }

  private record Pause(long fromMillis, long toMillis) {}

  /** Nobody is to fire slots that are still on their way when a trigger is paused or deleted. */
  private static final long ON_ITS_WAY_MILLIS = 120_000;

  private static final long DELETED_EVERYWHERE_MILLIS = 5_000;

  private static final long DECLARED_EVERYWHERE_MILLIS = 30_000;

  private final List<Version> versions = new ArrayList<>();
  private final List<Pause> pauses = new ArrayList<>();
  private final Map<Long, Handed> handed = new HashMap<>();
  private final Map<Long, Set<String>> claimed = new HashMap<>();
  private final Set<Long> settled = new HashSet<>();
  private final Map<Long, Skipped> skipped = new HashMap<>();
  private final Set<Long> skippedInVain = new HashSet<>();
  private long pausedMillis = Long.MAX_VALUE;

  /** From now on the cluster has a trigger with these slots. */
  void declare(long[] slots, long nowMillis) {
    end(nowMillis);
    versions.add(new Version(slots, nowMillis));
  }

  /**
   * One more node has it. Slots that are due before all have it may be lost if the holder is among
   * the last: no other node tells it.
   */
  void scheduled(long nowMillis) {
    if (!versions.isEmpty()) {
      Version last = versions.get(versions.size() - 1);
      if (nowMillis <= last.declaredMillis + DECLARED_EVERYWHERE_MILLIS) {
        last.everywhereMillis = nowMillis;
      }
    }
  }

  /** From now on the cluster has it no more, or another one. */
  void end(long nowMillis) {
    if (!versions.isEmpty()) {
      Version last = versions.get(versions.size() - 1);
      last.untilMillis = Math.min(last.untilMillis, nowMillis);
    }
  }

  void pause(long nowMillis) {
    pausedMillis = Math.min(pausedMillis, nowMillis);
  }

  void resume(long nowMillis) {
    pauses.add(new Pause(pausedMillis, nowMillis));
    pausedMillis = Long.MAX_VALUE;
  }

  /** Whether it is gone, and this is one of its times from after that. */
  boolean isGone(long slotMillis) {
    return !versions.isEmpty()
        && slotMillis - DELETED_EVERYWHERE_MILLIS > versions.get(versions.size() - 1).untilMillis;
  }

  void claim(long firstMillis, long lastMillis, String node) {
    within(firstMillis, lastMillis)
        .forEach(slot -> claimed.computeIfAbsent(slot, absent -> new HashSet<>(1)).add(node));
  }

  /**
   * Notes that slots were handed to a job.
   *
   * @return who had handed all of them to one before, if that is so
   */
  Optional<Handed> hand(long firstMillis, long lastMillis, Handed now) {
    List<Long> slots =
        firstMillis == lastMillis ? List.of(firstMillis) : within(firstMillis, lastMillis);
    Optional<Handed> before = Optional.empty();
    if (!slots.isEmpty() && slots.stream().allMatch(handed::containsKey)) {
      before = Optional.ofNullable(handed.get(slots.get(0)));
    }
    for (long slot : slots) {
      handed.put(slot, now);
      settled.add(slot);
    }
    return before;
  }

  /**
   * Notes that a misfire instruction passed over slots. It deals with all of them if the first one
   * that nobody dealt with before was late enough, and with none otherwise.
   *
   * @param forgotten whether Redis has forgotten since what was dealt with, so that it is again
   */
  void skip(long firstMillis, long lastMillis, long lateMillis, boolean forgotten, Skipped by) {
    List<Long> slots = within(firstMillis, lastMillis);
    boolean late =
        slots.stream()
            .filter(
                slot ->
                    forgotten
                        || !settled.contains(slot)
                        || skippedInVain.contains(slot)
                        || isPaused(slot))
            .limit(1)
            .anyMatch(s -> s <= lateMillis);
    if (late) {
      settled.addAll(slots);
      slots.forEach(slot -> skipped.put(slot, by));
    }
  }

  /** A node died: the journal may not know what it passed over last, and then it is again. */
  void died(String node, long sinceMillis) {
    skipped.forEach(
        (slot, by) -> {
          if (by.node().equals(node) && by.atMillis() >= sinceMillis) {
            skippedInVain.add(slot);
          }
        });
  }

  /** A node winds it back: slots that a misfire instruction passed over since are open again. */
  void woundBack(long firstMillis) {
    skipped.keySet().stream().filter(slot -> slot >= firstMillis).forEach(skippedInVain::add);
  }

  private List<Long> within(long firstMillis, long lastMillis) {
    List<Long> slots = new ArrayList<>();
    for (Version version : versions) {
      int from = Arrays.binarySearch(version.slots, firstMillis);
      for (int i = from < 0 ? -from - 1 : from;
          i < version.slots.length && version.slots[i] <= lastMillis;
          i++) {
        if (version.slots[i] <= version.untilMillis) {
          slots.add(version.slots[i]);
        }
      }
    }
    slots.sort(Comparator.naturalOrder());
    return slots;
  }

  /** Whether one of its slots from before was handed to a job after then, by this schedule. */
  boolean wasHanded(long slotMillis, long sinceMillis) {
    long declared =
        versions.stream()
            .filter(version -> Arrays.binarySearch(version.slots, slotMillis) >= 0)
            .mapToLong(version -> version.declaredMillis)
            .max()
            .orElse(Long.MIN_VALUE);
    return handed.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey() < slotMillis
                    && entry.getValue().atMillis() >= Math.max(sinceMillis, declared));
  }

  /** The first slot up to then that was lost, without a reason that lies in the trigger itself. */
  Optional<Lost> lost(long untilMillis, Predicate<Lost> excused) {
    for (Version version : versions) {
      for (long slot : version.slots) {
        if (slot > Math.min(untilMillis, version.untilMillis)) {
          break;
        }
        boolean deleted =
            version.untilMillis != Long.MAX_VALUE && slot > version.untilMillis - ON_ITS_WAY_MILLIS;
        if (slot > version.everywhereMillis
            && !settled.contains(slot)
            && !deleted
            && !isPaused(slot)) {
          Lost lost = new Lost(slot, claimed.getOrDefault(slot, Set.of()));
          if (!excused.test(lost)) {
            return Optional.of(lost);
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean isPaused(long slotMillis) {
    return (pausedMillis != Long.MAX_VALUE && slotMillis > pausedMillis - ON_ITS_WAY_MILLIS)
        || pauses.stream()
            .anyMatch(
                pause ->
                    slotMillis > pause.fromMillis - ON_ITS_WAY_MILLIS
                        && slotMillis <= pause.toMillis);
  }

  long count() {
    return settled.size();
  }
}
