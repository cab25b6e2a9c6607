package io.beatcop.quartz.schedule;

import static org.quartz.DateBuilder.IntervalUnit.DAY;
import static org.quartz.DateBuilder.IntervalUnit.HOUR;
import static org.quartz.DateBuilder.IntervalUnit.MINUTE;
import static org.quartz.DateBuilder.IntervalUnit.MONTH;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.quartz.Calendar;
import org.quartz.CalendarIntervalScheduleBuilder;
import org.quartz.CronScheduleBuilder;
import org.quartz.DailyTimeIntervalScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.ScheduleBuilder;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TimeOfDay;
import org.quartz.TriggerBuilder;
import org.quartz.impl.calendar.AnnualCalendar;
import org.quartz.impl.calendar.BaseCalendar;
import org.quartz.impl.calendar.CronCalendar;
import org.quartz.impl.calendar.DailyCalendar;
import org.quartz.impl.calendar.HolidayCalendar;
import org.quartz.impl.calendar.MonthlyCalendar;
import org.quartz.impl.calendar.WeeklyCalendar;
import org.quartz.spi.OperableTrigger;

/** Jobs, triggers and calendars of all kinds, from a seed. */
final class RandomSchedules {

  /** A moment that all of them are made at. */
  static final long NOW = Instant.parse("2026-03-28T10:15:30.250Z").toEpochMilli();

  private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "America/New_York");
  private static final List<String> NAMES =
      List.of("a", "b", "ü/ä %2F", "line\nbreak", "", "\"quoted\\", "\u0000\u20ac\ud83d\ude00");

  private final Random random;

  RandomSchedules(long seed) {
    random = new Random(seed);
  }

  /** A job that does nothing. */
  public static final class Idle implements Job {

    /** Made by Quartz. */
    public Idle() {}

    @Override
    public void execute(JobExecutionContext context) {}
  }

  String name() {
    return NAMES.get(random.nextInt(NAMES.size())) + random.nextInt(4);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  private boolean coin() {
    return random.nextBoolean();
  }

  private TimeZone zone() {
    return TimeZone.getTimeZone(ZONES.get(random.nextInt(ZONES.size())));
  }

  JobDetail job(String name, String group) {
    return JobBuilder.newJob(Idle.class)
        .withIdentity(name, group)
        .withDescription(coin() ? name() : null)
        .storeDurably(coin())
        .requestRecovery(coin())
        .usingJobData(data())
        .build();
  }

  JobDataMap data() {
    JobDataMap data = new JobDataMap();
    for (int i = random.nextInt(4); i > 0; i--) {
      data.put(name(), value());
    }
    return data;
  }

  private Object value() {
    List<Object> values =
        List.of(
            name(),
            random.nextInt(),
            random.nextLong(),
            random.nextDouble(),
            (float) random.nextInt(),
            (short) random.nextInt(),
            (byte) random.nextInt(),
            'x',
            coin(),
            new Date(random.nextLong()),
            new BigDecimal("1.50"),
            Instant.ofEpochMilli(random.nextInt()),
            LocalDate.ofEpochDay(random.nextInt(100_000)));
    return values.get(random.nextInt(values.size()));
  }

  OperableTrigger trigger(String name, String group, JobDetail job) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(name, group)
                .forJob(job)
                .withDescription(coin() ? name() : null)
                .withPriority(random.nextInt(10))
                .startAt(new Date(NOW + random.nextInt(100_000)))
                .endAt(coin() ? new Date(NOW + 100_000_000_000L) : null)
                .usingJobData(data())
                .withSchedule(schedule())
                .build();
    trigger.computeFirstFireTime(null);
    for (int i = random.nextInt(3); i > 0 && trigger.getNextFireTime() != null; i--) {
      trigger.triggered(null);
    }
    return trigger;
  }

  private ScheduleBuilder<?> schedule() {
    return switch (random.nextInt(4)) {
      case 0 ->
          SimpleScheduleBuilder.simpleSchedule()
              .withIntervalInMilliseconds(1 + random.nextInt(100_000))
              .withRepeatCount(random.nextInt(12) - 1)
              .withMisfireHandlingInstructionNextWithExistingCount();
      case 1 ->
          CronScheduleBuilder.cronSchedule(random.nextInt(60) + " 0/7 2,3 ? * MON-FRI")
              .inTimeZone(zone())
              .withMisfireHandlingInstructionDoNothing();
      case 2 ->
          CalendarIntervalScheduleBuilder.calendarIntervalSchedule()
              .withInterval(1 + random.nextInt(3), coin() ? DAY : MONTH)
              .inTimeZone(zone())
              .preserveHourOfDayAcrossDaylightSavings(coin())
              .skipDayIfHourDoesNotExist(coin());
      default ->
          DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule()
              .withInterval(1 + random.nextInt(5), coin() ? MINUTE : HOUR)
              .onDaysOfTheWeek(1 + random.nextInt(7), 1 + random.nextInt(7))
              .startingDailyAt(new TimeOfDay(random.nextInt(10), 30, 15))
              .endingDailyAt(new TimeOfDay(10 + random.nextInt(14), 0))
              .withRepeatCount(coin() ? -1 : 5);
    };
  }

  Calendar calendar() {
    BaseCalendar calendar = kind();
    if (coin()) {
      calendar.setTimeZone(zone());
    }
    if (calendar instanceof HolidayCalendar holidays) {
      holidays.addExcludedDate(new Date(NOW + 86_400_000L * random.nextInt(10)));
    }
    calendar.setDescription(coin() ? name() : null);
    if (random.nextInt(3) == 0) {
      calendar.setBaseCalendar(calendar());
    }
    return calendar;
  }

  private BaseCalendar kind() {
    return switch (random.nextInt(7)) {
      case 0 -> new BaseCalendar();
      case 1 -> {
        AnnualCalendar annual = new AnnualCalendar();
        annual.setDayExcluded(new GregorianCalendar(2026, 2, 1 + random.nextInt(28)), true);
        annual.setDayExcluded(new GregorianCalendar(2024, 1, 29), true);
        yield annual;
      }
      case 2 -> cron();
      case 3 -> {
        DailyCalendar daily =
            coin()
                ? new DailyCalendar("0" + random.nextInt(9) + ":30:15:250", "22:00")
                : new DailyCalendar("00:00", "23:59:59:999");
        daily.setInvertTimeRange(coin());
        yield daily;
      }
      case 4 -> new HolidayCalendar();
      case 5 -> {
        MonthlyCalendar monthly = new MonthlyCalendar();
        monthly.setDayExcluded(1 + random.nextInt(31), true);
        yield monthly;
      }
      default -> {
        WeeklyCalendar weekly = new WeeklyCalendar();
        weekly.setDayExcluded(1 + random.nextInt(7), coin());
        yield weekly;
      }
    };
  }

  private static BaseCalendar cron() {
    try {
      return new CronCalendar("* * 0-7,18-23 ? * *");
    } catch (java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}
