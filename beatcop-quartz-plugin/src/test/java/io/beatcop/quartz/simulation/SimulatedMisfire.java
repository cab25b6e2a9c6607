package io.beatcop.quartz.simulation;

import java.util.Date;
import java.util.Optional;
import org.quartz.Calendar;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/**
 * Quartz' misfire instructions in virtual time: its own triggers go by the clock of the machine
 * that runs the test. Word for word what {@code updateAfterMisfire} of 2.5.2 does.
 */
public final class SimulatedMisfire {

  private SimulatedMisfire() {}

  public static void update(OperableTrigger trigger, Optional<Calendar> calendar, long nowMillis) {
    Date now = new Date(nowMillis);
    if (trigger instanceof SimpleTriggerImpl simple) {
      update(simple, calendar, now);
    } else if (trigger.getMisfireInstruction() == 2) {
      // MISFIRE_INSTRUCTION_DO_NOTHING of all others.
      trigger.setNextFireTime(next(trigger, calendar, now));
    } else {
      trigger.setNextFireTime(now);
    }
  }

  private static void update(SimpleTriggerImpl trigger, Optional<Calendar> calendar, Date now) {
    switch (instruction(trigger)) {
      case SimpleTrigger.MISFIRE_INSTRUCTION_FIRE_NOW -> trigger.setNextFireTime(now);
      case SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NEXT_WITH_EXISTING_COUNT ->
          trigger.setNextFireTime(next(trigger, calendar, now));
      case SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NEXT_WITH_REMAINING_COUNT -> {
        Date next = next(trigger, calendar, now);
        if (next != null) {
          trigger.setTimesTriggered(trigger.getTimesTriggered() + missed(trigger, next));
        }
        trigger.setNextFireTime(next);
      }
      case SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NOW_WITH_EXISTING_REPEAT_COUNT -> {
        if (trigger.getRepeatCount() > 0) {
          trigger.setRepeatCount(trigger.getRepeatCount() - trigger.getTimesTriggered());
          trigger.setTimesTriggered(0);
        }
        beginNow(trigger, now);
      }
      default -> {
        int missed = missed(trigger, now);
        if (trigger.getRepeatCount() > 0) {
          int done = trigger.getTimesTriggered() + missed;
          trigger.setRepeatCount(Math.max(0, trigger.getRepeatCount() - done));
          trigger.setTimesTriggered(0);
        }
        beginNow(trigger, now);
      }
    }
  }

  private static int instruction(SimpleTriggerImpl trigger) {
    int instruction = trigger.getMisfireInstruction();
    if (instruction == Trigger.MISFIRE_INSTRUCTION_SMART_POLICY) {
      return switch (trigger.getRepeatCount()) {
        case 0 -> SimpleTrigger.MISFIRE_INSTRUCTION_FIRE_NOW;
        case SimpleTrigger.REPEAT_INDEFINITELY ->
            SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NEXT_WITH_REMAINING_COUNT;
        default -> SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NOW_WITH_EXISTING_REPEAT_COUNT;
      };
    }
    return instruction == SimpleTrigger.MISFIRE_INSTRUCTION_FIRE_NOW
            && trigger.getRepeatCount() != 0
        ? SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NOW_WITH_REMAINING_REPEAT_COUNT
        : instruction;
  }

  private static int missed(SimpleTriggerImpl trigger, Date until) {
    return trigger.getRepeatInterval() < 1
        ? 0
        : trigger.computeNumTimesFiredBetween(trigger.getNextFireTime(), until);
  }

  private static void beginNow(SimpleTriggerImpl trigger, Date now) {
    if (trigger.getEndTime() != null && trigger.getEndTime().before(now)) {
      trigger.setNextFireTime(trigger.getFireTimeAfter(trigger.getEndTime()));
    } else {
      trigger.setStartTime(now);
      trigger.setNextFireTime(now);
    }
  }

  /** The first time after this one that the calendar includes; null, as Quartz has it, if none. */
  private static Date next(OperableTrigger trigger, Optional<Calendar> calendar, Date after) {
    Date next = trigger.getFireTimeAfter(after);
    while (next != null && calendar.isPresent() && !calendar.get().isTimeIncluded(next.getTime())) {
      next = trigger.getFireTimeAfter(next);
    }
    return next;
  }
}
