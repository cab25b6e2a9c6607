package io.beatcop.quartz.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * The times of each trigger that this node vetoed since it last recovered it. They are needed if no
 * other node fired them.
 *
 * <p>After a veto, a scheduler deletes a trigger that has no further times, and perhaps its job
 * too; so both are kept here. The oldest are forgotten if there are too many.
 */
public final class VetoedTriggers {

  private static final int MOST = 10_000;

  /** A trigger that its scheduler has deleted, since it has no further times, and its job. */
  public record Finished(JobDetail job, OperableTrigger trigger) {}

  /**
   * The vetoed times of one trigger.
   *
   * @param previous the trigger's time before the first one, or {@link FiredSlots#NO_PREVIOUS}
   * @param first the first time
   * @param last the last time
   * @param finished the trigger, if it has no further times
   */
  public record Vetoed(long previous, long first, long last, Optional<Finished> finished) {

    public static Vetoed of(Firing firing, Optional<Finished> finished) {
      Slot slot = firing.slot();
      return new Vetoed(firing.previous(), slot.millis(), slot.coveredMillis(), finished);
    }

    /** Whether the scheduler had handed out no earlier time of the trigger. */
    boolean isFromTheFirst() {
      return previous == FiredSlots.NO_PREVIOUS;
    }

    boolean has(long millis) {
      return first <= millis && millis <= last;
    }

    private Vetoed and(Vetoed later) {
      return new Vetoed(
          first <= later.first ? previous : later.previous,
          Math.min(first, later.first),
          Math.max(last, later.last),
          later.finished.or(() -> finished));
    }
  }

  private final Map<TriggerKey, Vetoed> all = new LinkedHashMap<>();

  void note(TriggerKey key, Vetoed vetoed) {
    all.merge(key, vetoed, Vetoed::and);
    if (all.size() > MOST) {
      all.remove(all.keySet().iterator().next());
    }
  }

  public Optional<Vetoed> of(TriggerKey key) {
    return Optional.ofNullable(all.get(key));
  }

  /** Forgets a trigger that was recovered or is gone: its vetoed times do not matter any more. */
  void forget(TriggerKey key) {
    all.remove(key);
  }

  /** The triggers that the scheduler has deleted, the longest vetoed first. */
  Collection<Finished> finished() {
    List<Finished> finished = new ArrayList<>();
    all.values().forEach(vetoed -> vetoed.finished().ifPresent(finished::add));
    return finished;
  }

  /** The job of a trigger that the scheduler has deleted. */
  public Optional<JobDetail> job(JobKey key) {
    return finished().stream()
        .map(Finished::job)
        .filter(job -> job.getKey().equals(key))
        .findFirst();
  }

  /** A trigger that the scheduler has deleted. */
  public Optional<Trigger> trigger(TriggerKey key) {
    return of(key).flatMap(Vetoed::finished).map(Finished::trigger);
  }

  int size() {
    return all.size();
  }
}
