package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.ExclusiveRuns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.quartz.TriggerKey;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;

/**
 * The triggers that are due while their job runs on another node. Quartz does not get them, and the
 * RAMJobStore does not offer them again, since it takes them for acquired. They are released when
 * the run has ended. Then they are late, and their misfire instruction decides, as for any blocked
 * trigger.
 *
 * <p>Its owner's lock guards it.
 */
final class BlockedTriggers {

  private final ExclusiveRuns runs;
  private final Map<TriggerKey, OperableTrigger> blocked = new HashMap<>();

  BlockedTriggers(ExclusiveRuns runs) {
    this.runs = runs;
  }

  /** Holds back some of the triggers that were taken. Returns whether there was one. */
  boolean holdBack(List<OperableTrigger> taken) {
    return taken.removeIf(
        trigger -> {
          boolean isBlocked = runs.isElsewhere(trigger.getJobKey());
          if (isBlocked) {
            blocked.put(trigger.getKey(), trigger);
          } else {
            // Stored anew for another job meanwhile: Quartz has it now.
            blocked.remove(trigger.getKey());
          }
          return isBlocked;
        });
  }

  /** Releases those whose job runs nowhere else any more. */
  void release(RAMJobStore ram) {
    blocked
        .values()
        .removeIf(
            trigger -> {
              boolean isOver = !runs.isElsewhere(trigger.getJobKey());
              if (isOver) {
                ram.releaseAcquiredTrigger(trigger);
              }
              return isOver;
            });
  }

  /** Releases all: another term begins. */
  void releaseAll(RAMJobStore ram) {
    blocked.values().forEach(ram::releaseAcquiredTrigger);
    blocked.clear();
  }
}
