package io.beatcop.quartz;

import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * The misfires that have not led to a firing yet.
 *
 * <p>After a misfire, Quartz' «scheduled fire time» may be this node's idea of now, which no other
 * node has. What all nodes agree on is the first time that was missed: that is the slot.
 */
final class MisfireSlots {

  private final Map<TriggerKey, Trigger> before = new ConcurrentHashMap<>();

  /** Notes a trigger as it was before its misfire instruction was applied. Does no I/O. */
  void note(Trigger trigger) {
    if (trigger.getNextFireTime() != null) {
      // A made-up time that was missed in its turn still stands for the first one.
      before.merge(
          trigger.getKey(),
          trigger,
          (first, next) -> isScheduledBy(first, next.getNextFireTime()) ? next : first);
    }
  }

  /** The slot of a firing. */
  Slot slot(TriggerKey key, Date scheduled) {
    Trigger missed = before.get(key);
    // What was due before the first missed time may be on its way to a worker still.
    if (missed == null || scheduled.before(missed.getNextFireTime())) {
      return Slot.at(scheduled.getTime());
    }
    before.remove(key, missed);
    return isScheduledBy(missed, scheduled)
        ? Slot.at(scheduled.getTime())
        : new Slot(missed.getNextFireTime().getTime(), scheduled.getTime());
  }

  int size() {
    return before.size();
  }

  /** Whether the schedule has this time by itself, so that every node knows it. */
  private static boolean isScheduledBy(Trigger trigger, Date time) {
    Date next = trigger.getFireTimeAfter(new Date(time.getTime() - 1));
    return next != null && next.getTime() == time.getTime();
  }
}
