package io.beatcop.quartz.rules;

import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.quartz.Calendar;
import org.quartz.CalendarIntervalTrigger;
import org.quartz.DailyTimeIntervalTrigger;
import org.quartz.SimpleTrigger;
import org.quartz.impl.triggers.AbstractTrigger;
import org.quartz.impl.triggers.CalendarIntervalTriggerImpl;
import org.quartz.impl.triggers.DailyTimeIntervalTriggerImpl;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/**
 * Copies of triggers that have forgotten how often they were fired.
 *
 * <p>A trigger that has had its last time never tells another one, and neither does its clone. A
 * trigger that {@code getTriggerBuilder} makes of it lacks half of its settings.
 */
final class TriggerCopies {

  private TriggerCopies() {}

  /** Makes the copy. A trigger of a class that is not Quartz' own is just cloned. */
  static OperableTrigger of(OperableTrigger trigger) {
    if (trigger.getClass() == SimpleTriggerImpl.class) {
      return simple((SimpleTrigger) trigger);
    }
    if (trigger.getClass() == CalendarIntervalTriggerImpl.class
        || trigger.getClass() == Interval.class) {
      return interval((CalendarIntervalTrigger) trigger);
    }
    if (trigger.getClass() == DailyTimeIntervalTriggerImpl.class) {
      return daily((DailyTimeIntervalTrigger) trigger);
    }
    return (OperableTrigger) trigger.clone();
  }

  private static OperableTrigger simple(SimpleTrigger trigger) {
    SimpleTriggerImpl copy = new SimpleTriggerImpl();
    copy.setRepeatCount(trigger.getRepeatCount());
    copy.setRepeatInterval(trigger.getRepeatInterval());
    return common((OperableTrigger) trigger, copy);
  }

  private static OperableTrigger interval(CalendarIntervalTrigger trigger) {
    Interval copy = new Interval();
    copy.setRepeatInterval(trigger.getRepeatInterval());
    copy.setRepeatIntervalUnit(trigger.getRepeatIntervalUnit());
    copy.setTimeZone(trigger.getTimeZone());
    copy.setPreserveHourOfDayAcrossDaylightSavings(
        trigger.isPreserveHourOfDayAcrossDaylightSavings());
    copy.setSkipDayIfHourDoesNotExist(trigger.isSkipDayIfHourDoesNotExist());
    return common((OperableTrigger) trigger, copy);
  }

  private static OperableTrigger daily(DailyTimeIntervalTrigger trigger) {
    DailyTimeIntervalTriggerImpl copy = new DailyTimeIntervalTriggerImpl();
    copy.setRepeatInterval(trigger.getRepeatInterval());
    copy.setRepeatIntervalUnit(trigger.getRepeatIntervalUnit());
    copy.setRepeatCount(trigger.getRepeatCount());
    copy.setDaysOfWeek(trigger.getDaysOfWeek());
    copy.setStartTimeOfDay(trigger.getStartTimeOfDay());
    if (trigger.getEndTimeOfDay() != null) {
      copy.setEndTimeOfDay(trigger.getEndTimeOfDay());
    }
    return common((OperableTrigger) trigger, copy);
  }

  private static OperableTrigger common(OperableTrigger trigger, AbstractTrigger<?> copy) {
    copy.setKey(trigger.getKey());
    copy.setJobKey(trigger.getJobKey());
    copy.setDescription(trigger.getDescription());
    copy.setJobDataMap(trigger.getJobDataMap());
    copy.setCalendarName(trigger.getCalendarName());
    copy.setPriority(trigger.getPriority());
    copy.setMisfireInstruction(trigger.getMisfireInstruction());
    copy.setStartTime(trigger.getStartTime());
    copy.setEndTime(trigger.getEndTime());
    return copy;
  }

  /** A calendar-interval trigger whose next time can differ from its start. */
  static final class Interval extends CalendarIntervalTriggerImpl {

    private static final long serialVersionUID = 1L;

    private @Nullable Date beginning;

    void beginAt(Date time) {
      beginning = time;
    }

    @Override
    public @Nullable Date computeFirstFireTime(@Nullable Calendar calendar) {
      Date time = beginning;
      if (time == null) {
        return super.computeFirstFireTime(calendar);
      }
      setNextFireTime(time);
      return time;
    }
  }
}
