package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import io.beatcop.quartz.rules.MissedFires.Candidate;
import io.beatcop.quartz.rules.MissedFires.Outcome;
import io.beatcop.quartz.rules.MissedFires.State;
import io.beatcop.quartz.rules.VetoedTriggers.Vetoed;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.ScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.spi.OperableTrigger;

/**
 * The search for missed firings. Times are in seconds, counted from a round moment; now is 3600.
 */
class MissedFiresTest {

  private static final long ZERO = 1_800_000_000_000L;
  private static final Moment NOW = new Moment(ZERO + 3_600_000, 0);
  private static final ScheduleBuilder<?> EVERY_TEN_SECONDS =
      simpleSchedule().withIntervalInSeconds(10).repeatForever();

  private Duration window = Duration.ofDays(1);
  private Optional<FiredSlots> known = Optional.empty();
  private Optional<Vetoed> veto = Optional.empty();
  private Optional<Date> misfired = Optional.empty();
  private OptionalLong unknownUntil = OptionalLong.of(0);
  private long scheduled = 3_599;
  private long meantStart = Candidate.NO_START;
  private State state = State.WAITING;

  private static OperableTrigger trigger(ScheduleBuilder<?> schedule, long start) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity("t", "g")
                .forJob("j", "g")
                .startAt(new Date(at(start)))
                .withSchedule(schedule)
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  /** A trigger that its scheduler has handed out up to its next time. */
  private static OperableTrigger handedOut(ScheduleBuilder<?> schedule, long start, long next) {
    OperableTrigger trigger = trigger(schedule, start);
    while (trigger.getNextFireTime() != null && trigger.getNextFireTime().getTime() < at(next)) {
      trigger.triggered(null);
    }
    return trigger;
  }

  private static long at(long second) {
    return ZERO + second * 1000;
  }

  private static String fingerprint(ScheduleBuilder<?> schedule, long start) {
    return new Schedule(trigger(schedule, start), Optional.empty()).fingerprint();
  }

  private void journalHas(ScheduleBuilder<?> schedule, long start, long until) {
    known = Optional.of(FiredSlots.until(fingerprint(schedule, start), at(until)));
  }

  private void vetoed(long first, long last) {
    veto = Optional.of(new Vetoed(at(first - 10), at(first), at(last), Optional.empty()));
  }

  private void vetoedFromTheFirst(long first) {
    veto = Optional.of(new Vetoed(FiredSlots.NO_PREVIOUS, at(first), at(first), Optional.empty()));
  }

  private Outcome recover(OperableTrigger trigger) {
    return new MissedFires(window)
        .recover(
            new Candidate(
                trigger,
                Optional.empty(),
                state,
                state == State.FINISHED
                    ? Optional.of(JobBuilder.newJob(Job.class).withIdentity("j", "g").build())
                    : Optional.empty(),
                at(scheduled),
                meantStart),
            known,
            veto,
            misfired,
            unknownUntil,
            NOW);
  }

  private static long first(Outcome outcome) {
    return (outcome.firstMissed().orElseThrow().getTime() - ZERO) / 1000;
  }

  @Test
  void whatTheJournalHasIsNotMissed() {
    journalHas(EVERY_TEN_SECONDS, 0, 3600);

    assertThat(recover(handedOut(EVERY_TEN_SECONDS, 0, 3610)).rewound()).isEmpty();
  }

  @Test
  void theFirstTimeAfterTheLastOneInTheJournalIsMissed() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);

    Outcome outcome = recover(handedOut(EVERY_TEN_SECONDS, 0, 3610));

    assertThat(first(outcome)).isEqualTo(3570);
    assertThat(outcome.missed()).isEqualTo(4);
    assertThat(outcome.rewound().orElseThrow().getPreviousFireTime()).isEqualTo(new Date(at(3560)));
  }

  @Test
  void aGapBetweenTimesThatWereFiredIsMissed() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    known = known.map(fired -> fired.with(at(3570), Slot.at(at(3580))));

    Outcome outcome = recover(handedOut(EVERY_TEN_SECONDS, 0, 3590));

    assertThat(first(outcome)).isEqualTo(3570);
    assertThat(outcome.missed()).isEqualTo(3);
  }

  @Test
  void whatWasFiredBeyondAGapThatHoldsNoTimeIsNotMissed() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    known = known.map(fired -> fired.with(at(3565), Slot.at(at(3570))));

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 0, 3600)))).isEqualTo(3580);
  }

  @Test
  void aTimeThatThisNodeStillHasBeforeItIsLeftToTheScheduler() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);

    assertThat(recover(handedOut(EVERY_TEN_SECONDS, 0, 3570)).rewound()).isEmpty();
  }

  @Test
  void aTimeThatWasVetoedAfterTheLookIsMissed() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    vetoed(3570, 3570);

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 0, 3570)))).isEqualTo(3570);
  }

  @Test
  void aVetoOfOtherTimesMakesNoneMissedThatIsYetToCome() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    vetoed(3550, 3560);

    assertThat(recover(handedOut(EVERY_TEN_SECONDS, 0, 3570)).rewound()).isEmpty();
  }

  /** Q-g: or an instruction would pass over it with all the times since its start. */
  @Test
  void aNewTriggerThatStartedLongAgoHasMissedWhatWasVetoedAndNothingBefore() {
    scheduled = 3560;
    vetoedFromTheFirst(3580);

    Outcome outcome = recover(handedOut(EVERY_TEN_SECONDS, 0, 3600));

    assertThat(first(outcome)).isEqualTo(3580);
    assertThat(outcome.missed()).isEqualTo(3);
  }

  @Test
  void aTriggerWhoseFirstTimesAreStillWithWorkersMayHaveMissedThemToo() {
    scheduled = 3560;
    vetoed(3580, 3580);

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 3500, 3600)))).isEqualTo(3500);
  }

  @Test
  void aVetoOfTheTriggerBeforeSaysNothingOfWhereThisOneBegins() {
    scheduled = 3585;
    vetoedFromTheFirst(3580);

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 3500, 3600)))).isEqualTo(3500);
  }

  /** Q-g: a scheduler that fires ahead of time may have consumed what is yet to come. */
  @Test
  void aTimeAheadThatWasVetoedEarlyIsMissed() {
    journalHas(EVERY_TEN_SECONDS, 0, 3600);

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 0, 3620)))).isEqualTo(3610);
  }

  @Test
  void aNodeWhoseClockIsBehindMissesNothing() {
    journalHas(EVERY_TEN_SECONDS, 0, 3620);

    assertThat(recover(handedOut(EVERY_TEN_SECONDS, 0, 3610)).rewound()).isEmpty();
  }

  @Test
  void whatIsOlderThanTheWindowIsLostAndCounted() {
    journalHas(EVERY_TEN_SECONDS, 0, 3500);
    window = Duration.ofSeconds(55);

    Outcome outcome = recover(handedOut(EVERY_TEN_SECONDS, 0, 3610));

    assertThat(first(outcome)).isEqualTo(3550);
    assertThat(outcome.lost()).isEqualTo(4);
    assertThat(outcome.fired().until()).isEqualTo(at(3545));
  }

  @Test
  void whatIsJustAsOldAsTheWindowIsLost() {
    journalHas(EVERY_TEN_SECONDS, 0, 3549);
    window = Duration.ofSeconds(50);

    Outcome outcome = recover(handedOut(EVERY_TEN_SECONDS, 0, 3610));

    assertThat(first(outcome)).isEqualTo(3560);
    assertThat(outcome.lost()).isEqualTo(1);
  }

  @Test
  void noMoreThanAThousandAreCounted() {
    ScheduleBuilder<?> often = simpleSchedule().withIntervalInSeconds(1).repeatForever();
    journalHas(often, 0, 100);

    assertThat(recover(handedOut(often, 0, 3610)).missed()).isEqualTo(MissedFires.MOST_COUNTED);
  }

  @Test
  void byAnotherScheduleOnlyWhatCameAfterTheLastFiringIsMissed() {
    journalHas(simpleSchedule().withIntervalInSeconds(7).repeatForever(), 0, 3570);

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 0, 3610)))).isEqualTo(3580);
  }

  @Test
  void byAnotherScheduleThatHasHandedOutNothingNothingIsMissed() {
    journalHas(simpleSchedule().withIntervalInSeconds(7).repeatForever(), 0, 3500);

    Outcome outcome = recover(trigger(EVERY_TEN_SECONDS, 3610));

    assertThat(outcome.rewound()).isEmpty();
    assertThat(outcome.fired().schedule()).isEqualTo(fingerprint(EVERY_TEN_SECONDS, 0));
    assertThat(outcome.fired().until()).isEqualTo(at(3600));
  }

  @Test
  void aTriggerThatTheJournalDoesNotKnowBeginsBeforeItsNextTime() {
    assertThat(recover(trigger(EVERY_TEN_SECONDS, 3610)).fired().until()).isEqualTo(at(3600));
    assertThat(recover(trigger(EVERY_TEN_SECONDS, 3580)).fired().until()).isEqualTo(at(3580) - 1);
    ScheduleBuilder<?> cron = cronSchedule("0/10 * * * * ?");
    OperableTrigger later = trigger(cron, 3500);
    later.setNextFireTime(new Date(at(9000)));
    assertThat(recover(later).fired().until()).isEqualTo(at(3600));
  }

  @Test
  void whatWasHandedOutOfATriggerThatTheJournalDoesNotKnowIsMissed() {
    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 3570, 3610)))).isEqualTo(3570);
  }

  @Test
  void beforeTheJournalWasBegunOthersMayHaveFired() {
    unknownUntil = OptionalLong.of(at(3585));

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 0, 3610)))).isEqualTo(3590);
  }

  @Test
  void withoutAJournalOthersMayHaveFiredItAll() {
    unknownUntil = OptionalLong.of(NOW.millis());

    assertThat(recover(handedOut(EVERY_TEN_SECONDS, 0, 3610)).rewound()).isEmpty();
  }

  @Test
  void withoutAJournalAndWithoutOthersAllThatWasHandedOutIsMissed() {
    unknownUntil = OptionalLong.empty();

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 3500, 3610)))).isEqualTo(3500);
  }

  @Test
  void aOneShotThatWasUsedUpIsMissed() {
    state = State.FINISHED;
    vetoed(3580, 3580);

    assertThat(first(recover(handedOut(simpleSchedule(), 3580, 4000)))).isEqualTo(3580);
  }

  @Test
  void aOneShotThatWasFiredIsNotMissed() {
    state = State.FINISHED;
    vetoed(3580, 3580);
    journalHas(simpleSchedule(), 3580, 3580);

    assertThat(recover(handedOut(simpleSchedule(), 3580, 4000)).rewound()).isEmpty();
  }

  @Test
  void aOneShotWhoseNameWasFiredForAnotherTimeIsMissed() {
    state = State.FINISHED;
    vetoed(3580, 3580);
    journalHas(simpleSchedule(), 100, 100);

    assertThat(first(recover(handedOut(simpleSchedule(), 3580, 4000)))).isEqualTo(3580);
  }

  @Test
  void aTriggerWithACountThatWasUsedUpIsMissedFromWhereTheOtherNodeCame() {
    ScheduleBuilder<?> threeTimes = simpleSchedule().withIntervalInSeconds(10).withRepeatCount(2);
    state = State.FINISHED;
    vetoed(3560, 3580);
    journalHas(threeTimes, 3560, 3560);

    assertThat(first(recover(handedOut(threeTimes, 3560, 4000)))).isEqualTo(3570);
  }

  @Test
  void whatIsPausedIsLeftToTheOneWhoResumesIt() {
    state = State.PAUSED;
    journalHas(EVERY_TEN_SECONDS, 0, 3560);

    Outcome outcome = recover(handedOut(EVERY_TEN_SECONDS, 0, 3610));

    assertThat(outcome.rewound()).isEmpty();
    assertThat(outcome.fired()).isEqualTo(known.orElseThrow());
  }

  @Test
  void aTriggerThatBeginsTomorrowHasMissedNothingOfWhatTheSameScheduleFiredBefore() {
    ScheduleBuilder<?> cron = cronSchedule("0/10 * * * * ?");
    journalHas(cron, 0, 3560);
    meantStart = at(90_000);

    assertThat(recover(trigger(cron, 90_000)).rewound()).isEmpty();
  }

  /** Q-e: a trigger that is scheduled late has missed what the journal lacks. */
  @Test
  void aTriggerThatWasBuiltOnlyNowHasMissedWhatTheJournalLacks() {
    ScheduleBuilder<?> cron = cronSchedule("0/10 * * * * ?");
    journalHas(cron, 0, 3560);

    assertThat(first(recover(trigger(cron, 3599)))).isEqualTo(3570);
  }

  /** The time between the journal's last slot and a start that was meant is no gap. */
  @Test
  void aTriggerThatWasToBeginLaterHasMissedNothingFromBeforeItsStart() {
    ScheduleBuilder<?> cron = cronSchedule("0/10 * * * * ?");
    journalHas(cron, 0, 3000);
    meantStart = at(3550);

    assertThat(first(recover(handedOut(cron, 3550, 3610)))).isEqualTo(3550);
  }

  /** Quartz fires a daily trigger at the beginning of the second in which it starts. */
  @Test
  void whatWasHandedOutOfADailyTriggerFromBeforeItsStartIsMissed() {
    OperableTrigger daily = trigger(dailyTimeIntervalSchedule().withIntervalInSeconds(10), 3580);
    daily.setStartTime(new Date(at(3580) + 999));
    daily.computeFirstFireTime(null);
    daily.triggered(null);
    vetoed(3580, 3580);

    assertThat(first(recover(daily))).isEqualTo(3580);
  }

  /** Its misfire instruction would pass over the open time with those that were fired long ago. */
  @Test
  void aTriggerThatLagsBehindTheJournalIsPutForward() {
    journalHas(EVERY_TEN_SECONDS, 0, 3580);

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 0, 3000)))).isEqualTo(3590);
  }

  @Test
  void whatWasVetoedOfATriggerThatWasScheduledAgainIsMissed() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    known = known.map(fired -> fired.endedAt(OptionalLong.of(at(3561))));
    scheduled = 3562;
    vetoed(3570, 3570);

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 3570, 3580)))).isEqualTo(3570);
  }

  /** A claim may be taken back for a time before the one that the trigger was wound back to. */
  @Test
  void aTimeBeforeTheOneThatATriggerWasWoundBackToIsFoundToo() {
    ScheduleBuilder<?> cron = cronSchedule("0/10 * * * * ?");
    journalHas(cron, 0, 3560);
    known = known.map(fired -> fired.without(Slot.at(at(3540))));

    assertThat(first(recover(handedOut(cron, 3570, 3610)))).isEqualTo(3540);
  }

  /** Q-f: a trigger that was ended on the node that fired it stays ended. */
  @Test
  void aTriggerThatWasEndedSinceItWasScheduledIsGone() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    known = known.map(fired -> fired.endedAt(OptionalLong.of(at(3562))));
    scheduled = 3561;

    assertThat(recover(handedOut(EVERY_TEN_SECONDS, 0, 3610)).isGone()).isTrue();
  }

  @Test
  void aTriggerThatWasScheduledAgainSinceItEndedLives() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    known = known.map(fired -> fired.endedAt(OptionalLong.of(at(3561))));
    // A trigger that is rescheduled ends and begins at one moment.
    scheduled = 3561;

    Outcome outcome = recover(trigger(EVERY_TEN_SECONDS, 3610));

    assertThat(outcome.isGone()).isFalse();
    assertThat(outcome.rewound()).isEmpty();
    assertThat(outcome.fired().ended()).isEmpty();
    assertThat(outcome.fired().until()).isEqualTo(at(3600));
  }

  /** The clocks of two nodes are compared no more exactly than to half a second. */
  @ParameterizedTest
  @CsvSource({"500, false", "501, true"})
  void aTriggerIsGoneIfItEndedHalfASecondAfterItWasScheduled(long later, boolean isGone) {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    known = known.map(fired -> fired.endedAt(OptionalLong.of(at(3561) + later)));
    scheduled = 3561;

    assertThat(recover(handedOut(EVERY_TEN_SECONDS, 0, 3610)).isGone()).isEqualTo(isGone);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 2})
  void theMisfireInstructionIsLeftToTheJobStore(int instruction) {
    ScheduleBuilder<?> cron = cronSchedule("0/10 * * * * ?");
    OperableTrigger trigger = handedOut(cron, 0, 3610);
    trigger.setMisfireInstruction(instruction);
    journalHas(cron, 0, 3560);

    assertThat(recover(trigger).rewound().orElseThrow().getMisfireInstruction())
        .isEqualTo(instruction);
  }

  /**
   * Half past two is skipped on the day on which the clocks go forward, and once when they go back.
   */
  @ParameterizedTest
  @CsvSource({
    "2026-03-28T01:30:00Z, 2026-03-30T00:30:00Z",
    "2026-10-24T00:30:00Z, 2026-10-25T01:30:00Z"
  })
  void whatIsMissedOverAChangeOfTheClocksIsWhatTheTriggerWouldHaveFired(
      Instant last, Instant expected) {
    ScheduleBuilder<?> nightly =
        cronSchedule("0 30 2 * * ?").inTimeZone(TimeZone.getTimeZone("Europe/Berlin"));
    Instant now = expected.plus(Duration.ofHours(1));
    OperableTrigger trigger = nightly(nightly, last);
    OperableTrigger next = nightly(nightly, now);

    Outcome outcome =
        new MissedFires(Duration.ofDays(7))
            .recover(
                new Candidate(
                    next,
                    Optional.empty(),
                    State.WAITING,
                    Optional.empty(),
                    now.toEpochMilli(),
                    Candidate.NO_START),
                Optional.of(
                    FiredSlots.until(
                        new Schedule(trigger, Optional.empty()).fingerprint(),
                        last.toEpochMilli())),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(0),
                new Moment(now.toEpochMilli(), 0));

    assertThat(outcome.firstMissed()).contains(Date.from(expected));
    assertThat(outcome.missed()).isEqualTo(1);
    assertThat(outcome.rewound().orElseThrow().getFireTimeAfter(Date.from(expected)))
        .isEqualTo(next.getNextFireTime());
  }

  private static OperableTrigger nightly(ScheduleBuilder<?> schedule, Instant builtAt) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity("t", "g")
                .forJob("j", "g")
                .startAt(Date.from(builtAt))
                .withSchedule(schedule)
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  @Test
  void whatWasVetoedOfATriggerThatHasNoPreviousTimeIsMissed() {
    OperableTrigger trigger = trigger(EVERY_TEN_SECONDS, 3580);
    trigger.setNextFireTime(new Date(at(3600)));
    vetoed(3580, 3590);

    assertThat(first(recover(trigger))).isEqualTo(3580);
  }

  @Test
  void aTriggerThatHasNoTimesBeginsNow() {
    OperableTrigger trigger = trigger(EVERY_TEN_SECONDS, 3580);
    trigger.setNextFireTime(null);

    assertThat(recover(trigger).fired().until()).isEqualTo(at(3600));
  }

  @Test
  void aTriggerThatIsDueJustNowAndWasFiredIsPutForward() {
    journalHas(EVERY_TEN_SECONDS, 0, 3600);

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 0, 3600)))).isEqualTo(3610);
  }

  @Test
  void whatAFinishedTriggerHasLeftDoesNotComeByItself() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    state = State.FINISHED;

    assertThat(first(recover(handedOut(EVERY_TEN_SECONDS, 0, 3570)))).isEqualTo(3570);
  }

  @Test
  void whatATriggerWithoutANextTimeHasLeftDoesNotComeByItself() {
    journalHas(EVERY_TEN_SECONDS, 0, 3560);
    OperableTrigger trigger = handedOut(EVERY_TEN_SECONDS, 0, 3570);
    trigger.setNextFireTime(null);

    assertThat(first(recover(trigger))).isEqualTo(3570);
  }

  @Test
  void noNodeHasFiredATriggerBeforeItWasStored() {
    unknownUntil = OptionalLong.of(at(3560));
    OperableTrigger trigger = trigger(EVERY_TEN_SECONDS, 3500);

    assertThat(recover(storedAt(trigger, 3561)).fired().until()).isEqualTo(at(3500) - 1);
    assertThat(recover(storedAt(trigger, 3560)).fired().until())
        .as("it may have been fired since")
        .isEqualTo(at(3560));
  }

  @Test
  void theRecordOfATriggerThatWasThereBeforeIsNoneOfANewOne() {
    known = Optional.of(FiredSlots.until("other", at(3560)));
    OperableTrigger trigger = trigger(EVERY_TEN_SECONDS, 3500);

    assertThat(recover(storedAt(trigger, 3561)).fired().until()).isEqualTo(at(3500) - 1);
    assertThat(recover(storedAt(trigger, 3560)).fired().until()).isEqualTo(at(3560));
  }

  @Test
  void aStartThatIsOlderThanTheWindowIsNotTooOldIfItWasStoredSince() {
    window = Duration.ofMinutes(10);
    OperableTrigger trigger = trigger(EVERY_TEN_SECONDS, 1_000);

    Outcome outcome = recover(storedAt(trigger, 3_001));
    assertThat(outcome.fired().until()).isEqualTo(at(1_000) - 1);
    assertThat(outcome.rewound()).as("it comes by itself").isEmpty();
    assertThat(recover(storedAt(trigger, 3_000)).fired().until()).isEqualTo(at(3_000));
    known = Optional.of(FiredSlots.until(fingerprint(EVERY_TEN_SECONDS, 1_000), at(2_000)));
    assertThat(recover(storedAt(trigger, 3_001)).lost()).isZero();
    assertThat(recover(storedAt(trigger, 3_000)).lost()).isEqualTo(100);
  }

  /** The trigger has the time at which its misfire is to be fired. */
  @Test
  void aTriggerThatIsNewBeginsWithTheTimeThatMisfired() {
    known = Optional.empty();
    misfired = Optional.of(Date.from(Instant.ofEpochMilli(at(20))));
    OperableTrigger trigger = TestCandidate.trigger(TestCandidate.KEY);
    trigger.setStartTime(new Date(at(0)));
    trigger.setNextFireTime(new Date(at(50)));

    assertThat(recover(trigger).fired().until()).isEqualTo(at(20) - 1);
  }

  private static Candidate storedAt(OperableTrigger trigger, long second) {
    return new Candidate(
        trigger,
        Optional.empty(),
        State.WAITING,
        Optional.empty(),
        Long.MAX_VALUE,
        Candidate.NO_START,
        Candidate.NOTHING_DONE,
        at(second));
  }

  private Outcome recover(Candidate candidate) {
    return new MissedFires(window).recover(candidate, known, veto, misfired, unknownUntil, NOW);
  }

  @Test
  void whatWasScheduledAfterAllElseStaysSoByAnyClock() {
    Candidate candidate =
        new Candidate(
                trigger(EVERY_TEN_SECONDS, 0),
                Optional.empty(),
                State.WAITING,
                Optional.empty(),
                at(0),
                Candidate.NO_START)
            .scheduledLast();

    assertThat(candidate.byClockOf(500).scheduledMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
