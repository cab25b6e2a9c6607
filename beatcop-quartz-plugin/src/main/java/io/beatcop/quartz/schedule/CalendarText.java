package io.beatcop.quartz.schedule;

import io.beatcop.redis.schedule.JsonObject;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.JobPersistenceException;
import org.quartz.impl.calendar.AnnualCalendar;
import org.quartz.impl.calendar.BaseCalendar;
import org.quartz.impl.calendar.CronCalendar;
import org.quartz.impl.calendar.DailyCalendar;
import org.quartz.impl.calendar.HolidayCalendar;
import org.quartz.impl.calendar.MonthlyCalendar;
import org.quartz.impl.calendar.WeeklyCalendar;

/** A calendar of Quartz as JSON, with its base calendars. */
public final class CalendarText {

  /** A day on which no zone changes its clock: daily times are computed on it. */
  private static final int YEAR = 2001;

  private CalendarText() {}

  /**
   * Writes a calendar.
   *
   * @throws JobPersistenceException if it is not one of Quartz' own
   */
  public static String write(String name, org.quartz.Calendar calendar)
      throws JobPersistenceException {
    return KeptText.of(json(name, calendar), "calendar '" + name + "'");
  }

  /** The text of the same calendar, which its triggers obey at once. */
  static String updating(String text) {
    return JsonObject.parse(text).with("updates", true).toString();
  }

  /** Whether its triggers obey it at once, and not only after their next time. */
  public static boolean updates(String text) {
    return JsonObject.parse(text).flag("updates");
  }

  private static JsonObject json(String name, org.quartz.Calendar calendar)
      throws JobPersistenceException {
    JsonObject text = new JsonObject();
    kind(name, calendar, text);
    BaseCalendar own = (BaseCalendar) calendar;
    text.with("description", Optional.ofNullable(own.getDescription()))
        .with("zone", Optional.ofNullable(own.getTimeZone()).map(TimeZone::getID));
    if (own.getBaseCalendar() != null) {
      text.with("base", json(name, own.getBaseCalendar()));
    }
    return text;
  }

  private static void kind(String name, org.quartz.Calendar calendar, JsonObject text)
      throws JobPersistenceException {
    if (calendar.getClass() == BaseCalendar.class) {
      text.with("kind", "base");
    } else if (calendar.getClass() == AnnualCalendar.class) {
      List<Object> days = new ArrayList<>();
      for (Calendar day : ((AnnualCalendar) calendar).getDaysExcluded()) {
        days.add(List.of(day.get(Calendar.MONTH), day.get(Calendar.DAY_OF_MONTH)));
      }
      text.with("kind", "annual").with("days", days);
    } else if (calendar.getClass() == CronCalendar.class) {
      text.with("kind", "cron")
          .with("expression", ((CronCalendar) calendar).getCronExpression().getCronExpression());
    } else if (calendar.getClass() == DailyCalendar.class) {
      DailyCalendar daily = (DailyCalendar) calendar;
      Calendar noon = day(daily.getTimeZone());
      long at = noon.getTimeInMillis();
      text.with("kind", "daily")
          .with("from", ofDay(noon, daily.getTimeRangeStartingTimeInMillis(at)))
          .with("to", ofDay(noon, daily.getTimeRangeEndingTimeInMillis(at)))
          .with("inverted", daily.getInvertTimeRange());
    } else if (calendar.getClass() == HolidayCalendar.class) {
      text.with("kind", "holiday")
          .with(
              "dates",
              ((HolidayCalendar) calendar).getExcludedDates().stream().map(Date::getTime).toList());
    } else if (calendar.getClass() == MonthlyCalendar.class) {
      text.with("kind", "monthly")
          .with("days", flags(((MonthlyCalendar) calendar).getDaysExcluded()));
    } else if (calendar.getClass() == WeeklyCalendar.class) {
      text.with("kind", "weekly")
          .with("days", flags(((WeeklyCalendar) calendar).getDaysExcluded()));
    } else {
      throw new JobPersistenceException(
          "calendar '"
              + name
              + "' is a "
              + calendar.getClass().getName()
              + ": a shared schedule keeps calendars of Quartz' own classes");
    }
  }

  private static Calendar day(TimeZone zone) {
    Calendar noon = new GregorianCalendar(zone == null ? TimeZone.getDefault() : zone);
    noon.clear();
    noon.set(YEAR, Calendar.JANUARY, 15, 12, 0);
    return noon;
  }

  private static List<Integer> ofDay(Calendar day, long millis) {
    Calendar time = (Calendar) day.clone();
    time.setTimeInMillis(millis);
    return List.of(
        time.get(Calendar.HOUR_OF_DAY),
        time.get(Calendar.MINUTE),
        time.get(Calendar.SECOND),
        time.get(Calendar.MILLISECOND));
  }

  private static List<Boolean> flags(boolean[] days) {
    List<Boolean> flags = new ArrayList<>();
    for (boolean day : days) {
      flags.add(day);
    }
    return flags;
  }

  /**
   * Reads a calendar.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static org.quartz.Calendar read(String text) {
    return read(JsonObject.parse(text));
  }

  private static BaseCalendar read(JsonObject fields) {
    BaseCalendar calendar = kind(fields);
    calendar.setDescription(fields.text("description").orElse(null));
    fields.object("base").ifPresent(base -> calendar.setBaseCalendar(read(base)));
    if (calendar instanceof HolidayCalendar holiday) {
      // By its zone, which is set.
      zone(calendar, fields);
      fields.list("dates").forEach(date -> holiday.addExcludedDate(new Date((Long) date)));
    }
    zone(calendar, fields);
    return calendar;
  }

  private static void zone(BaseCalendar calendar, JsonObject fields) {
    Optional<TimeZone> zone = fields.text("zone").map(TimeZone::getTimeZone);
    zone.ifPresent(calendar::setTimeZone);
  }

  private static BaseCalendar kind(JsonObject fields) {
    String kind = fields.required("kind");
    return switch (kind) {
      case "base" -> new BaseCalendar();
      case "annual" -> annual(fields);
      case "cron" -> cron(fields);
      case "daily" -> daily(fields);
      case "holiday" -> new HolidayCalendar();
      case "monthly" -> {
        MonthlyCalendar monthly = new MonthlyCalendar();
        monthly.setDaysExcluded(flags(fields));
        yield monthly;
      }
      case "weekly" -> {
        WeeklyCalendar weekly = new WeeklyCalendar();
        weekly.setDaysExcluded(flags(fields));
        yield weekly;
      }
      default -> throw new IllegalArgumentException("no kind of calendar: " + kind);
    };
  }

  private static BaseCalendar annual(JsonObject fields) {
    AnnualCalendar annual = new AnnualCalendar();
    for (Object each : fields.list("days")) {
      List<?> day = (List<?>) each;
      annual.setDayExcluded(
          new GregorianCalendar(2000, number(day.get(0)), number(day.get(1))), true);
    }
    return annual;
  }

  private static BaseCalendar cron(JsonObject fields) {
    try {
      return new CronCalendar(fields.required("expression"));
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static BaseCalendar daily(JsonObject fields) {
    List<?> from = fields.list("from");
    List<?> to = fields.list("to");
    DailyCalendar daily =
        new DailyCalendar(
            number(from.get(0)),
            number(from.get(1)),
            number(from.get(2)),
            number(from.get(3)),
            number(to.get(0)),
            number(to.get(1)),
            number(to.get(2)),
            number(to.get(3)));
    daily.setInvertTimeRange(fields.flag("inverted"));
    return daily;
  }

  private static boolean[] flags(JsonObject fields) {
    List<?> list = fields.list("days");
    boolean[] days = new boolean[list.size()];
    for (int i = 0; i < days.length; i++) {
      days[i] = (Boolean) list.get(i);
    }
    return days;
  }

  private static int number(Object field) {
    return Math.toIntExact((Long) field);
  }
}
