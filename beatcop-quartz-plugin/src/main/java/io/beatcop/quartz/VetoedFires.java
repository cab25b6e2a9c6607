package io.beatcop.quartz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * What this node vetoed since it was last the one to make up for it: needed if it turns out that no
 * other node fired it.
 *
 * <p>A trigger that has no further times is deleted by its scheduler after a veto, and its job may
 * go with it; so both are kept here, the newest few thousand of them.
 */
final class VetoedFires {

  private static final int MOST_FINISHED = 10_000;
  private static final int MOST_UNSURE = 1_000;

  /** A trigger that has no further times, and its job. */
  record Finished(JobDetail job, OperableTrigger trigger) {}

  /**
   * What was vetoed of one trigger.
   *
   * @param firstMillis the first time
   * @param unsure times that were vetoed while this node held the lease: there may be later ones in
   *     the journal
   * @param finished the trigger, if it has no further times
   */
  record Vetoed(long firstMillis, NavigableSet<Long> unsure, Optional<Finished> finished) {

    Vetoed withoutFinished() {
      return new Vetoed(firstMillis, unsure, Optional.empty());
    }

    private Vetoed and(Vetoed later) {
      NavigableSet<Long> both = new TreeSet<>(unsure);
      both.addAll(later.unsure);
      while (both.size() > MOST_UNSURE) {
        both.pollFirst();
      }
      return new Vetoed(Math.min(firstMillis, later.firstMillis), both, later.finished);
    }
  }

  private final Map<TriggerKey, Vetoed> repeating = new HashMap<>();
  private final Map<TriggerKey, Vetoed> finished = new LinkedHashMap<>();

  /**
   * Notes a veto.
   *
   * @param unsure whether this node held the lease, so that its own claim may have come through
   */
  void note(JobExecutionContext context, Slot slot, boolean unsure) {
    boolean last = context.getTrigger().getNextFireTime() == null;
    note(
        context.getTrigger().getKey(),
        new Vetoed(
            slot.millis(),
            unsure ? new TreeSet<>(List.of(slot.millis())) : new TreeSet<>(),
            last && context.getTrigger() instanceof OperableTrigger trigger
                ? Optional.of(
                    new Finished(context.getJobDetail(), (OperableTrigger) trigger.clone()))
                : Optional.empty()));
  }

  private synchronized void note(TriggerKey key, Vetoed vetoed) {
    Vetoed all = take(key).map(earlier -> earlier.and(vetoed)).orElse(vetoed);
    if (all.finished().isEmpty()) {
      repeating.put(key, all);
      return;
    }
    finished.put(key, all);
    if (finished.size() > MOST_FINISHED) {
      finished.remove(finished.keySet().iterator().next());
    }
  }

  /** The triggers that have no further times, the longest vetoed first. */
  synchronized List<TriggerKey> finished() {
    return new ArrayList<>(finished.keySet());
  }

  /** A trigger that has no further times. */
  synchronized Optional<Trigger> trigger(TriggerKey key) {
    return Optional.ofNullable(finished.get(key)).flatMap(Vetoed::finished).map(Finished::trigger);
  }

  /** The job of a trigger that has no further times. */
  synchronized Optional<JobDetail> job(JobKey key) {
    return finished.values().stream()
        .flatMap(each -> each.finished().stream())
        .map(Finished::job)
        .filter(job -> job.getKey().equals(key))
        .findFirst();
  }

  /** What was vetoed of a trigger; it is forgotten here. */
  synchronized Optional<Vetoed> take(TriggerKey key) {
    Vetoed last = finished.remove(key);
    return Optional.ofNullable(last == null ? repeating.remove(key) : last);
  }

  /** Notes again what was taken, and could not be made up for. */
  void putBack(TriggerKey key, Vetoed vetoed) {
    note(key, vetoed);
  }
}
