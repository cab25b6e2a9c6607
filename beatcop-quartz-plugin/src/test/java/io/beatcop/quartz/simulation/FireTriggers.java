package io.beatcop.quartz.simulation;

import java.text.ParseException;
import java.util.Date;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TimeZone;
import org.quartz.Calendar;
import org.quartz.CronExpression;
import org.quartz.CronTrigger;
import org.quartz.DailyTimeIntervalTrigger;
import org.quartz.DateBuilder.IntervalUnit;
import org.quartz.SimpleTrigger;
import org.quartz.TimeOfDay;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.calendar.BaseCalendar;
import org.quartz.impl.triggers.CalendarIntervalTriggerImpl;
import org.quartz.impl.triggers.CronTriggerImpl;
import org.quartz.impl.triggers.DailyTimeIntervalTriggerImpl;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/** The triggers of simulated applications: of all kinds that Quartz has. */
final class FireTriggers {

  private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

  /** Excludes 3 seconds of each 20. */
  static final Calendar SOME = new Some();

  private FireTriggers() {}

  static final class Some extends BaseCalendar {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isTimeIncluded(long millis) {
      return Math.floorMod(millis, 20_000L) >= 3_000;
    }
  }

  static TriggerPlan cron(String name, String expression, int misfire) {
    CronExpression times = parsed(expression);
    return plan(
        name,
        now -> {
          CronTriggerImpl trigger = new SimulatedCron(times);
          trigger.setStartTime(new Date(now));
          trigger.setMisfireInstruction(misfire);
          return trigger;
        });
  }

  private static CronExpression parsed(String expression) {
    try {
      CronExpression times = new CronExpression(expression);
      times.setTimeZone(UTC);
      return times;
    } catch (ParseException e) {
      throw new IllegalArgumentException(expression, e);
    }
  }

  static TriggerPlan simple(
      String name, long startMillis, long everyMillis, int count, int misfire) {
    return plan(
        name,
        now -> {
          SimpleTriggerImpl trigger = new SimpleTriggerImpl();
          trigger.setStartTime(new Date(startMillis));
          trigger.setRepeatInterval(everyMillis);
          trigger.setRepeatCount(count);
          trigger.setMisfireInstruction(misfire);
          return trigger;
        });
  }

  static TriggerPlan once(String name, long millis) {
    return simple(name, millis, 0, 0, Trigger.MISFIRE_INSTRUCTION_SMART_POLICY);
  }

  static TriggerPlan interval(String name, long startMillis, int seconds, int misfire) {
    return plan(
        name,
        now -> {
          CalendarIntervalTriggerImpl trigger = new CalendarIntervalTriggerImpl();
          trigger.setRepeatIntervalUnit(IntervalUnit.SECOND);
          trigger.setRepeatInterval(seconds);
          trigger.setTimeZone(UTC);
          trigger.setStartTime(new Date(startMillis));
          trigger.setMisfireInstruction(misfire);
          return trigger;
        });
  }

  static TriggerPlan daily(String name, long startMillis, int seconds, int misfire) {
    return plan(
        name,
        now -> {
          DailyTimeIntervalTriggerImpl trigger = new DailyTimeIntervalTriggerImpl();
          trigger.setRepeatIntervalUnit(IntervalUnit.SECOND);
          trigger.setRepeatInterval(seconds);
          trigger.setStartTimeOfDay(TimeOfDay.hourAndMinuteOfDay(0, 0));
          trigger.setEndTimeOfDay(TimeOfDay.hourMinuteAndSecondOfDay(23, 59, 59));
          trigger.setStartTime(new Date(startMillis));
          trigger.setMisfireInstruction(misfire);
          return trigger;
        });
  }

  private static TriggerPlan plan(
      String name, java.util.function.LongFunction<OperableTrigger> schedule) {
    return new TriggerPlan(
        new TriggerKey(name, "g"), schedule, Optional.empty(), TriggerPlan.Behaviour.QUICK);
  }

  /** One of any kind, for an application that starts now. */
  static TriggerPlan any(SplittableRandom random, String name, long nowMillis) {
    long start = nowMillis + random.nextLong(60_000);
    TriggerPlan plan =
        switch (random.nextInt(10)) {
          case 0, 1 -> cron(name, "* * * * * ?", cronMisfire(random));
          case 2 -> cron(name, "0/2 * * * * ?", cronMisfire(random));
          case 3 -> cron(name, "7/15 * * * * ?", cronMisfire(random));
          case 4 ->
              simple(
                  name,
                  start,
                  random.nextLong(1, 12) * 500,
                  SimpleTrigger.REPEAT_INDEFINITELY,
                  random.nextBoolean() ? 0 : -1);
          case 5 ->
              simple(
                  name,
                  start,
                  random.nextLong(1, 9) * 1000,
                  random.nextInt(5, 100),
                  counted(random));
          case 6, 7 -> once(name, nowMillis + random.nextLong(200_000));
          case 8 -> interval(name, start, random.nextInt(1, 8), cronMisfire(random));
          default -> daily(name, start, random.nextInt(1, 8), cronMisfire(random));
        };
    return varied(random, plan);
  }

  private static TriggerPlan varied(SplittableRandom random, TriggerPlan plan) {
    int dice = random.nextInt(20);
    return new TriggerPlan(
        plan.key(),
        now -> {
          OperableTrigger trigger = plan.schedule().apply(now);
          trigger.setPriority(dice < 4 ? dice : Trigger.DEFAULT_PRIORITY);
          return trigger;
        },
        random.nextInt(6) == 0 ? Optional.of(SOME) : Optional.empty(),
        new TriggerPlan.Behaviour(
            random.nextBoolean() ? 10 : random.nextInt(10) == 0 ? 3_000 : 200,
            random.nextInt(5) == 0,
            random.nextInt(6) == 0 ? 20 : 0,
            0));
  }

  private static int cronMisfire(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY;
      case 1 -> CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING;
      case 2 -> DailyTimeIntervalTrigger.MISFIRE_INSTRUCTION_FIRE_ONCE_NOW;
      default -> Trigger.MISFIRE_INSTRUCTION_SMART_POLICY;
    };
  }

  /** Not those that begin anew at the moment of the misfire: their times are each node's own. */
  private static int counted(SplittableRandom random) {
    return random.nextBoolean()
        ? Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY
        : SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NEXT_WITH_EXISTING_COUNT;
  }
}
