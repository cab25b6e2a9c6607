package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.CalendarIntervalScheduleBuilder.calendarIntervalSchedule;
import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.CalendarIntervalTrigger;
import org.quartz.DailyTimeIntervalTrigger;
import org.quartz.DateBuilder.IntervalUnit;
import org.quartz.ScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.TimeOfDay;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.calendar.CronCalendar;
import org.quartz.spi.OperableTrigger;

/** The times of triggers of each kind, wherever this node's copy stands. */
class ScheduleTest {

  private static final long START = Instant.parse("2030-01-01T00:00:00Z").toEpochMilli();
  private static final long SECOND = 1_000;

  private static OperableTrigger trigger(ScheduleBuilder<?> schedule, long start) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity("t", "g")
                .forJob("j", "g")
                .usingJobData("name", "value")
                .withPriority(7)
                .startAt(new Date(start))
                .withSchedule(schedule)
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  private static Schedule schedule(OperableTrigger trigger) {
    return new Schedule(trigger, Optional.empty());
  }

  private static String fingerprint(ScheduleBuilder<?> builder, long start) {
    return schedule(trigger(builder, start)).fingerprint();
  }

  /** Fires a trigger so many times, as its scheduler does. */
  private static OperableTrigger fired(OperableTrigger trigger, int times) {
    for (int i = 0; i < times; i++) {
      trigger.triggered(null);
    }
    return trigger;
  }

  /** The next times of a trigger from its first on, as its scheduler finds them. */
  private static List<Long> times(OperableTrigger trigger, int most) {
    OperableTrigger copy = (OperableTrigger) trigger.clone();
    copy.computeFirstFireTime(null);
    List<Long> times = new ArrayList<>();
    while (copy.getNextFireTime() != null && times.size() < most) {
      times.add((copy.getNextFireTime().getTime() - START) / SECOND);
      copy.triggered(null);
    }
    return times;
  }

  private static Stream<ScheduleBuilder<?>> everyTenSeconds() {
    return Stream.of(
        cronSchedule("0/10 * * * * ?"),
        simpleSchedule().withIntervalInSeconds(10).repeatForever(),
        simpleSchedule().withIntervalInSeconds(10).withRepeatCount(100),
        calendarIntervalSchedule().withIntervalInSeconds(10),
        dailyTimeIntervalSchedule().withIntervalInSeconds(10),
        dailyTimeIntervalSchedule().withIntervalInSeconds(10).withRepeatCount(100));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void theSameTriggerHasTheSameFingerprintHoweverFarItHasCome(ScheduleBuilder<?> schedule) {
    assertThat(schedule(fired(trigger(schedule, START), 3)).fingerprint())
        .isEqualTo(fingerprint(schedule, START));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void theFingerprintOutlivesWindingBack(ScheduleBuilder<?> schedule) {
    OperableTrigger trigger = fired(trigger(schedule, START), 5);

    OperableTrigger rewound = schedule(trigger).rewoundTo(new Date(START + 20 * SECOND));

    assertThat(schedule(rewound).fingerprint()).isEqualTo(schedule(trigger).fingerprint());
  }

  private static Stream<Arguments> builtAtDifferentTimes() {
    return Stream.of(
        Arguments.of(cronSchedule("0/10 * * * * ?"), 12_345),
        Arguments.of(simpleSchedule().withIntervalInSeconds(10).repeatForever(), 10_000),
        Arguments.of(dailyTimeIntervalSchedule().withIntervalInSeconds(10), 12_345));
  }

  @ParameterizedTest
  @MethodSource("builtAtDifferentTimes")
  void aTriggerThatTwoNodesBuildAtDifferentTimesHasOneFingerprint(
      ScheduleBuilder<?> schedule, long later) {
    assertThat(fingerprint(schedule, START + later)).isEqualTo(fingerprint(schedule, START));
  }

  private static Stream<Arguments> different() {
    ScheduleBuilder<?> cron = cronSchedule("0 0 3 * * ?").inTimeZone(TimeZone.getTimeZone("UTC"));
    ScheduleBuilder<?> simple = simpleSchedule().withIntervalInSeconds(10).repeatForever();
    ScheduleBuilder<?> interval = calendarIntervalSchedule().withIntervalInDays(1);
    ScheduleBuilder<?> daily = dailyTimeIntervalSchedule().withIntervalInHours(1);
    return Stream.of(
        Arguments.of(cron, START, cronSchedule("0 0 4 * * ?"), START),
        Arguments.of(
            cron,
            START,
            cronSchedule("0 0 3 * * ?").inTimeZone(TimeZone.getTimeZone("Europe/Berlin")),
            START),
        Arguments.of(
            simple, START, simpleSchedule().withIntervalInSeconds(20).repeatForever(), START),
        Arguments.of(simple, START, simple, START + 1),
        Arguments.of(simpleSchedule(), START, simpleSchedule(), START + 10_000),
        Arguments.of(interval, START, interval, START + 1),
        Arguments.of(interval, START, calendarIntervalSchedule().withIntervalInWeeks(1), START),
        Arguments.of(daily, START, dailyTimeIntervalSchedule().withIntervalInHours(2), START),
        Arguments.of(
            daily,
            START,
            dailyTimeIntervalSchedule()
                .withIntervalInHours(1)
                .startingDailyAt(TimeOfDay.hourAndMinuteOfDay(8, 30)),
            START),
        Arguments.of(
            daily,
            START,
            dailyTimeIntervalSchedule().withIntervalInHours(1).onMondayThroughFriday(),
            START),
        Arguments.of(cron, START, simple, START));
  }

  @ParameterizedTest
  @MethodSource("different")
  void differentSchedulesHaveDifferentFingerprints(
      ScheduleBuilder<?> one, long oneStart, ScheduleBuilder<?> other, long otherStart) {
    assertThat(fingerprint(one, oneStart)).isNotEqualTo(fingerprint(other, otherStart));
  }

  @Test
  void aCalendarIsPartOfTheFingerprint() {
    OperableTrigger trigger = trigger(cronSchedule("0/10 * * * * ?"), START);
    String without = schedule(trigger).fingerprint();

    trigger.setCalendarName("holidays");

    assertThat(schedule(trigger).fingerprint()).isNotEqualTo(without);
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void theFirstTimeAfterAMarkIsFoundHoweverFarTheTriggerHasCome(ScheduleBuilder<?> schedule) {
    OperableTrigger trigger = fired(trigger(schedule, START), 8);

    assertThat(schedule(trigger).firstAfter(START + 20 * SECOND))
        .hasValue(new Date(START + 30 * SECOND));
    assertThat(schedule(trigger).firstAfter(START + 24 * SECOND + 567))
        .hasValue(new Date(START + 30 * SECOND));
  }

  private static Stream<ScheduleBuilder<?>> withoutAPhaseOfTheirOwn() {
    return Stream.of(
        cronSchedule("0/10 * * * * ?"),
        simpleSchedule().withIntervalInSeconds(10).repeatForever(),
        dailyTimeIntervalSchedule().withIntervalInSeconds(10));
  }

  @ParameterizedTest
  @MethodSource("withoutAPhaseOfTheirOwn")
  void theFirstTimeAfterAMarkMayBeBeforeTheTriggerWasBuilt(ScheduleBuilder<?> schedule) {
    OperableTrigger trigger = trigger(schedule, START + 100 * SECOND);

    assertThat(schedule(trigger).firstAfter(START + 20 * SECOND))
        .hasValue(new Date(START + 30 * SECOND));
    assertThat(schedule(trigger).firstAfter(START + 24 * SECOND + 567))
        .hasValue(new Date(START + 30 * SECOND));
  }

  private static Stream<ScheduleBuilder<?>> countedFromTheirStart() {
    return Stream.of(
        simpleSchedule(),
        simpleSchedule().withIntervalInSeconds(10).withRepeatCount(3),
        calendarIntervalSchedule().withIntervalInSeconds(10));
  }

  @ParameterizedTest
  @MethodSource("countedFromTheirStart")
  void aTriggerThatIsCountedFromItsStartHasNoTimeBeforeIt(ScheduleBuilder<?> schedule) {
    OperableTrigger trigger = trigger(schedule, START + 100 * SECOND);

    assertThat(schedule(trigger).firstAfter(START + 20 * SECOND))
        .hasValue(new Date(START + 100 * SECOND));
  }

  private static Stream<Arguments> usedUp() {
    return Stream.of(
        Arguments.of(simpleSchedule(), 1),
        Arguments.of(simpleSchedule().withIntervalInSeconds(10).withRepeatCount(3), 4),
        Arguments.of(dailyTimeIntervalSchedule().withIntervalInSeconds(10).withRepeatCount(3), 4));
  }

  @ParameterizedTest
  @MethodSource("usedUp")
  void aTriggerThatWasUsedUpStillHasItsTimes(ScheduleBuilder<?> schedule, int times) {
    OperableTrigger trigger = fired(trigger(schedule, START), times);
    assertThat(trigger.getNextFireTime()).isNull();

    assertThat(schedule(trigger).firstAfter(START - 1)).hasValue(new Date(START));
    assertThat(times(schedule(trigger).rewoundTo(new Date(START)), 10)).hasSize(times);
  }

  @Test
  void anIntervalTriggerThatWasUsedUpStillHasItsTimes() {
    OperableTrigger trigger = trigger(calendarIntervalSchedule().withIntervalInSeconds(10), START);
    trigger.setEndTime(new Date(START + 15 * SECOND));
    fired(trigger, 2);
    assertThat(trigger.getNextFireTime()).isNull();

    OperableTrigger rewound = schedule(trigger).rewoundTo(new Date(START + 10 * SECOND));

    assertThat(schedule(trigger).firstAfter(START)).hasValue(new Date(START + 10 * SECOND));
    assertThat(times(rewound, 10)).containsExactly(10L);
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void aRewoundTriggerGoesOnAsItWouldHave(ScheduleBuilder<?> schedule) {
    OperableTrigger trigger = fired(trigger(schedule, START), 8);

    OperableTrigger rewound = schedule(trigger).rewoundTo(new Date(START + 30 * SECOND));

    assertThat(times(rewound, 4)).containsExactly(30L, 40L, 50L, 60L);
  }

  private static Stream<ScheduleBuilder<?>> sixTimes() {
    return Stream.of(
        simpleSchedule().withIntervalInSeconds(10).withRepeatCount(5),
        dailyTimeIntervalSchedule().withIntervalInSeconds(10).withRepeatCount(5));
  }

  @ParameterizedTest
  @MethodSource("sixTimes")
  void aRewoundTriggerHasTheTimesThatAreLeftOfItsCount(ScheduleBuilder<?> schedule) {
    OperableTrigger halfWay = fired(trigger(schedule, START), 4);
    OperableTrigger usedUp = fired(trigger(schedule, START), 6);
    Date third = new Date(START + 20 * SECOND);

    assertThat(times(schedule(halfWay).rewoundTo(third), 10)).containsExactly(20L, 30L, 40L, 50L);
    assertThat(times(schedule(usedUp).rewoundTo(third), 10)).containsExactly(20L, 30L, 40L, 50L);
  }

  @Test
  void aMonthlyTriggerKeepsItsDayWhenItIsRewoundToAShorterMonth() {
    long start = Instant.parse("2030-01-31T12:00:00Z").toEpochMilli();
    OperableTrigger trigger =
        fired(
            trigger(
                calendarIntervalSchedule()
                    .withIntervalInMonths(1)
                    .inTimeZone(TimeZone.getTimeZone("UTC")),
                start),
            3);
    Date february = Date.from(Instant.parse("2030-02-28T12:00:00Z"));

    OperableTrigger rewound = schedule(trigger).rewoundTo(february);

    rewound.computeFirstFireTime(null);
    assertThat(rewound.getNextFireTime()).isEqualTo(february);
    // Counted from the start month by month, as Quartz does: 31 January, 28 February, 28 March.
    assertThat(rewound.getFireTimeAfter(february)).isEqualTo(trigger.getFireTimeAfter(february));
    assertThat(rewound.getStartTime()).isEqualTo(new Date(start));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void aRewoundTriggerKeepsItsSettings(ScheduleBuilder<?> schedule) {
    OperableTrigger trigger = trigger(schedule, START);
    trigger.setEndTime(new Date(START + 90 * SECOND));
    trigger.setCalendarName("holidays");
    trigger.setDescription("a description");
    trigger.setMisfireInstruction(Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);

    OperableTrigger rewound = schedule(trigger).rewoundTo(new Date(START + 30 * SECOND));

    assertThat(rewound)
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "name",
            "jobName",
            "description",
            "calendarName",
            "priority",
            "misfireInstruction",
            "jobDataMap",
            "endTime")
        .isEqualTo(trigger);
  }

  @Test
  void aRewoundIntervalTriggerKeepsItsSettings() {
    CalendarIntervalTrigger rewound =
        (CalendarIntervalTrigger)
            schedule(
                    trigger(
                        calendarIntervalSchedule()
                            .withInterval(2, IntervalUnit.WEEK)
                            .inTimeZone(TimeZone.getTimeZone("Asia/Tokyo"))
                            .preserveHourOfDayAcrossDaylightSavings(true)
                            .skipDayIfHourDoesNotExist(true),
                        START))
                .rewoundTo(new Date(START));

    assertThat(rewound.getRepeatInterval()).isEqualTo(2);
    assertThat(rewound.getRepeatIntervalUnit()).isEqualTo(IntervalUnit.WEEK);
    assertThat(rewound.getTimeZone().getID()).isEqualTo("Asia/Tokyo");
    assertThat(rewound.isPreserveHourOfDayAcrossDaylightSavings()).isTrue();
    assertThat(rewound.isSkipDayIfHourDoesNotExist()).isTrue();
  }

  @Test
  void aRewoundDailyTriggerKeepsItsSettings() {
    DailyTimeIntervalTrigger rewound =
        (DailyTimeIntervalTrigger)
            schedule(
                    trigger(
                        dailyTimeIntervalSchedule()
                            .withInterval(2, IntervalUnit.MINUTE)
                            .startingDailyAt(TimeOfDay.hourAndMinuteOfDay(8, 0))
                            .endingDailyAt(TimeOfDay.hourAndMinuteOfDay(9, 0))
                            .onMondayThroughFriday()
                            .withRepeatCount(77),
                        START))
                .rewoundTo(new Date(START));

    assertThat(rewound.getRepeatInterval()).isEqualTo(2);
    assertThat(rewound.getRepeatIntervalUnit()).isEqualTo(IntervalUnit.MINUTE);
    assertThat(rewound.getStartTimeOfDay()).isEqualTo(TimeOfDay.hourAndMinuteOfDay(8, 0));
    assertThat(rewound.getEndTimeOfDay()).isEqualTo(TimeOfDay.hourAndMinuteOfDay(9, 0));
    assertThat(rewound.getDaysOfWeek()).containsExactlyInAnyOrder(2, 3, 4, 5, 6);
    assertThat(rewound.getRepeatCount()).isEqualTo(77);
  }

  @Test
  void timesThatACalendarExcludesAreSteppedOver() throws java.text.ParseException {
    // All but the second half of each minute is excluded.
    CronCalendar calendar = new CronCalendar("0-29 * * * * ?");
    calendar.setTimeZone(TimeZone.getTimeZone("UTC"));
    OperableTrigger trigger = trigger(cronSchedule("0/10 * * * * ?"), START);

    assertThat(new Schedule(trigger, Optional.of(calendar)).firstAfter(START))
        .hasValue(new Date(START + 30 * SECOND));
  }

  @Test
  void aTriggerThatBeginsInTheFutureHasMissedNothing() {
    OperableTrigger cron = trigger(cronSchedule("0/10 * * * * ?"), START);

    assertThat(schedule(cron).beginsAfter(START - 1)).isTrue();
    assertThat(schedule(cron).beginsAfter(START)).isFalse();
  }

  @Test
  void aSimpleTriggerThatIsInStepBeginsWithItsLastTime() {
    OperableTrigger simple =
        trigger(
            simpleSchedule()
                .withIntervalInSeconds(10)
                .withRepeatCount(SimpleTrigger.REPEAT_INDEFINITELY),
            START);

    assertThat(schedule(simple).beginsAfter(START - 10 * SECOND)).isFalse();
    assertThat(schedule(simple).beginsAfter(START - 10 * SECOND - 1)).isTrue();
  }

  /** Quartz fires a daily trigger at the beginning of the second in which it starts. */
  @Test
  void noTimeIsBeforeTheStartOfADailyTriggerThatStartsWithinASecond() {
    OperableTrigger daily =
        trigger(dailyTimeIntervalSchedule().withIntervalInSeconds(10), START + 999);

    assertThat(daily.getNextFireTime()).isEqualTo(new Date(START));
    assertThat(schedule(daily).startMillis()).isEqualTo(START);
    assertThat(schedule(daily).beginsAfter(START - 1)).isTrue();
    assertThat(schedule(daily).beginsAfter(START)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void noTimeIsBeforeTheStart(ScheduleBuilder<?> schedule) {
    OperableTrigger trigger = trigger(schedule, START + 10_999);

    assertThat(schedule(trigger).startMillis())
        .isLessThanOrEqualTo(trigger.getNextFireTime().getTime())
        .isGreaterThan(START + 9_999);
  }
}
