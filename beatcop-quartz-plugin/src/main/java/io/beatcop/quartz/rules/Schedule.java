package io.beatcop.quartz.rules;

import java.util.Date;
import java.util.Optional;
import org.quartz.Calendar;
import org.quartz.CalendarIntervalTrigger;
import org.quartz.CronTrigger;
import org.quartz.DailyTimeIntervalTrigger;
import org.quartz.SimpleTrigger;
import org.quartz.impl.triggers.DailyTimeIntervalTriggerImpl;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/**
 * The times of a trigger, whatever the progress of this node's copy of it.
 *
 * @param trigger the trigger; it is not changed
 * @param calendar the calendar that excludes times, if there is one
 */
public record Schedule(OperableTrigger trigger, Optional<Calendar> calendar) {

  /** How many times that a calendar excludes are skipped; after so many there is none. */
  private static final int MOST_STEPS = 100_000;

  /**
   * Tells schedules apart: a time missed by one schedule is not recovered by another. It is made of
   * all that decides about times, so the same trigger has the same fingerprint on every node.
   */
  public String fingerprint() {
    return Integer.toHexString((description() + " " + trigger.getCalendarName()).hashCode());
  }

  private String description() {
    if (trigger instanceof CronTrigger cron) {
      return "cron " + cron.getCronExpression() + " " + cron.getTimeZone().getID();
    }
    if (trigger instanceof SimpleTrigger simple) {
      return "simple " + simple.getRepeatInterval() + " " + phase(simple);
    }
    if (trigger instanceof CalendarIntervalTrigger interval) {
      return "interval "
          + interval.getRepeatInterval()
          + interval.getRepeatIntervalUnit()
          + " "
          + interval.getTimeZone().getID()
          + " "
          + interval.getStartTime().getTime();
    }
    if (trigger instanceof DailyTimeIntervalTrigger daily) {
      return "daily "
          + daily.getRepeatInterval()
          + daily.getRepeatIntervalUnit()
          + " "
          + daily.getStartTimeOfDay()
          + daily.getEndTimeOfDay()
          + daily.getDaysOfWeek();
    }
    return trigger.getClass().getName();
  }

  /**
   * The phase of a simple trigger within its interval. It is the same wherever on its schedule the
   * trigger begins.
   */
  private static long phase(SimpleTrigger simple) {
    long start = simple.getStartTime().getTime();
    return simple.getRepeatInterval() > 0
        ? Math.floorMod(start, simple.getRepeatInterval())
        : start;
  }

  /** Whether it begins later, so that the journal's record of it belongs to an earlier schedule. */
  public boolean beginsAfter(long millis) {
    // A simple trigger that fits the record was only made anew, as at each start of the program.
    long step =
        trigger instanceof SimpleTrigger simple && simple.getRepeatCount() != 0
            ? simple.getRepeatInterval()
            : 0;
    return startMillis() - step > millis;
  }

  /** The trigger's start. None of its times is before it. */
  public long startMillis() {
    long start = trigger.getStartTime().getTime();
    // If the start is within a second, Quartz fires this kind at the beginning of that second.
    return trigger instanceof DailyTimeIntervalTrigger
        ? start - Math.floorMod(start, 1_000L)
        : start;
  }

  /** The first time after this one, even if this node's copy of the trigger began later. */
  Optional<Date> firstAfter(long millis) {
    OperableTrigger times = TriggerCopies.of(trigger);
    if (trigger.getStartTime().getTime() > millis) {
      startEarlier(times, millis);
    }
    return first(times, new Date(millis));
  }

  /** Moves the start back, for triggers whose start does not decide which times they have. */
  private static void startEarlier(OperableTrigger times, long millis) {
    if (times instanceof CronTrigger || times instanceof DailyTimeIntervalTrigger) {
      times.setStartTime(new Date(millis));
    } else if (times instanceof SimpleTrigger simple
        && simple.getRepeatCount() == SimpleTrigger.REPEAT_INDEFINITELY) {
      long start = times.getStartTime().getTime();
      times.setStartTime(
          new Date(millis + Math.floorMod(start - millis, simple.getRepeatInterval())));
    }
  }

  private Optional<Date> first(OperableTrigger times, Date after) {
    Date time = times.getFireTimeAfter(after);
    for (int excluded = 0; time != null && excluded < MOST_STEPS; excluded++) {
      if (isIncluded(time)) {
        return Optional.of(time);
      }
      time = times.getFireTimeAfter(time);
    }
    return Optional.empty();
  }

  private boolean isIncluded(Date time) {
    return calendar.map(days -> days.isTimeIncluded(time.getTime())).orElse(true);
  }

  /** How often the trigger was fired when this time was its next one, if it counts that. */
  public int timesBefore(Date time) {
    if (trigger instanceof SimpleTrigger simple && simple.getRepeatInterval() > 0) {
      long since = time.getTime() - simple.getStartTime().getTime();
      return (int) Math.min(Integer.MAX_VALUE, Math.max(0, since / simple.getRepeatInterval()));
    }
    OperableTrigger rewound = rewoundTo(time);
    return rewound instanceof DailyTimeIntervalTrigger daily ? daily.getTimesTriggered() : 0;
  }

  /** The trigger as it was when this time was its next one. */
  OperableTrigger rewoundTo(Date time) {
    OperableTrigger rewound = TriggerCopies.of(trigger);
    if (rewound instanceof TriggerCopies.Interval interval) {
      // Its other times count from its start.
      interval.beginAt(time);
      return rewound;
    }
    rewound.setStartTime(time);
    if (rewound instanceof SimpleTriggerImpl simple && simple.getRepeatCount() > 0) {
      long done = (time.getTime() - trigger.getStartTime().getTime()) / simple.getRepeatInterval();
      simple.setRepeatCount((int) Math.max(0, simple.getRepeatCount() - done));
    }
    if (rewound instanceof DailyTimeIntervalTriggerImpl daily
        && trigger instanceof DailyTimeIntervalTrigger counted
        && daily.getRepeatCount() != DailyTimeIntervalTrigger.REPEAT_INDEFINITELY) {
      daily.setTimesTriggered(Math.max(0, counted.getTimesTriggered() - timesAgain(daily, time)));
    }
    return rewound;
  }

  /** How many of the times that the trigger has counted will come again. */
  private int timesAgain(OperableTrigger times, Date first) {
    Date last = trigger.getPreviousFireTime();
    int again = 0;
    Optional<Date> time = Optional.of(first);
    while (again < MOST_STEPS && time.filter(at -> last != null && !at.after(last)).isPresent()) {
      again++;
      time = first(times, time.get());
    }
    return again;
  }
}
