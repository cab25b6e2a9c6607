package io.beatcop.quartz.simulation;

import io.beatcop.quartz.simulation.FireViolation.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.quartz.TriggerKey;

/** Knows each slot of each trigger, and throws where one is fired twice, or was lost. */
final class FireChecker {

  /**
   * The one lenience that may be asked for: whether a slot counts as lost if a node that lives
   * claimed it, and lost its term before it learned so.
   */
  static final boolean CLAIMS_END_WITH_THEIR_TERM =
      Boolean.getBoolean("beatcop.firesim.claimsendwithterm");

  /** The promises to look at, if not at all of them. */
  private static final String WANTED = System.getProperty("beatcop.firesim.promises", "");

  /** How far ahead of the true time a slot may be fired, beside the scheduler's own window. */
  private static final long AHEAD_MILLIS = 10_000;

  /** Clocks of a healthy cluster agree within this. */
  private static final long SKEW_MILLIS = 2_000;

  /** So long after a loss of memory a holder has told Redis again what it fired. */
  private static final long TOLD_AGAIN_MILLIS = 10_000;

  /** So long Redis or the holder may be away after that; faults are repaired by then. */
  private static final long AWAY_MILLIS = 20_000;

  /** So long a holder may take to tell the journal what was passed over. */
  private static final long WRITTEN_MILLIS = 2_000;

  /** So long before its end a world has had no faults; later slots are not looked at. */
  private static final long UNFINISHED_MILLIS = 20_000;

  /**
   * A loss of memory.
   *
   * @param told who told an empty Redis again what it fired, before anyone else held the lease;
   *     entries that are there already stay as they are
   */
  private record Loss(long atMillis, long sinceMillis, Set<String> told) {}

  private static final class Term {
    private final long beganMillis;
    private long endedMillis = Long.MAX_VALUE;
    private long writtenMillis = Long.MIN_VALUE;

    Term(long beganMillis) {
      this.beganMillis = beganMillis;
    }

    /** Whether its holder had the time to tell an empty Redis again what it fired. */
    boolean outlived(long millis) {
      return beganMillis <= millis
          && endedMillis > millis + TOLD_AGAIN_MILLIS
          && (writtenMillis > millis || endedMillis > millis + AWAY_MILLIS + TOLD_AGAIN_MILLIS);
    }
  }

  private final FireTimeline timeline;
  private final long misfireThresholdMillis;
  private final long aheadMillis;
  private final long skewMillis;
  private final Map<TriggerKey, FireFates> fates = new TreeMap<>();
  private final Map<Long, Term> terms = new TreeMap<>();
  private final Set<TriggerKey> deletedInVain = new HashSet<>();
  private final Set<String> dead = new HashSet<>();
  private final List<Long> deaths = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private long handed;

  /**
   * Makes one for an empty cluster.
   *
   * @param aheadMillis the scheduler's fire-ahead window
   * @param skewMillis how far the clocks of two nodes differ that are right
   */
  FireChecker(
      FireTimeline timeline, long misfireThresholdMillis, long aheadMillis, long skewMillis) {
    this.timeline = timeline;
    this.misfireThresholdMillis = misfireThresholdMillis;
    this.aheadMillis = aheadMillis;
    this.skewMillis = skewMillis;
  }

  /** Throws, unless only other promises are looked at. */
  void violated(FireViolation violation) {
    if (WANTED.isEmpty() || WANTED.contains(violation.promise().name())) {
      throw violation;
    }
  }

  private FireFates of(TriggerKey key) {
    return fates.computeIfAbsent(key, absent -> new FireFates());
  }

  void declared(TriggerPlan plan, long horizonMillis) {
    long now = timeline.nowMillis();
    of(plan.key()).declare(plan.slots(now, horizonMillis), now);
  }

  /** The application has scheduled a trigger on one of its nodes. */
  void scheduled(TriggerKey key) {
    of(key).scheduled(timeline.nowMillis());
  }

  void deleted(TriggerKey key) {
    of(key).end(timeline.nowMillis());
  }

  /**
   * A node has no such trigger any more, since a clock that was wrong had used up its times, and so
   * its listeners don't hear of the deletion. It may come back there once the clock is right.
   */
  void deletedInVain(TriggerKey key) {
    deletedInVain.add(key);
  }

  void paused(TriggerKey key) {
    of(key).pause(timeline.nowMillis());
  }

  void resumed(TriggerKey key) {
    of(key).resume(timeline.nowMillis());
  }

  void termBegan(String node, long token) {
    terms.put(token, new Term(timeline.nowMillis()));
  }

  void termEnded(long token, long atMillis) {
    Term term = terms.get(token);
    if (term != null) {
      term.endedMillis = Math.min(term.endedMillis, atMillis);
    }
  }

  /** The journal has taken a write of a term. */
  void written(long token) {
    Term term = terms.get(token);
    if (term != null) {
      term.writtenMillis = timeline.nowMillis();
    }
  }

  void died(String node) {
    dead.add(node);
    fates.values().forEach(fate -> fate.died(node, timeline.nowMillis() - WRITTEN_MILLIS));
    deaths.add(timeline.nowMillis());
  }

  /** Redis has forgotten what was written since then. */
  void forgotten(long sinceMillis) {
    losses.forEach(earlier -> earlier.told.clear());
    losses.add(new Loss(timeline.nowMillis(), sinceMillis, new HashSet<>()));
  }

  /** A node whose term is over has told Redis all that it fired. */
  void told(String node) {
    long lastBegan =
        terms.values().stream().mapToLong(term -> term.beganMillis).max().orElse(Long.MIN_VALUE);
    losses.stream()
        .filter(loss -> loss.sinceMillis == 0 && loss.atMillis > lastBegan)
        .forEach(loss -> loss.told.add(node));
  }

  void claimed(TriggerKey key, long firstMillis, long lastMillis, String node) {
    of(key).claim(firstMillis, Math.min(lastMillis, latest()), node);
  }

  /** A firing is handed to a job, for the first time. */
  void handed(TriggerKey key, long firstMillis, long lastMillis, String node, long token) {
    handed++;
    long now = timeline.nowMillis();
    FireFates fate = of(key);
    if (firstMillis > now + AHEAD_MILLIS + aheadMillis) {
      violated(
          new FireViolation(
              Promise.NOT_AHEAD, key, firstMillis, node + " fires it at" + FireStory.instant(now)));
    }
    if (fate.isGone(firstMillis) && !deletedInVain.contains(key)) {
      violated(
          new FireViolation(
              Promise.STAYS_GONE, key, firstMillis, node + " fires it, and it was deleted"));
    }
    FireFates.Handed by = new FireFates.Handed(node, token, now);
    Optional<FireFates.Handed> before =
        fate.hand(firstMillis, Math.max(firstMillis, Math.min(lastMillis, latest())), by);
    before
        .filter(earlier -> !isForgotten(earlier, by))
        .ifPresent(
            earlier -> {
              violated(
                  new FireViolation(
                      Promise.NEVER_TWICE,
                      key,
                      firstMillis,
                      "fired by "
                          + earlier
                          + " and, up to"
                          + FireStory.instant(lastMillis)
                          + ", by "
                          + by));
            });
  }

  private long latest() {
    return timeline.nowMillis() + aheadMillis + SKEW_MILLIS;
  }

  /** Whether Redis forgot the earlier firing, and nobody who knew of it could tell it again. */
  private boolean isForgotten(FireFates.Handed earlier, FireFates.Handed later) {
    return !earlier.node().equals(later.node())
        && losses.stream()
            .anyMatch(
                loss ->
                    earlier.atMillis() >= loss.sinceMillis - SKEW_MILLIS
                        && earlier.atMillis() <= loss.atMillis + SKEW_MILLIS
                        && !loss.told.contains(earlier.node())
                        && !outlived(earlier.token(), loss.atMillis));
  }

  private boolean outlived(long token, long millis) {
    Term term = terms.get(token);
    return term != null && term.outlived(millis);
  }

  /** A misfire instruction passed over slots, on a node that does or does not hold the lease. */
  void skipped(TriggerKey key, long firstMillis, long nextMillis, String node, boolean held) {
    if (held) {
      long late = timeline.nowMillis() - misfireThresholdMillis + SKEW_MILLIS;
      boolean forgotten = losses.stream().anyMatch(loss -> loss.atMillis() >= firstMillis);
      of(key)
          .skip(
              firstMillis,
              Math.min(nextMillis - 1, latest()),
              late,
              forgotten,
              new FireFates.Skipped(node, timeline.nowMillis()));
    }
  }

  /** A node winds a trigger back to its first open slot. */
  void woundBack(TriggerKey key, long firstMillis) {
    of(key).woundBack(firstMillis);
  }

  /**
   * A world without faults has gone on for long enough: nothing may be left.
   *
   * @param nextMillis what the holder's scheduler has still to hand out, as its workers were busy
   */
  void noneLost(long nextMillis) {
    long until = Math.min(timeline.nowMillis() - UNFINISHED_MILLIS, nextMillis - 1);
    fates.forEach(
        (key, fate) ->
            fate.lost(until, lost -> isExcused(fate, lost))
                .ifPresent(
                    lost -> {
                      violated(
                          new FireViolation(
                              Promise.NONE_LOST,
                              key,
                              lost.slotMillis(),
                              "nobody fired it"
                                  + (lost.claimedBy().isEmpty()
                                      ? ""
                                      : ", though it was claimed by " + lost.claimedBy())));
                    }));
  }

  private boolean isExcused(FireFates fate, FireFates.Lost lost) {
    boolean claimerDied = lost.claimedBy().stream().anyMatch(dead::contains);
    boolean claimEnded = CLAIMS_END_WITH_THEIR_TERM && !lost.claimedBy().isEmpty();
    return claimerDied
        || claimEnded
        || losses.stream().anyMatch(loss -> isForgotten(lost.slotMillis(), loss))
        || isUnknown(fate, lost.slotMillis());
  }

  /** Whether, after a loss of memory, nobody could know that a slot was not fired. */
  private boolean isForgotten(long slotMillis, Loss loss) {
    Optional<Term> outlived =
        terms.values().stream().filter(term -> term.outlived(loss.atMillis)).findFirst();
    if (outlived.isPresent()) {
      long began = outlived.get().beganMillis;
      return slotMillis < began && began + TOLD_AGAIN_MILLIS > loss.atMillis;
    }
    long next =
        terms.values().stream()
            .mapToLong(term -> term.beganMillis)
            .filter(began -> began > loss.atMillis)
            .min()
            .orElse(Long.MAX_VALUE);
    return slotMillis - skewMillis < next;
  }

  /** Whether the journal had nothing of the trigger, and who could have known died. */
  private boolean isUnknown(FireFates fate, long slotMillis) {
    long since = losses.stream().mapToLong(Loss::atMillis).max().orElse(Long.MIN_VALUE);
    return deaths.stream().anyMatch(death -> death > slotMillis - UNFINISHED_MILLIS)
        && !fate.wasHanded(slotMillis, since);
  }

  /** How many firings were handed to jobs. */
  long handed() {
    return handed;
  }
}
