package io.beatcop.quartz.schedule;

import io.beatcop.redis.schedule.JsonObject;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.impl.triggers.CalendarIntervalTriggerImpl;
import org.quartz.impl.triggers.DailyTimeIntervalTriggerImpl;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/**
 * The progress of a trigger through its times.
 *
 * @param next its next time; empty if there is none
 * @param previous its time before that; empty if it had none
 * @param times how often it was fired, for the kinds that count
 * @param course what a misfire may have moved; empty to leave that as it is
 */
public record TriggerProgress(
    Optional<Date> next, Optional<Date> previous, int times, Optional<Course> course) {

  /**
   * What else decides the times of a simple trigger. Some misfire instructions let it begin anew.
   *
   * @param start its start
   * @param count how often it is to be repeated after that
   */
  public record Course(Date start, int count) {}

  /** Progress that leaves the course as it is. */
  public TriggerProgress(Optional<Date> next, Optional<Date> previous, int times) {
    this(next, previous, times, Optional.empty());
  }

  public static TriggerProgress of(OperableTrigger trigger) {
    int times = 0;
    if (trigger instanceof SimpleTriggerImpl simple) {
      times = simple.getTimesTriggered();
    } else if (trigger instanceof CalendarIntervalTriggerImpl interval) {
      times = interval.getTimesTriggered();
    } else if (trigger instanceof DailyTimeIntervalTriggerImpl daily) {
      times = daily.getTimesTriggered();
    }
    return new TriggerProgress(
        Optional.ofNullable(trigger.getNextFireTime()),
        Optional.ofNullable(trigger.getPreviousFireTime()),
        times,
        trigger instanceof SimpleTriggerImpl simple
            ? Optional.of(new Course(simple.getStartTime(), simple.getRepeatCount()))
            : Optional.empty());
  }

  /** Sets a trigger to this. */
  public void applyTo(OperableTrigger trigger) {
    if (trigger instanceof SimpleTriggerImpl simple && course.isPresent()) {
      simple.setStartTime(course.get().start());
      simple.setRepeatCount(course.get().count());
    }
    trigger.setNextFireTime(next.orElse(null));
    trigger.setPreviousFireTime(previous.orElse(null));
    if (trigger instanceof SimpleTriggerImpl simple) {
      simple.setTimesTriggered(times);
    } else if (trigger instanceof CalendarIntervalTriggerImpl interval) {
      interval.setTimesTriggered(times);
    } else if (trigger instanceof DailyTimeIntervalTriggerImpl daily) {
      daily.setTimesTriggered(times);
    }
  }

  /**
   * Writes it for the next holder.
   *
   * @param version the number of the schedule's version that this node had applied
   */
  public String text(long version) {
    JsonObject text = new JsonObject().with("at", version);
    write(text);
    return text.toString();
  }

  /** Reads what {@link #text} wrote. */
  public static TriggerProgress parse(String text) {
    return read(JsonObject.parse(text));
  }

  /**
   * The same text, if {@link #parse} can read it.
   *
   * @throws IllegalArgumentException if not
   */
  public static String checked(String text) {
    TriggerProgress unused = parse(text);
    return text;
  }

  /** The version that was applied when a text was written. */
  public static long versionOf(String text) {
    return JsonObject.parse(text).number("at", 0);
  }

  void write(JsonObject into) {
    into.with("next", next.map(Date::getTime))
        .with("previous", previous.map(Date::getTime))
        .with("times", Optional.of(times).filter(count -> count > 0))
        .with("start", course.map(Course::start).map(Date::getTime))
        .with("count", course.map(Course::count));
  }

  static TriggerProgress read(JsonObject fields) {
    return new TriggerProgress(
        date(fields.number("next")),
        date(fields.number("previous")),
        (int) fields.number("times", 0),
        course(date(fields.number("start")), fields.number("count")));
  }

  private static Optional<Course> course(Optional<Date> start, OptionalLong count) {
    return count.isPresent()
        ? start.map(since -> new Course(since, (int) count.getAsLong()))
        : Optional.empty();
  }

  private static Optional<Date> date(OptionalLong millis) {
    return millis.isPresent() ? Optional.of(new Date(millis.getAsLong())) : Optional.empty();
  }

  static void remove(JsonObject fields) {
    fields.without("next").without("previous").without("times");
  }
}
