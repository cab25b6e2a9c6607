package io.beatcop.quartz.schedule;

import io.beatcop.redis.schedule.JsonObject;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.quartz.CronTrigger;
import org.quartz.DateBuilder.IntervalUnit;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TimeOfDay;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.triggers.AbstractTrigger;
import org.quartz.impl.triggers.CalendarIntervalTriggerImpl;
import org.quartz.impl.triggers.CronTriggerImpl;
import org.quartz.impl.triggers.DailyTimeIntervalTriggerImpl;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/** A trigger as JSON, with its progress when it was stored. Its name stands beside it. */
public final class TriggerText {

  private TriggerText() {}

  /** What a trigger refers to. */
  record References(JobKey job, Optional<String> calendar) {}

  /**
   * Writes a trigger.
   *
   * @param atMillis when it is stored, by this node's clock, epoch milliseconds
   * @throws JobPersistenceException if it is not one of Quartz' own, or its data can't be kept
   */
  public static String write(OperableTrigger trigger, long atMillis, JavaValues values)
      throws JobPersistenceException {
    JsonObject text =
        new JsonObject()
            .with("jobGroup", trigger.getJobKey().getGroup())
            .with("job", trigger.getJobKey().getName());
    kind(trigger, text);
    text.with("description", Optional.ofNullable(trigger.getDescription()))
        .with("calendar", Optional.ofNullable(trigger.getCalendarName()))
        .with("priority", trigger.getPriority())
        .with("misfire", trigger.getMisfireInstruction())
        .with("start", trigger.getStartTime().getTime())
        .with("end", Optional.ofNullable(trigger.getEndTime()).map(Date::getTime))
        .with(
            "data",
            JobDataText.write(trigger.getJobDataMap(), "trigger " + trigger.getKey(), values))
        .with("at", atMillis);
    TriggerProgress.of(trigger).write(text);
    return KeptText.of(text, "trigger " + trigger.getKey());
  }

  /**
   * Writes a trigger that another job store has fired until now. Its times up to the previous one
   * were fired, though no journal has them.
   */
  public static String writeImported(OperableTrigger trigger, long atMillis, JavaValues values)
      throws JobPersistenceException {
    return JsonObject.parse(write(trigger, atMillis, values))
        .with("done", Optional.ofNullable(trigger.getPreviousFireTime()).map(Date::getTime))
        .toString();
  }

  /**
   * How a trigger came into this schedule. All times are epoch milliseconds.
   *
   * @param storedMillis when it was stored, by the clock of the node that did
   * @param done the last time that was fired before that
   */
  public record Origin(long storedMillis, OptionalLong done) {}

  /** How the trigger of a text came into this schedule. */
  public static Origin origin(String text) {
    JsonObject fields = JsonObject.parse(text);
    return new Origin(fields.number("at", Long.MIN_VALUE), fields.number("done"));
  }

  private static void kind(OperableTrigger trigger, JsonObject text)
      throws JobPersistenceException {
    if (trigger.getClass() == SimpleTriggerImpl.class) {
      SimpleTriggerImpl simple = (SimpleTriggerImpl) trigger;
      text.with("kind", "simple")
          .with("interval", simple.getRepeatInterval())
          .with("count", simple.getRepeatCount());
    } else if (trigger.getClass() == CronTriggerImpl.class) {
      CronTrigger cron = (CronTrigger) trigger;
      text.with("kind", "cron")
          .with("expression", cron.getCronExpression())
          .with("zone", cron.getTimeZone().getID());
    } else if (trigger.getClass() == CalendarIntervalTriggerImpl.class) {
      CalendarIntervalTriggerImpl interval = (CalendarIntervalTriggerImpl) trigger;
      text.with("kind", "interval")
          .with("interval", interval.getRepeatInterval())
          .with("unit", interval.getRepeatIntervalUnit().name())
          .with("zone", interval.getTimeZone().getID())
          .with("preserveHour", interval.isPreserveHourOfDayAcrossDaylightSavings())
          .with("skipDay", interval.isSkipDayIfHourDoesNotExist());
    } else if (trigger.getClass() == DailyTimeIntervalTriggerImpl.class) {
      DailyTimeIntervalTriggerImpl daily = (DailyTimeIntervalTriggerImpl) trigger;
      text.with("kind", "daily")
          .with("interval", daily.getRepeatInterval())
          .with("unit", daily.getRepeatIntervalUnit().name())
          .with("count", daily.getRepeatCount())
          .with("days", new ArrayList<>(new TreeSet<>(daily.getDaysOfWeek())))
          .with("from", ofDay(daily.getStartTimeOfDay()))
          .with("to", Optional.ofNullable(daily.getEndTimeOfDay()).map(TriggerText::ofDay));
    } else {
      throw new JobPersistenceException(
          "trigger "
              + trigger.getKey()
              + " is a "
              + trigger.getClass().getName()
              + ": a shared schedule keeps simple, cron, calendar-interval and daily-time-interval"
              + " triggers of Quartz' own classes");
    }
  }

  private static List<Integer> ofDay(TimeOfDay time) {
    return List.of(time.getHour(), time.getMinute(), time.getSecond());
  }

  /**
   * Reads a trigger, with its progress when it was stored.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static OperableTrigger read(TriggerKey key, String text, JavaValues values) {
    JsonObject fields = JsonObject.parse(text);
    AbstractTrigger<?> trigger = kind(fields);
    trigger.setKey(key);
    trigger.setJobKey(references(fields).job());
    trigger.setDescription(fields.text("description").orElse(null));
    trigger.setCalendarName(fields.text("calendar").orElse(null));
    trigger.setPriority((int) fields.number("priority", Trigger.DEFAULT_PRIORITY));
    trigger.setMisfireInstruction((int) fields.number("misfire", 0));
    trigger.setStartTime(new Date(fields.number("start").orElseThrow()));
    OptionalLong end = fields.number("end");
    if (end.isPresent()) {
      trigger.setEndTime(new Date(end.getAsLong()));
    }
    trigger.setJobDataMap(JobDataText.read(fields.object("data"), values));
    TriggerProgress.read(fields).applyTo(trigger);
    return trigger;
  }

  private static AbstractTrigger<?> kind(JsonObject fields) {
    String kind = fields.required("kind");
    return switch (kind) {
      case "simple" -> {
        SimpleTriggerImpl simple = new SimpleTriggerImpl();
        simple.setRepeatInterval(fields.number("interval", 0));
        simple.setRepeatCount((int) fields.number("count", 0));
        yield simple;
      }
      case "cron" -> cron(fields);
      case "interval" -> {
        CalendarIntervalTriggerImpl interval = new CalendarIntervalTriggerImpl();
        interval.setRepeatInterval((int) fields.number("interval", 0));
        interval.setRepeatIntervalUnit(IntervalUnit.valueOf(fields.required("unit")));
        interval.setTimeZone(TimeZone.getTimeZone(fields.required("zone")));
        interval.setPreserveHourOfDayAcrossDaylightSavings(fields.flag("preserveHour"));
        interval.setSkipDayIfHourDoesNotExist(fields.flag("skipDay"));
        yield interval;
      }
      case "daily" -> daily(fields);
      default -> throw new IllegalArgumentException("no kind of trigger: " + kind);
    };
  }

  private static AbstractTrigger<?> cron(JsonObject fields) {
    CronTriggerImpl cron = new CronTriggerImpl();
    try {
      cron.setCronExpression(fields.required("expression"));
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
    cron.setTimeZone(TimeZone.getTimeZone(fields.required("zone")));
    return cron;
  }

  private static AbstractTrigger<?> daily(JsonObject fields) {
    DailyTimeIntervalTriggerImpl daily = new DailyTimeIntervalTriggerImpl();
    daily.setRepeatInterval((int) fields.number("interval", 0));
    daily.setRepeatIntervalUnit(IntervalUnit.valueOf(fields.required("unit")));
    daily.setRepeatCount((int) fields.number("count", -1));
    Set<Integer> days = new HashSet<>();
    fields.list("days").forEach(day -> days.add(Math.toIntExact((Long) day)));
    daily.setDaysOfWeek(days);
    daily.setStartTimeOfDay(timeOfDay(fields.list("from")));
    if (!fields.list("to").isEmpty()) {
      daily.setEndTimeOfDay(timeOfDay(fields.list("to")));
    }
    return daily;
  }

  private static TimeOfDay timeOfDay(List<?> fields) {
    return new TimeOfDay(number(fields.get(0)), number(fields.get(1)), number(fields.get(2)));
  }

  private static int number(Object field) {
    return Math.toIntExact((Long) field);
  }

  static References references(String text) {
    return references(JsonObject.parse(text));
  }

  private static References references(JsonObject fields) {
    return new References(
        new JobKey(fields.required("job"), fields.required("jobGroup")), fields.text("calendar"));
  }

  /**
   * A text that two declarations of a trigger share if they differ only in their progress, and in
   * the moment at which their programs began.
   *
   * @param nowMillis the present, epoch milliseconds
   */
  static String declaration(String text, long nowMillis) {
    JsonObject fields = JsonObject.parse(text);
    TriggerProgress.remove(fields.without("at").without("done"));
    // Programs that declare a trigger let it start now, or at a moment that they state.
    return fields.number("start", 0) <= nowMillis
        ? fields.without("start").toString()
        : fields.toString();
  }
}
