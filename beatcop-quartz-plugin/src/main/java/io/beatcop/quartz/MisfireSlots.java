package io.beatcop.quartz;

import java.util.Date;
import java.util.Map;
import java.util.Optional;
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

  /**
   * What a firing stands for.
   *
   * @param missed the trigger before its misfire, if the firing covers what it missed
   */
  record Meaning(Slot slot, Optional<Trigger> missed) {}

  /** The trigger is gone. */
  void forget(TriggerKey key) {
    before.remove(key);
  }

  Meaning of(TriggerKey key, Date scheduled) {
    Trigger missed = before.get(key);
    // What was due before the first missed time may be on its way to a worker still.
    if (missed == null || scheduled.before(missed.getNextFireTime())) {
      return new Meaning(Slot.at(scheduled.getTime()), Optional.empty());
    }
    before.remove(key, missed);
    return isScheduledBy(missed, scheduled)
        ? new Meaning(Slot.at(scheduled.getTime()), Optional.empty())
        : new Meaning(
            new Slot(missed.getNextFireTime().getTime(), scheduled.getTime()), Optional.of(missed));
  }

  /** The part of what a firing covers that is not dealt with; empty if all of it is. */
  static Optional<Slot> openPart(Slot slot, Optional<Trigger> missed, FiredSlots fired) {
    if (!fired.has(slot.millis())) {
      return Optional.of(slot);
    }
    Date time =
        missed
            .map(trigger -> trigger.getFireTimeAfter(new Date(fired.endOfSpanAt(slot.millis()))))
            .orElse(null);
    while (time != null && fired.has(time.getTime())) {
      time = missed.get().getFireTimeAfter(new Date(fired.endOfSpanAt(time.getTime())));
    }
    return time == null || time.getTime() > slot.coveredMillis()
        ? Optional.empty()
        : Optional.of(new Slot(time.getTime(), slot.coveredMillis()));
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
