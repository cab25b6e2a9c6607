package io.beatcop.quartz.rules;

import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * The misfires that have not led to a firing yet.
 *
 * <p>After a misfire, Quartz' «scheduled fire time» may be this node's present time, which no other
 * node has. All nodes agree on the first missed time, so that is the slot.
 */
public final class MisfireSlots {

  private final Map<TriggerKey, Trigger> before = new HashMap<>();

  /** Those whose firing was handed to a worker, and is not decided on. */
  private final Map<TriggerKey, Trigger> handedOut = new HashMap<>();

  /** Notes a trigger as it was before its misfire instruction was applied. Does no I/O. */
  void note(Trigger trigger) {
    if (trigger.getNextFireTime() != null) {
      // A time that the instruction made up may be missed too. It still stands for the first one.
      before.merge(
          trigger.getKey(),
          trigger,
          (first, next) -> isScheduledBy(first, next.getNextFireTime()) ? next : first);
    }
  }

  /**
   * The meaning of a firing.
   *
   * @param missed the trigger before its misfire, if the firing covers missed times
   */
  public record Meaning(Slot slot, Optional<Trigger> missed) {}

  /** Forgets a trigger that is gone. */
  void forget(TriggerKey key) {
    before.remove(key);
    handedOut.remove(key);
  }

  /** The firing that a misfire has led to was claimed, or vetoed. */
  void decided(TriggerKey key) {
    handedOut.remove(key);
  }

  /** The first missed time of a trigger whose misfire has led to no decision yet. */
  Optional<Date> firstMissed(TriggerKey key) {
    return Optional.ofNullable(handedOut.getOrDefault(key, before.get(key)))
        .map(Trigger::getNextFireTime);
  }

  Meaning of(TriggerKey key, Date scheduled) {
    Trigger missed = before.get(key);
    // A time before the first missed one may still be on its way to a worker.
    if (missed == null || scheduled.before(missed.getNextFireTime())) {
      return new Meaning(Slot.at(scheduled.getTime()), Optional.empty());
    }
    before.remove(key, missed);
    handedOut.put(key, missed);
    return isScheduledBy(missed, scheduled)
        ? new Meaning(Slot.at(scheduled.getTime()), Optional.empty())
        : new Meaning(
            new Slot(missed.getNextFireTime().getTime(), scheduled.getTime()), Optional.of(missed));
  }

  /** The part of a slot that is not done; empty if all of it is. */
  static Optional<Slot> openPart(Slot slot, Optional<Schedule> missed, FiredSlots fired) {
    if (!fired.has(slot.millis())) {
      return Optional.of(slot);
    }
    Optional<Date> time =
        missed.flatMap(schedule -> schedule.firstAfter(fired.endOfSpanAt(slot.millis())));
    while (time.isPresent() && fired.has(time.get().getTime())) {
      time = missed.get().firstAfter(fired.endOfSpanAt(time.get().getTime()));
    }
    return time.filter(first -> first.getTime() <= slot.coveredMillis())
        .map(first -> new Slot(first.getTime(), slot.coveredMillis()));
  }

  /**
   * The times that a misfire instruction leaves out; empty if a later firing covers them.
   *
   * @param next the trigger's next time after the instruction; empty if there is none
   */
  static Optional<Slot> passedOver(Trigger before, Optional<Date> next, long nowMillis) {
    long first = before.getNextFireTime().getTime();
    // An instruction that fires now may do so at a time that the schedule has as well.
    boolean isFired =
        next.filter(time -> time.getTime() <= nowMillis || !isScheduledBy(before, time))
            .isPresent();
    return isFired ? Optional.empty() : Optional.of(new Slot(first, Math.max(first, nowMillis)));
  }

  int size() {
    return before.size() + handedOut.size();
  }

  /** Whether the schedule itself has this time, so that every node knows it. */
  private static boolean isScheduledBy(Trigger trigger, Date time) {
    Date next = trigger.getFireTimeAfter(new Date(time.getTime() - 1));
    return next != null && next.getTime() == time.getTime();
  }
}
