package io.beatcop.quartz;

import java.util.Date;
import java.util.Optional;
import org.quartz.Calendar;
import org.quartz.CalendarIntervalTrigger;
import org.quartz.CronTrigger;
import org.quartz.DailyTimeIntervalTrigger;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/**
 * The times of a trigger, apart from how far this node's copy of it has come.
 *
 * @param trigger the trigger; it is not changed
 * @param calendar the calendar that excludes times, if there is one
 */
record Schedule(OperableTrigger trigger, Optional<Calendar> calendar) {

  /** Times that a calendar excludes are stepped over; this many are taken for all there are. */
  private static final int MOST_EXCLUDED = 100_000;

  /**
   * Tells schedules apart: what was missed by one schedule is not made up for by another. It holds
   * what decides about times, so that the same trigger has the same one on every node.
   */
  String fingerprint() {
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

  /** Where in its interval a simple trigger stands: the same wherever on its schedule it begins. */
  private static long phase(SimpleTrigger simple) {
    long start = simple.getStartTime().getTime();
    return simple.getRepeatInterval() > 0 ? start % simple.getRepeatInterval() : start;
  }

  /** The first time after this one, also if this node's copy of the trigger began only later. */
  Optional<Date> firstAfter(long millis) {
    Trigger times = trigger;
    if ((trigger instanceof CronTrigger || trigger instanceof DailyTimeIntervalTrigger)
        && trigger.getStartTime().getTime() > millis) {
      times = trigger.getTriggerBuilder().startAt(new Date(millis)).build();
    }
    Date time = times.getFireTimeAfter(new Date(millis));
    for (int excluded = 0; time != null && excluded < MOST_EXCLUDED; excluded++) {
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

  /** The trigger as it was when this time was its next one. */
  OperableTrigger rewoundTo(Date time) {
    OperableTrigger rewound = (OperableTrigger) trigger.clone();
    rewound.setStartTime(time);
    if (rewound instanceof SimpleTriggerImpl simple && simple.getRepeatCount() > 0) {
      long done = (time.getTime() - trigger.getStartTime().getTime()) / simple.getRepeatInterval();
      simple.setRepeatCount((int) Math.max(0, simple.getRepeatCount() - done));
      simple.setTimesTriggered(0);
    }
    return rewound;
  }
}
