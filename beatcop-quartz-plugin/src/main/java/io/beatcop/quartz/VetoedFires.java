package io.beatcop.quartz;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
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

  /** A trigger that has no further times, and its job. */
  record Finished(JobDetail job, OperableTrigger trigger) {}

  private final Map<TriggerKey, Long> first = new ConcurrentHashMap<>();
  private final Map<TriggerKey, Finished> finished =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TriggerKey, Finished> eldest) {
          return size() > MOST_FINISHED;
        }
      };

  /** Notes a veto. */
  void note(JobExecutionContext context, Slot slot) {
    TriggerKey key = context.getTrigger().getKey();
    first.merge(key, slot.millis(), Math::min);
    if (context.getTrigger().getNextFireTime() == null
        && context.getTrigger() instanceof OperableTrigger trigger) {
      synchronized (finished) {
        finished.put(key, new Finished(context.getJobDetail(), (OperableTrigger) trigger.clone()));
      }
    }
  }

  /** The first time that was vetoed of a trigger. */
  OptionalLong first(TriggerKey key) {
    Long millis = first.get(key);
    return millis == null ? OptionalLong.empty() : OptionalLong.of(millis);
  }

  /** The triggers that have no further times. */
  List<Finished> finished() {
    synchronized (finished) {
      return List.copyOf(finished.values());
    }
  }

  /** Forgets a trigger: what was vetoed of it has been dealt with. */
  void forget(TriggerKey key) {
    first.remove(key);
    synchronized (finished) {
      finished.remove(key);
    }
  }
}
