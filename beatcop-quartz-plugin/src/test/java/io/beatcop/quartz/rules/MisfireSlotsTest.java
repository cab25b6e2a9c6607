package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.CalendarIntervalScheduleBuilder.calendarIntervalSchedule;
import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.ScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/** The meaning of a firing after a misfire. */
class MisfireSlotsTest {

  private static final TriggerKey KEY = new TriggerKey("t", "g");
  private static final Date START = Date.from(Instant.parse("2030-01-01T00:00:00Z"));
  private static final long MISSED = START.getTime() + 10_000;
  private static final long MADE_UP = START.getTime() + 34_567;

  private final MisfireSlots misfires = new MisfireSlots();

  private static Stream<ScheduleBuilder<?>> everyTenSeconds() {
    return Stream.of(
        cronSchedule("0/10 * * * * ?"),
        simpleSchedule().withIntervalInSeconds(10).repeatForever(),
        simpleSchedule().withIntervalInSeconds(10).withRepeatCount(100),
        calendarIntervalSchedule().withIntervalInSeconds(10),
        dailyTimeIntervalSchedule().withIntervalInSeconds(10));
  }

  private static OperableTrigger trigger(ScheduleBuilder<?> schedule, long nextMillis) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(KEY)
                .startAt(START)
                .withSchedule(schedule)
                .build();
    trigger.setNextFireTime(new Date(nextMillis));
    return trigger;
  }

  private Slot slot(long scheduledMillis) {
    return misfires.of(KEY, new Date(scheduledMillis)).slot();
  }

  @Test
  void withoutAMisfireTheSlotIsTheScheduledTime() {
    assertThat(slot(MADE_UP)).isEqualTo(Slot.at(MADE_UP));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void aMadeUpTimeStandsForAllFromTheFirstMissedOne(ScheduleBuilder<?> schedule) {
    misfires.note(trigger(schedule, MISSED));

    assertThat(slot(MADE_UP)).isEqualTo(new Slot(MISSED, MADE_UP));
    assertThat(slot(MADE_UP)).isEqualTo(Slot.at(MADE_UP));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void aTimeOfTheScheduleStandsForItself(ScheduleBuilder<?> schedule) {
    misfires.note(trigger(schedule, MISSED));

    assertThat(slot(MISSED + 30_000)).isEqualTo(Slot.at(MISSED + 30_000));
  }

  @Test
  void aOneShotTriggerStandsForItsOnlyTime() {
    OperableTrigger trigger = trigger(simpleSchedule(), START.getTime());
    misfires.note(trigger);

    assertThat(slot(MADE_UP)).isEqualTo(new Slot(START.getTime(), MADE_UP));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void whatWasDueBeforeTheMisfireLeavesItToTheFiringAfterIt(ScheduleBuilder<?> schedule) {
    misfires.note(trigger(schedule, MISSED));

    assertThat(slot(MISSED - 10_000)).isEqualTo(Slot.at(MISSED - 10_000));
    assertThat(slot(MADE_UP)).isEqualTo(new Slot(MISSED, MADE_UP));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void aMadeUpTimeThatIsMissedInItsTurnStandsForTheFirstMissedOne(ScheduleBuilder<?> schedule) {
    misfires.note(trigger(schedule, MISSED));
    misfires.note(trigger(schedule, MADE_UP));

    assertThat(slot(MADE_UP + 7_000)).isEqualTo(new Slot(MISSED, MADE_UP + 7_000));
  }

  @Test
  void aMisfireThatLedToNoFiringIsReplacedByTheNextOne() {
    misfires.note(trigger(cronSchedule("0/10 * * * * ?"), MISSED));
    misfires.note(trigger(cronSchedule("0/10 * * * * ?"), MISSED + 20_000));

    assertThat(slot(MADE_UP)).isEqualTo(new Slot(MISSED + 20_000, MADE_UP));
  }

  @Test
  void aTriggerWithoutAFurtherTimeIsNotNoted() {
    OperableTrigger trigger = trigger(simpleSchedule(), START.getTime());
    trigger.triggered(null);

    misfires.note(trigger);

    assertThat(slot(MADE_UP)).isEqualTo(Slot.at(MADE_UP));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void whatIsFollowedByATimeOfTheScheduleIsPassedOver(ScheduleBuilder<?> schedule) {
    Optional<Date> next = Optional.of(new Date(START.getTime() + 40_000));

    assertThat(MisfireSlots.passedOver(trigger(schedule, MISSED), next, MADE_UP))
        .contains(new Slot(MISSED, MADE_UP));
  }

  @ParameterizedTest
  @MethodSource("everyTenSeconds")
  void whatIsFollowedByAMadeUpTimeIsFired(ScheduleBuilder<?> schedule) {
    Optional<Date> next = Optional.of(new Date(MADE_UP));

    assertThat(MisfireSlots.passedOver(trigger(schedule, MISSED), next, MADE_UP)).isEmpty();
  }

  @Test
  void whatIsFollowedByTheSameTimeIsFired() {
    Trigger trigger = trigger(cronSchedule("0/10 * * * * ?"), MISSED);

    assertThat(MisfireSlots.passedOver(trigger, Optional.of(new Date(MISSED)), MADE_UP)).isEmpty();
  }

  @Test
  void whatIsFiredNowJustAtATimeOfTheScheduleIsFired() {
    Trigger trigger = trigger(cronSchedule("0/10 * * * * ?"), MISSED);
    long now = START.getTime() + 40_000;

    assertThat(MisfireSlots.passedOver(trigger, Optional.of(new Date(now)), now)).isEmpty();
    assertThat(MisfireSlots.passedOver(trigger, Optional.of(new Date(now)), now - 1))
        .contains(new Slot(MISSED, now - 1));
  }

  @Test
  void whatIsFollowedByNothingIsPassedOver() {
    Trigger trigger = trigger(cronSchedule("0/10 * * * * ?"), MISSED);

    assertThat(MisfireSlots.passedOver(trigger, Optional.empty(), MADE_UP))
        .contains(new Slot(MISSED, MADE_UP));
  }

  private static Optional<Slot> openPart(Slot slot, FiredSlots fired) {
    OperableTrigger missed = trigger(cronSchedule("0/10 * * * * ?"), MISSED);
    return MisfireSlots.openPart(slot, Optional.of(new Schedule(missed, Optional.empty())), fired);
  }

  @Test
  void ofWhatAFiringCoversTheFirstTimeThatNobodyFiredIsOpen() {
    FiredSlots fired =
        FiredSlots.until("s", MISSED).with(MISSED + 10_000, Slot.at(MISSED + 20_000));

    assertThat(openPart(new Slot(MISSED, MISSED + 24_567), fired))
        .contains(new Slot(MISSED + 10_000, MISSED + 24_567));
  }

  @Test
  void whatAFiringCoversMayBeFiredBeyondAGapThatHoldsNoTime() {
    FiredSlots fired = FiredSlots.until("s", MISSED).with(MISSED + 5_000, Slot.at(MISSED + 10_000));

    assertThat(openPart(new Slot(MISSED, MISSED + 24_567), fired))
        .contains(new Slot(MISSED + 20_000, MISSED + 24_567));
    assertThat(openPart(new Slot(MISSED, MISSED + 14_567), fired)).isEmpty();
  }

  @Test
  void countsTheMisfiresThatLedToNoFiring() {
    misfires.note(trigger(cronSchedule("0/10 * * * * ?"), MISSED));

    assertThat(misfires.size()).isEqualTo(1);
  }

  /** An instruction may be obeyed at the very moment at which a time is due. */
  @Test
  void theLastTimeThatAFiringCoversMayBeTheOpenOne() {
    FiredSlots fired = FiredSlots.until("s", MISSED + 10_000);

    assertThat(openPart(new Slot(MISSED, MISSED + 20_000), fired))
        .contains(Slot.at(MISSED + 20_000));
    assertThat(openPart(new Slot(MISSED, MISSED + 19_999), fired)).isEmpty();
  }
}
