package io.beatcop.quartz.schedule;

import java.util.Optional;
import java.util.Set;
import org.quartz.JobPersistenceException;

/**
 * The schedule that the holder writes again to a Redis that has lost it: its own, and what others
 * have begun there meanwhile.
 */
public final class RestoredSchedule {

  private RestoredSchedule() {}

  /**
   * Adds what others have stored to the holder's schedule, and takes away what they have deleted. A
   * job, or a calendar, stays as long as a trigger needs it that nobody has deleted.
   *
   * @param whole a copy of the holder's schedule; it becomes the result
   * @param found the schedule that Redis has instead
   * @param removed what was removed from that since it was begun
   */
  public static void merge(ScheduleState whole, ScheduleState found, Set<Item> removed) {
    Draft draft = new Draft(whole);
    for (Item item : removed) {
      if (item.kind() == Item.Kind.TRIGGER && !found.has(item)) {
        boolean unused = ScheduleEdits.removeTrigger(draft, item.triggerKey());
      }
    }
    for (Item item : removed) {
      if (!found.has(item)) {
        remove(draft, item);
      }
    }
    draft.change("").items().keySet().forEach(item -> whole.set(item, Optional.empty()));
    found
        .entries()
        .forEach(
            (item, entry) -> {
              if (!whole.has(item)) {
                whole.set(item, Optional.of(entry));
              }
            });
  }

  private static void remove(Draft draft, Item item) {
    if (item.kind() == Item.Kind.JOB && draft.triggersOf(item.jobKey()).isEmpty()) {
      boolean unused = ScheduleEdits.removeJob(draft, item.jobKey());
    } else if (item.kind() == Item.Kind.CALENDAR) {
      try {
        boolean unused = ScheduleEdits.removeCalendar(draft, item.name());
      } catch (JobPersistenceException e) {
        // A trigger needs it.
        return;
      }
    }
  }
}
