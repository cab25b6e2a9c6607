package io.beatcop.quartz.rules;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.TriggerKey;

/**
 * The rules of what is overdue (O1): a time of a gated trigger that nobody has fired within a
 * grace, whatever the reason.
 *
 * <p>Each node goes by its own schedule, and by what the journal says was fired. So a node that
 * waits tells of a holder that fires nothing. It looks at a trigger only when a time of it is due
 * and the grace is over. All times are epoch milliseconds by the clock of Redis.
 *
 * <p>It judges nothing that it has not seen for a grace: a cluster that starts after a week has
 * much to recover, and a trigger that was just scheduled has fired nothing.
 */
public final class OverdueFires {

  /**
   * The times that are overdue.
   *
   * @param triggers how many triggers have one
   * @param first the trigger that waits longest
   * @param sinceMillis the time that it should have fired at
   */
  public record Overdue(int triggers, TriggerKey first, long sinceMillis) {}

  /**
   * A trigger.
   *
   * @param seenMillis since when it is seen
   * @param open its first time that nobody has fired, as far as known
   * @param lookMillis when to look at it
   * @param isOverdue whether that time was overdue when it was looked at: if it is so only now, it
   *     may have been fired since
   */
  private record Watched(long seenMillis, OptionalLong open, long lookMillis, boolean isOverdue) {}

  private final long graceMillis;
  private final Map<TriggerKey, Watched> watched = new HashMap<>();
  private Optional<Overdue> told = Optional.empty();
  private boolean silent;

  public OverdueFires(Duration grace) {
    this.graceMillis = grace.toMillis();
  }

  /** Notes the triggers that there are now; the others are gone. */
  public void see(Collection<TriggerKey> triggers, long nowMillis) {
    watched.keySet().retainAll(new HashSet<>(triggers));
    triggers.forEach(key -> watched.computeIfAbsent(key, added -> seen(nowMillis)));
  }

  private Watched seen(long nowMillis) {
    return new Watched(nowMillis, OptionalLong.empty(), nowMillis + graceMillis, false);
  }

  /** A trigger was scheduled or resumed: it is another one from now on. */
  public void seeAnew(TriggerKey key) {
    watched.remove(key);
  }

  /** Many triggers were resumed: all are other ones from now on. */
  public void seeAllAnew() {
    watched.clear();
  }

  /** The triggers to look at now, the one that waits longest first. */
  public List<TriggerKey> toLookAt(long nowMillis, int most) {
    return watched.entrySet().stream()
        .filter(each -> each.getValue().lookMillis() <= nowMillis)
        .sorted(Comparator.comparingLong(each -> each.getValue().lookMillis()))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Notes what a look at a trigger has found.
   *
   * @param open its first time that nobody has fired, past or to come; empty if there is none, or
   *     it is paused
   */
  public void looked(TriggerKey key, OptionalLong open, long nowMillis) {
    watched.computeIfPresent(
        key,
        (unused, before) -> {
          long from =
              open.isPresent() ? Math.max(open.getAsLong(), before.seenMillis()) : nowMillis;
          long graceEnds = from + graceMillis;
          return new Watched(
              before.seenMillis(), open, graceEnds, open.isPresent() && graceEnds <= nowMillis);
        });
  }

  /** The first time of a trigger that nobody has fired, as the last look found it. */
  public OptionalLong open(TriggerKey key) {
    Watched known = watched.get(key);
    return known == null ? OptionalLong.empty() : known.open();
  }

  /**
   * What is overdue after a look; empty if nothing is.
   *
   * @param answered whether Redis has told what was fired. One silence says nothing of the others:
   *     Redis may be away for a moment. A second one does, for then nobody may fire either
   */
  public Optional<Overdue> overdue(boolean answered) {
    boolean isFirstSilence = !answered && !silent && told.isEmpty();
    silent = !answered;
    told = isFirstSilence ? Optional.empty() : late();
    return told;
  }

  private Optional<Overdue> late() {
    List<Map.Entry<TriggerKey, Watched>> late =
        watched.entrySet().stream()
            .filter(each -> each.getValue().isOverdue())
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<TriggerKey, Watched> each) -> each.getValue().open().getAsLong())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    return late.stream()
        .findFirst()
        .map(each -> new Overdue(late.size(), each.getKey(), each.getValue().open().getAsLong()));
  }
}
