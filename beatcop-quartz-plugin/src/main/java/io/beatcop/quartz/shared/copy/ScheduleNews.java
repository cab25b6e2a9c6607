package io.beatcop.quartz.shared.copy;

import org.quartz.JobKey;
import org.quartz.TriggerKey;

/**
 * Told of each change of a trigger on the node that fires, whichever node made it. It must not
 * block: a lock is held.
 */
public interface ScheduleNews {

  /** Nobody is told. */
  ScheduleNews NOBODY =
      new ScheduleNews() {
        @Override
        public void scheduled(TriggerKey key) {}

        @Override
        public void unscheduled(TriggerKey key) {}

        @Override
        public void resumed(TriggerKey key) {}

        @Override
        public void interrupt(JobKey job) {}
      };

  /** A trigger was stored, perhaps in the place of another. */
  void scheduled(TriggerKey key);

  /** A trigger was removed. */
  void unscheduled(TriggerKey key);

  /** A trigger waits again that was paused, complete or in error. */
  void resumed(TriggerKey key);

  /**
   * Somebody wants the runs of a job to be interrupted. It is told on every node, whether or not
   * that node fires, and may not block.
   */
  void interrupt(JobKey job);
}
