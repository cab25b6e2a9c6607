package io.beatcop.quartz.rules;

import static io.beatcop.quartz.rules.TestCandidate.KEY;
import static io.beatcop.quartz.rules.TestCandidate.SCHEDULE;
import static io.beatcop.quartz.rules.TestCandidate.millis;
import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.FireMachine.Decision;
import io.beatcop.quartz.rules.MissedFires.Outcome;
import io.beatcop.quartz.rules.VetoedTriggers.Vetoed;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobKey;
import org.quartz.TriggerKey;
import org.quartz.impl.triggers.SimpleTriggerImpl;

/**
 * The rules of firing on one node. Times are in seconds, counted from a round moment; it is 3600,
 * by all clocks, and a trigger that fires every ten seconds has fired up to then.
 */
class FireMachineTest {

  private static final long TERM = 7;
  private static final long NEXT_TERM = 8;
  private static final TriggerKey OTHER = new TriggerKey("other", "g");
  private static final int MOST_KNOWN = 600;
  private static final Moment NOW = at(3600);

  private final FireMachine machine =
      new FireMachine(
          new TriggerRecovery(
              new MissedFires(Duration.ofDays(1)), new ClockCheck(5_000), MOST_KNOWN));

  private static Moment at(long second) {
    return new Moment(millis(second), (second - 3600) * 1_000_000_000);
  }

  private static FiredSlots until(long second) {
    return FiredSlots.until(SCHEDULE, millis(second));
  }

  private static FiredSlots spans(int number) {
    FiredSlots slots = until(0);
    for (int i = 1; i <= number; i++) {
      slots = slots.with(millis(20L * i - 10), Slot.at(millis(20L * i)));
    }
    return slots;
  }

  private static UnsettledClaim claim(long token, long number, TriggerKey key, long second) {
    return new UnsettledClaim(token, number, key, Slot.at(millis(second)), Optional.empty());
  }

  private static Vetoed veto(long second) {
    return new Vetoed(millis(second - 10), millis(second), millis(second), Optional.empty());
  }

  private JournalWrite answered() {
    JournalWrite write = machine.nextWrite().orElseThrow();
    List<Claim> unused = machine.written(write, NOW.millis(), NOW);
    return write;
  }

  private void begin(long term, TestPage page) {
    machine.begin(term, NOW);
    int unused = machine.read(page.build(), NOW);
  }

  /** A term in which the trigger may be fired from 3610 on, and nothing is left to do. */
  private void open() {
    open(TERM);
  }

  private void open(long term) {
    begin(term, TestPage.at(3600).with(KEY, until(3600)));
    JournalWrite unused = answered();
    Look unusedLook = machine.recovery().begin();
    recover(KEY);
  }

  private void recover(TriggerKey key) {
    Outcome unused = machine.recovery().recover(TestCandidate.of(key, 3610).build(), NOW);
  }

  private Decision ask(TestFiring firing) {
    return machine.ask(firing.build(), TERM, NOW);
  }

  private Decision ask(long second) {
    return ask(TestFiring.of(second));
  }

  /** Claims a firing, and hands over the write that claims it. */
  private JournalWrite claimed(TestFiring firing) {
    assertThat(ask(firing)).isEqualTo(Decision.CLAIM);
    return machine.nextWrite().orElseThrow();
  }

  private List<Claim> written(JournalWrite write) {
    return machine.written(write, NOW.millis(), NOW);
  }

  private void fired(long second) {
    assertThat(written(claimed(TestFiring.of(second)))).hasSize(1);
  }

  private FiredSlots known() {
    return of(KEY, machine.known());
  }

  private static FiredSlots of(TriggerKey key, Map<TriggerKey, FiredSlots> fired) {
    return Optional.ofNullable(fired.get(key)).orElseThrow();
  }

  @Nested
  class ATerm {

    @Test
    void thatHasNotBegunFiresNothingAndHasNothingToDo() {
      assertThat(machine.term()).isEmpty();
      assertThat(machine.isOpenIn(TERM)).isFalse();
      assertThat(machine.hasWork()).isFalse();
      assertThat(machine.hasWrite()).isFalse();
      assertThat(ask(3610)).isEqualTo(Decision.NOT_NOW);
    }

    @Test
    void thatBeginsFiresNothingUntilTheJournalWasRead() {
      machine.begin(TERM, NOW);

      assertThat(machine.term()).hasValue(TERM);
      assertThat(machine.isRead()).isFalse();
      assertThat(machine.hasWork()).isTrue();
      assertThat(machine.nextWrite()).isEmpty();
      assertThat(ask(3610)).isEqualTo(Decision.NOT_NOW);
    }

    @Test
    void thatReadTheJournalOpensWithAWriteOfItsOwn() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)));

      assertThat(machine.isRead()).isTrue();
      JournalWrite write = machine.nextWrite().orElseThrow();
      assertThat(write.opening()).isTrue();
      assertThat(write.token()).isEqualTo(TERM);
      assertThat(write.fired()).isEmpty();
      assertThat(machine.isOpenIn(TERM)).isFalse();

      assertThat(written(write)).isEmpty();

      assertThat(machine.isOpenIn(TERM)).isTrue();
      assertThat(machine.isOpenIn(NEXT_TERM)).isFalse();
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void thatIsOpenHasWorkUntilTheTriggersWereRecovered() {
      begin(TERM, TestPage.at(3600));
      JournalWrite unused = answered();

      assertThat(machine.hasWork()).isTrue();
      Look unusedLook = machine.recovery().begin();
      assertThat(machine.hasWork()).isFalse();
    }

    @Test
    void thatOnlyReadTheJournalHasWorkThoughNothingIsToBeRecovered() {
      begin(TERM, TestPage.at(3600));
      Look unusedLook = machine.recovery().begin();

      assertThat(machine.hasWork()).isTrue();
    }

    @Test
    void thatEndedFiresNothing() {
      open();

      machine.end(TERM);

      assertThat(machine.term()).isEmpty();
      assertThat(machine.isRead()).isFalse();
      assertThat(ask(3610)).isEqualTo(Decision.NOT_NOW);
    }

    @Test
    void isNotEndedByTheEndOfAnother() {
      open();

      machine.end(TERM - 1);

      assertThat(machine.term()).hasValue(TERM);
      assertThat(ask(3610)).isEqualTo(Decision.CLAIM);
    }

    @Test
    void doesNotDecideForAnother() {
      open();

      assertThat(machine.ask(TestFiring.of(3610).build(), NEXT_TERM, NOW))
          .isEqualTo(Decision.NOT_NOW);
    }

    @Test
    void numbersItsWritesFromOne() {
      open();
      JournalWrite second = claimed(TestFiring.of(3610));
      assertThat(second.number()).isEqualTo(2);
      assertThat(second.answered()).isEqualTo(1);
      assertThat(second.opening()).isFalse();

      begin(NEXT_TERM, TestPage.at(3600));

      JournalWrite first = machine.nextWrite().orElseThrow();
      assertThat(first.number()).isEqualTo(1);
      assertThat(first.answered()).isZero();
    }

    @Test
    void thatFollowsAnotherOpensNothingByItself() {
      open();

      machine.begin(NEXT_TERM, NOW);

      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.isOpenIn(NEXT_TERM)).isFalse();
      assertThat(machine.isRead()).isFalse();
      assertThat(machine.recovery().unread(List.of(KEY))).containsExactly(KEY);
    }

    @Test
    void comparesWhatIsKnownWithTheJournalAnew() {
      open();
      fired(3610);

      machine.begin(NEXT_TERM, NOW);
      int knewMore = machine.read(TestPage.at(3600).with(KEY, until(3600)).build(), NOW);

      assertThat(knewMore).isEqualTo(1);
      assertThat(machine.nextWrite().orElseThrow().fired()).containsEntry(KEY, until(3610));
    }

    @Test
    void tellsNothingThatTheJournalHas() {
      open();
      machine.giveUp(claimed(TestFiring.of(3610)));

      begin(NEXT_TERM, TestPage.at(3600).with(KEY, until(3600)));

      assertThat(machine.nextWrite().orElseThrow().fired()).isEmpty();
    }

    @Test
    void obeysNoAnswerToAnEarlierOne() {
      open();
      JournalWrite late = claimed(TestFiring.of(3610));
      begin(NEXT_TERM, TestPage.at(3600));

      assertThat(written(late)).isEmpty();

      assertThat(machine.isOpenIn(NEXT_TERM)).isFalse();
    }

    @Test
    void thatIsNotHeldByWhatRedisHasReadsAllAnew() {
      open();
      JournalWrite write = claimed(TestFiring.of(3610));

      machine.refused(write);

      assertThat(machine.isRead()).isFalse();
      assertThat(machine.isUnderWay(TestFiring.of(3610).build(), machine.lastClaim())).isFalse();
      assertThat(machine.hasWork()).isTrue();
      assertThat(ask(3610)).isEqualTo(Decision.NOT_NOW);
    }

    /** An earlier write with it was carried out, and its answer was lost. */
    @Test
    void thatIsRefusedLeavesItsTimeOpenThoughTheJournalHasIt() {
      open();
      JournalWrite write = claimed(TestFiring.of(3610).recoverable("run-1"));

      machine.refused(write);
      TestPage page = TestPage.at(3610).with(KEY, until(3610));
      write.noted().forEach(page::unsettled);
      int unused = machine.read(page.build(), NOW);

      assertThat(known().has(millis(3610))).isFalse();
      JournalWrite next = machine.nextWrite().orElseThrow();
      assertThat(next.fired()).containsEntry(KEY, known());
      assertThat(next.ended()).containsExactly("run-1");
    }

    /** Redis has lost its memory, and the node that fired the slot has told it again. */
    @Test
    void thatIsRefusedLeavesItsSlotToWhoFiredIt() {
      open();
      machine.refused(claimed(TestFiring.of(3610)));
      int unused = machine.read(TestPage.at(3610).with(KEY, until(3610)).build(), NOW);

      assertThat(known().has(millis(3610))).isTrue();
    }

    @Test
    void thatWasAnsweredStaysDealtWithWhenALaterOneIsRefused() {
      open();
      fired(3610);

      JournalWrite write = claimed(TestFiring.of(3620));
      machine.refused(write);
      TestPage page = TestPage.at(3620).with(KEY, until(3620));
      write.noted().forEach(page::unsettled);
      int unused = machine.read(page.build(), NOW);

      assertThat(known().has(millis(3610))).isTrue();
      assertThat(known().has(millis(3620))).isFalse();
    }

    @Test
    void isNotReadAnewForTheRefusalOfAnother() {
      open();
      JournalWrite write = claimed(TestFiring.of(3610));
      open(NEXT_TERM);

      machine.refused(write);

      assertThat(machine.isOpenIn(NEXT_TERM)).isTrue();
    }

    @Test
    void isReleasedOnlyAfterTheJournalKnowsThatItsLastClaimsWereAnswered() {
      open();
      fired(3610);
      assertThat(machine.hasWrite()).isFalse();

      machine.settle();

      assertThat(machine.hasWrite()).isTrue();
      assertThat(answered().claims()).isEmpty();
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void goesOnSettlingAfterAWriteThatClaimsMore() {
      open();
      fired(3610);
      machine.settle();

      fired(3620);

      assertThat(machine.hasWrite()).isTrue();
    }

    @Test
    void thatClaimedNothingIsReleasedAtOnce() {
      open();

      machine.settle();

      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void thatIsNotOpenIsReleasedAtOnce() {
      open();
      fired(3610);
      machine.refused(machine.nextWrite().orElse(write(TERM)));
      machine.settle();
      int unused = machine.read(TestPage.at(3600).build(), NOW);
      JournalWrite opening = answered();

      assertThat(opening.opening()).isTrue();
      assertThat(machine.hasWrite()).isFalse();
    }

    private JournalWrite write(long term) {
      return new JournalWrite(
          term,
          0,
          0,
          false,
          OptionalLong.empty(),
          "",
          Optional.empty(),
          Map.of(),
          List.of(),
          List.of());
    }
  }

  @Nested
  class AClaim {

    @Test
    void firesWhenItsWriteIsAnswered() {
      open();
      JournalWrite write = claimed(TestFiring.of(3610));
      assertThat(write.fired()).containsEntry(KEY, until(3610));
      assertThat(write.claims()).extracting(Claim::number).containsExactly(machine.lastClaim());
      assertThat(known()).isEqualTo(until(3600));

      assertThat(written(write)).isEqualTo(write.claims());

      assertThat(known()).isEqualTo(until(3610));
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void isUnderWayUntilThen() {
      open();
      Firing firing = TestFiring.of(3610).build();
      assertThat(machine.isUnderWay(firing, machine.lastClaim())).isFalse();
      JournalWrite write = claimed(TestFiring.of(3610));

      assertThat(machine.isUnderWay(firing, machine.lastClaim())).isTrue();
      assertThat(machine.isUnderWay(firing, machine.lastClaim() + 1)).isFalse();

      List<Claim> unused = written(write);
      assertThat(machine.isUnderWay(firing, machine.lastClaim())).isFalse();
    }

    @Test
    void thatIsUnderWayIsNotMadeTwice() {
      open();
      JournalWrite unused = claimed(TestFiring.of(3610));

      assertThat(ask(3610)).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void thatWasAnsweredIsNotMadeTwice() {
      open();
      fired(3610);

      assertThat(ask(3610)).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void ofWhatTheJournalHasIsNotMade() {
      open();

      assertThat(ask(3600)).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void travelsWithTheOthersThatWait() {
      open();
      assertThat(ask(3610)).isEqualTo(Decision.CLAIM);
      JournalWrite both = claimed(TestFiring.of(3620));

      assertThat(both.claims())
          .extracting(claim -> claim.firing().slot().millis())
          .containsExactly(millis(3610), millis(3620));
      assertThat(both.claims()).extracting(Claim::number).doesNotHaveDuplicates();
      assertThat(written(both)).hasSize(2);
      assertThat(known()).isEqualTo(until(3620));
    }

    @Test
    void thatIsMadeWhileAWriteIsUnderWayGoesWithTheNextOne() {
      open();
      JournalWrite first = claimed(TestFiring.of(3610));
      assertThat(ask(3620)).isEqualTo(Decision.CLAIM);

      assertThat(written(first)).hasSize(1);

      assertThat(machine.hasWrite()).isTrue();
      JournalWrite second = machine.nextWrite().orElseThrow();
      assertThat(second.claims()).hasSize(1);
      assertThat(second.fired()).containsEntry(KEY, until(3620));
    }

    @Test
    void thatOvertakesAnotherLeavesAGapForIt() {
      open();
      JournalWrite write = claimed(TestFiring.of(3620));

      assertThat(of(KEY, write.fired()).has(millis(3610))).isFalse();
      assertThat(of(KEY, write.fired()).has(millis(3620))).isTrue();
      List<Claim> unused = written(write);
      assertThat(ask(3610)).isEqualTo(Decision.CLAIM);
    }

    @Test
    void coversTheTimesThatWereMissed() {
      open();
      List<Claim> unused = written(claimed(TestFiring.of(3610).covering(3645)));

      assertThat(known().last()).isEqualTo(millis(3645));
      assertThat(ask(3640)).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void coversOnlyWhatNobodyFiredOfTheTimesThatWereMissed() {
      open();
      fired(3610);

      JournalWrite write = claimed(TestFiring.of(3600).afterAMisfire(3645));

      assertThat(write.claims().get(0).firing().slot())
          .isEqualTo(new Slot(millis(3620), millis(3645)));
      List<Claim> unused = written(write);
      assertThat(ask(3640)).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void ofMissedTimesThatWereAllFiredIsNotMade() {
      open();
      fired(3610);

      assertThat(ask(TestFiring.of(3600).afterAMisfire(3619))).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void isOfTheScheduleThatTheTriggerHasNow() {
      open();
      List<Claim> unused = written(claimed(TestFiring.of(3610).schedule("new")));

      assertThat(known().schedule()).isEqualTo("new");
    }

    @Test
    void isNotedWithAllThatItTakesToTakeItBack() {
      open();
      JournalWrite write = claimed(TestFiring.of(3610).recoverable("run"));

      assertThat(write.noted())
          .containsExactly(
              new UnsettledClaim(
                  TERM, machine.lastClaim(), KEY, Slot.at(millis(3610)), Optional.of("run")));
    }

    @Test
    void ofATriggerThatWasNotReadWaits() {
      open();

      assertThat(ask(TestFiring.of(3610).by(OTHER))).isEqualTo(Decision.UNREAD);
    }

    @Test
    void ofATriggerThatWasNotRecoveredIsPutOff() {
      open();
      int unused = machine.read(TestPage.at(3600).without(OTHER).build(), NOW);

      assertThat(ask(TestFiring.of(3610).by(OTHER))).isEqualTo(Decision.NOT_NOW);
      assertThat(machine.hasWork()).isTrue();
    }

    @Test
    void thatIsPutOffClosesTheTrigger() {
      open();

      machine.recovery().putOff(KEY);

      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.hasWork()).isTrue();
      assertThat(ask(3610)).isEqualTo(Decision.NOT_NOW);
    }

    @Test
    void thatIsVetoedClosesTheTrigger() {
      open();

      machine.recovery().vetoed(KEY, veto(3610));

      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.hasWork()).isTrue();
      assertThat(machine.recovery().vetoed().of(KEY)).isPresent();
    }

    @Test
    void aTriggerThatIsResumedIsRecovered() {
      open();
      machine.recovery().end(true);

      machine.recovery().resumed(OTHER);
      assertThat(machine.recovery().isOpen(KEY)).isTrue();

      machine.recovery().resumed(KEY);
      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.hasWork()).isTrue();
    }

    @Test
    void aGroupThatIsResumedIsRecovered() {
      open();

      machine.recovery().resumedAll(Optional.of("another"));
      assertThat(machine.recovery().isOpen(KEY)).isTrue();

      machine.recovery().resumedAll(Optional.of(KEY.getGroup()));
      assertThat(machine.recovery().isOpen(KEY)).isFalse();
    }

    @Test
    void aMisfireWithoutTheLeaseLeavesNothingBehind() {
      var trigger = TestCandidate.trigger(KEY);
      trigger.setNextFireTime(new Date(millis(3610)));

      FireMachine.Misfire unused =
          machine.misfired(trigger, Optional.empty(), OptionalLong.empty(), NOW);
      machine.forget(KEY);

      assertThat(machine.size()).isZero();
    }

    @Test
    void whatIsRememberedOfTriggersIsCounted() {
      open();
      machine.recovery().vetoed(OTHER, veto(3610));
      var trigger = TestCandidate.trigger(KEY);
      trigger.setNextFireTime(new Date(millis(3610)));
      FireMachine.Misfire unused =
          machine.misfired(trigger, Optional.empty(), OptionalLong.of(TERM), NOW);

      assertThat(machine.misfires()).isEqualTo(1);
      // Two records, a veto and a misfire.
      assertThat(machine.size()).isEqualTo(4);
    }

    @Test
    void aLookFromBeforeAVetoDoesNotForgetIt() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)));
      JournalWrite unused = answered();
      MissedFires.Candidate seen = TestCandidate.next(3610).build();
      machine.recovery().vetoed(KEY, veto(3610));

      Outcome outcome = machine.recovery().recoverOnTime(seen, NOW);

      assertThat(outcome.rewound()).isPresent();
      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.recovery().vetoed().of(KEY)).isPresent();
    }

    @Test
    void whatCouldNotBeWoundBackIsRecoveredOnceMore() {
      open();
      Vetoed veto = veto(3610);

      machine.recovery().notWoundBack(KEY, Optional.of(veto));

      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.hasWork()).isTrue();
      assertThat(machine.recovery().vetoed().of(KEY)).contains(veto);
    }

    @Test
    void whatAMisfireInstructionPassesOverIsDealtWithAndTold() {
      open();

      assertThat(passOver(3610, at(3635))).isEqualTo(FireMachine.Misfire.TO_BE_TOLD);

      FiredSlots told = of(KEY, answered().fired());
      assertThat(told.has(millis(3630))).isTrue();
      assertThat(told.has(millis(3640))).isFalse();
    }

    @Test
    void whatAMisfireInstructionPassesOverOfATriggerThatNeverFiredLeavesNoGap() {
      open();
      var trigger = TestCandidate.trigger(KEY);
      trigger.setNextFireTime(new Date(millis(3620)));

      FireMachine.Misfire misfire =
          machine.misfired(
              trigger, Optional.of(new Date(millis(3640))), OptionalLong.of(TERM), at(3635));

      assertThat(misfire).isEqualTo(FireMachine.Misfire.TO_BE_TOLD);
      assertThat(known().spans()).isEmpty();
      assertThat(known().until()).isEqualTo(millis(3635));
    }

    /** Late was only what others have fired long ago: a newer time is to be fired. */
    @Test
    void aTriggerIsRecoveredWhoseInstructionPassesOverWhatWasFired() {
      open();

      assertThat(passOver(3600, at(3635))).isEqualTo(FireMachine.Misfire.TO_BE_TOLD);

      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void whatAMisfireInstructionPassesOverByAWrongClockIsNotDealtWith() {
      open();

      assertThat(passOver(3610, new Moment(millis(3635), NOW.nanos())))
          .isEqualTo(FireMachine.Misfire.CLOCK_AHEAD);

      assertThat(known().has(millis(3610))).isFalse();
    }

    @Test
    void aNodeWithoutTheLeaseTellsNothingOfItsMisfires() {
      assertThat(passOver(3610, at(3635))).isEqualTo(FireMachine.Misfire.NOTHING);
    }

    /**
     * A trigger is resumed, misfires, is wound back, and misfires once more: two firings of one.
     */
    @Test
    void isOfAllThatItCoversWhileItIsUnderWay() {
      open();
      JournalWrite first = claimed(TestFiring.of(3610).afterAMisfire(3635));

      assertThat(ask(TestFiring.of(3635).first())).isEqualTo(Decision.DUPLICATE);
      assertThat(ask(TestFiring.of(3640))).isEqualTo(Decision.CLAIM);

      assertThat(written(first)).hasSize(1);
      assertThat(ask(TestFiring.of(3635).first())).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void isOfAllThatItCoversAlsoWhenTheSecondFiringIsAskedAboutFirst() {
      open();
      assertThat(ask(TestFiring.of(3635).after(3600))).isEqualTo(Decision.CLAIM);

      assertThat(ask(TestFiring.of(3610).afterAMisfire(3635))).isEqualTo(Decision.DUPLICATE);
      assertThat(ask(TestFiring.of(3610))).isEqualTo(Decision.CLAIM);
    }

    /** A process that was frozen: its scheduler goes on before it is told that its term is over. */
    @ParameterizedTest
    @ValueSource(longs = {0, NEXT_TERM})
    void aNodeWhoseTermHasExpiredTellsNothingOfItsMisfires(long held) {
      open();
      var trigger = TestCandidate.trigger(KEY);
      trigger.setNextFireTime(new Date(millis(3620)));

      FireMachine.Misfire misfire =
          machine.misfired(
              trigger,
              Optional.of(new Date(millis(3640))),
              held == 0 ? OptionalLong.empty() : OptionalLong.of(held),
              at(3635));

      assertThat(misfire).isEqualTo(FireMachine.Misfire.NOTHING);
      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void aTriggerThatIsClosedTellsNothingOfItsMisfires() {
      open();
      machine.recovery().vetoed(KEY, veto(3610));

      assertThat(passOver(3620, at(3635))).isEqualTo(FireMachine.Misfire.NOTHING);
    }

    /** By an instruction that leaves what was missed, and goes on with the next time. */
    private FireMachine.Misfire passOver(long second, Moment now) {
      var trigger = TestCandidate.trigger(KEY);
      trigger.setPreviousFireTime(new Date(millis(second - 10)));
      trigger.setNextFireTime(new Date(millis(second)));
      return machine.misfired(
          trigger, Optional.of(new Date(millis(3640))), OptionalLong.of(TERM), now);
    }

    @Test
    void standsForTheFirstTimeThatAMisfireMissed() {
      var trigger = TestCandidate.trigger(KEY);
      trigger.setNextFireTime(new Date(millis(3610)));

      FireMachine.Misfire unused =
          machine.misfired(
              trigger, Optional.of(new Date(millis(3634) + 5)), OptionalLong.of(TERM), NOW);

      assertThat(machine.meaning(KEY, new Date(millis(3634) + 5)).slot())
          .isEqualTo(new Slot(millis(3610), millis(3634) + 5));
    }
  }

  /** A trigger that is stored with a start long ago misfires at once, maybe before all else. */
  @Nested
  class ATriggerThatIsStoredLate {

    private static final long START = 3500;
    private final Date firesAt = new Date(millis(3600) + 5);

    private SimpleTriggerImpl once() {
      SimpleTriggerImpl trigger = new SimpleTriggerImpl();
      trigger.setKey(KEY);
      trigger.setJobKey(new JobKey("j", "g"));
      trigger.setStartTime(new Date(millis(START)));
      trigger.setNextFireTime(new Date(millis(START)));
      return trigger;
    }

    private void misfire() {
      begin(TERM, TestPage.at(3600));
      JournalWrite unused = answered();
      Look unusedLook = machine.recovery().begin();
      machine.recovery().end(true);
      assertThat(machine.misfired(once(), Optional.of(firesAt), OptionalLong.of(TERM), NOW))
          .isEqualTo(FireMachine.Misfire.NOTHING);
    }

    private Firing handedOut() {
      MisfireSlots.Meaning meaning = machine.meaning(KEY, firesAt);
      return new Firing(
          KEY,
          new Schedule(once(), Optional.empty()).fingerprint(),
          meaning.slot(),
          Optional.of(new Schedule(once(), Optional.empty())),
          firesAt.getTime(),
          FiredSlots.NO_PREVIOUS,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** The look of recovery that follows each storing. */
    private Outcome look() {
      SimpleTriggerImpl trigger = once();
      trigger.setNextFireTime(firesAt);
      machine.recovery().triggerScheduled(KEY);
      int unused = machine.read(TestPage.at(3600).without(KEY).build(), NOW);
      return machine
          .recovery()
          .recover(
              new MissedFires.Candidate(
                  trigger,
                  Optional.empty(),
                  MissedFires.State.WAITING,
                  Optional.empty(),
                  millis(3600),
                  MissedFires.Candidate.NO_START),
              NOW);
    }

    private Decision ask(Firing firing) {
      return machine.ask(firing, TERM, new Moment(firesAt.getTime(), NOW.nanos()));
    }

    @Test
    void firesThoughItIsLookedAtBetweenItsMisfireAndItsFiring() {
      misfire();

      assertThat(look().fired().until()).isEqualTo(millis(START) - 1);
      assertThat(ask(handedOut())).isEqualTo(Decision.CLAIM);
    }

    @Test
    void firesThoughItIsLookedAtWhileAWorkerHasItsFiring() {
      misfire();
      Firing firing = handedOut();

      Outcome unused = look();

      assertThat(ask(firing)).isEqualTo(Decision.CLAIM);
    }

    @Test
    void leavesNothingBehindWhenItIsClaimedOrVetoed() {
      misfire();
      Firing firing = handedOut();
      Outcome unused = look();
      assertThat(ask(firing)).isEqualTo(Decision.CLAIM);
      assertThat(machine.misfires()).isZero();

      misfire();
      Firing other = handedOut();
      machine.recovery().vetoed(KEY, Vetoed.of(other, Optional.empty()));
      assertThat(machine.misfires()).isZero();

      misfire();
      Firing unusedFiring = handedOut();
      machine.forget(KEY);
      assertThat(machine.misfires()).isZero();
    }
  }

  @Nested
  class AnUnansweredWrite {

    @Test
    void isAskedAgainWithTheSameClaims() {
      open();
      JournalWrite lost = claimed(TestFiring.of(3610));

      JournalWrite again = machine.nextWrite().orElseThrow();

      assertThat(again.number()).isEqualTo(lost.number() + 1);
      assertThat(again.answered()).isEqualTo(lost.answered());
      assertThat(again.claims()).isEqualTo(lost.claims());
      assertThat(written(again)).hasSize(1);
    }

    @Test
    void thatIsGivenUpFiresNothing() {
      open();
      Firing firing = TestFiring.of(3610).build();
      JournalWrite lost = claimed(TestFiring.of(3610));

      machine.giveUp(lost);

      assertThat(machine.isUnderWay(firing, machine.lastClaim())).isFalse();
      assertThat(known()).isEqualTo(until(3600));
      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.hasWork()).isTrue();
      assertThat(ask(3610)).isEqualTo(Decision.NOT_NOW);
    }

    @Test
    void thatIsGivenUpIsTakenBackByALaterOne() {
      open();
      machine.giveUp(claimed(TestFiring.of(3610)));

      JournalWrite later = answered();

      assertThat(later.claims()).isEmpty();
      assertThat(later.fired()).containsEntry(KEY, until(3600));
      recover(KEY);
      assertThat(ask(3610)).isEqualTo(Decision.CLAIM);
    }

    @Test
    void thatIsGivenUpPutsOffTheOtherTriggersToo() {
      open();
      int unused = machine.read(TestPage.at(3600).with(OTHER, until(3600)).build(), NOW);
      recover(OTHER);
      machine.giveUp(claimed(TestFiring.of(3610)));

      assertThat(ask(TestFiring.of(3610).by(OTHER))).isEqualTo(Decision.NOT_NOW);
      assertThat(machine.recovery().isOpen(OTHER)).isFalse();
    }

    @Test
    void thatIsGivenUpIsWorkUntilALaterOneIsAnswered() {
      open();
      machine.giveUp(claimed(TestFiring.of(3610)));
      Look unusedLook = machine.recovery().begin();
      assertThat(machine.hasWork()).isTrue();

      JournalWrite unused = answered();

      assertThat(machine.hasWork()).isFalse();
    }

    @Test
    void thatIsGivenUpTellsAgainWhatElseItTold() {
      open();
      int unused = machine.read(TestPage.at(3600).without(OTHER).build(), NOW);
      recover(OTHER);
      JournalWrite lost = claimed(TestFiring.of(3610));
      assertThat(lost.fired()).containsKeys(KEY, OTHER);
      machine.giveUp(lost);

      assertThat(machine.nextWrite().orElseThrow().fired()).containsKeys(KEY, OTHER);
    }

    @Test
    void thatIsGivenUpEndsTheRunsThatItNoted() {
      open();
      machine.giveUp(claimed(TestFiring.of(3610).recoverable("run")));

      assertThat(machine.ended()).containsExactly("run");
      assertThat(answered().ended()).containsExactly("run");
      assertThat(machine.ended()).isEmpty();
    }

    @Test
    void ofAnEarlierTermIsNotGivenUp() {
      open();
      JournalWrite lost = claimed(TestFiring.of(3610).recoverable("run"));
      open(NEXT_TERM);

      machine.giveUp(lost);

      assertThat(machine.ended()).isEmpty();
      assertThat(machine.recovery().isOpen(KEY)).isTrue();
    }

    @Test
    void isTakenBackAfterTheTerm() {
      open();
      JournalWrite lost = claimed(TestFiring.of(3610));

      machine.end(TERM);

      assertThat(machine.withdrawals()).isEqualTo(lost.noted());
    }

    @Test
    void isTakenBackOnce() {
      open();
      JournalWrite unused = claimed(TestFiring.of(3610));
      machine.end(TERM);
      machine.withdrawn(machine.withdrawals());

      machine.begin(NEXT_TERM, NOW);
      machine.end(NEXT_TERM);

      assertThat(machine.withdrawals()).isEmpty();
    }

    @Test
    void thatWasGivenUpIsTakenBackAfterTheTerm() {
      open();
      JournalWrite lost = claimed(TestFiring.of(3610));
      machine.giveUp(lost);

      machine.begin(NEXT_TERM, NOW);

      assertThat(machine.withdrawals()).isEqualTo(lost.noted());
    }

    @Test
    void isSettledByALaterOne() {
      open();
      machine.giveUp(claimed(TestFiring.of(3610)));
      JournalWrite unused = answered();

      machine.end(TERM);

      assertThat(machine.withdrawals()).isEmpty();
    }

    @Test
    void isNotSettledByALaterOneOfOtherTriggers() {
      open();
      JournalWrite lost = claimed(TestFiring.of(3610));
      JournalWrite others =
          new JournalWrite(
              TERM,
              9,
              1,
              false,
              OptionalLong.empty(),
              "",
              Optional.empty(),
              Map.of(OTHER, until(3600)),
              List.of(),
              List.of());
      int unused = machine.read(TestPage.at(3600).with(OTHER, until(3600)).build(), NOW);
      List<Claim> none = written(others);

      machine.end(TERM);

      assertThat(none).isEmpty();
      assertThat(machine.withdrawals()).isEqualTo(lost.noted());
    }

    @Test
    void canBeFiredAllTheSame() {
      open();
      Firing firing = TestFiring.of(3610).schedule("new").build();
      JournalWrite lost = claimed(TestFiring.of(3610).schedule("new"));

      machine.fireUnanswered(lost);

      assertThat(machine.isUnderWay(firing, machine.lastClaim())).isFalse();
      assertThat(known()).isEqualTo(until(3610).by("new"));
      assertThat(ask(3610)).isEqualTo(Decision.DUPLICATE);
      assertThat(machine.nextWrite().orElseThrow().fired())
          .containsEntry(KEY, until(3610).by("new"));
    }

    @Test
    void ofAnEarlierTermIsNotFired() {
      open();
      JournalWrite lost = claimed(TestFiring.of(3610));
      open(NEXT_TERM);

      machine.fireUnanswered(lost);

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void thatIsFiredAllTheSameTellsAgainWhatElseItTold() {
      open();
      int unused = machine.read(TestPage.at(3600).without(OTHER).build(), NOW);
      recover(OTHER);

      machine.fireUnanswered(claimed(TestFiring.of(3610)));

      assertThat(machine.nextWrite().orElseThrow().fired()).containsKeys(KEY, OTHER);
      JournalWrite again = answered();
      assertThat(again.fired()).containsKeys(KEY, OTHER);
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void thatIsAnsweredTooLateIsTakenBack() {
      open();
      Claim late = written(claimed(TestFiring.of(3610))).get(0);

      machine.unfired(late, TERM);

      assertThat(machine.withdrawals()).containsExactly(late.unsettled(TERM));
      assertThat(known().has(millis(3610))).isFalse();
      assertThat(known().has(millis(3600))).isTrue();
    }

    @Test
    void isToldBackUntilTheJournalKnows() {
      open();
      Claim late = written(claimed(TestFiring.of(3610))).get(0);
      machine.unfired(late, TERM);

      machine.withdrawn(machine.withdrawals());

      assertThat(machine.withdrawals()).isEmpty();
    }
  }

  @Nested
  class ARedisThatForgets {

    @Test
    void isToldAgainAllThatThisNodeKnows() {
      open();
      fired(3610);

      assertThat(machine.forgotten(at(3601))).isEqualTo(1);

      JournalWrite write = answered();
      assertThat(write.opening()).isTrue();
      assertThat(write.since()).hasValue(millis(3601));
      assertThat(write.unsettled()).contains(List.of());
      assertThat(write.fired()).containsEntry(KEY, until(3610));
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void isNotToldOfTriggersWhoseRecordWasNotRead() {
      open();
      begin(NEXT_TERM, TestPage.at(3600).without(OTHER));

      assertThat(machine.forgotten(at(3601))).isZero();
    }

    @Test
    void isToldAgainEvenWhenNothingIsKnown() {
      begin(TERM, TestPage.at(3600));
      JournalWrite unused = answered();
      assertThat(machine.hasWrite()).isFalse();

      assertThat(machine.forgotten(at(3601))).isZero();

      assertThat(machine.hasWrite()).isTrue();
      assertThat(answered().opening()).isTrue();
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void isToldSinceWhenThereIsANewJournal() {
      begin(TERM, TestPage.at(3600).ofANewJournal());

      JournalWrite first = answered();
      assertThat(first.since()).hasValue(millis(3600));
      int unused = machine.forgotten(at(3601));
      assertThat(answered().since()).hasValue(millis(3601));
    }

    @Test
    void beginsWithTheTermWheneverItIsReadFirst() {
      machine.begin(TERM, at(3600));

      int unused = machine.read(TestPage.at(3625).ofANewJournal().build(), at(3625));

      assertThat(answered().since()).hasValue(millis(3600));
    }

    @Test
    void beginsAnewWhereItWasLostWithinATerm() {
      open();
      machine.refused(claimed(TestFiring.of(3610)));

      int unused = machine.read(TestPage.at(3625).ofANewJournal().build(), at(3625));

      assertThat(answered().since()).hasValue(millis(3625));
    }

    @Test
    void isToldNothingOfTheBeginningOfAJournalThatIsThere() {
      begin(TERM, TestPage.at(3600));

      assertThat(answered().since()).isEmpty();
    }

    @Test
    void isToldWhatThisNodeKnowsBetter() {
      open();
      fired(3610);
      machine.begin(NEXT_TERM, NOW);

      assertThat(machine.read(TestPage.at(3600).without(KEY).build(), NOW)).isEqualTo(1);

      assertThat(known()).isEqualTo(until(3610));
      assertThat(machine.nextWrite().orElseThrow().fired()).containsEntry(KEY, until(3610));
    }

    @Test
    void isBelievedWhereItKnowsAsMuch() {
      open();
      fired(3610);
      machine.begin(NEXT_TERM, NOW);

      assertThat(machine.read(TestPage.at(3600).with(KEY, until(3610)).build(), NOW)).isZero();

      assertThat(machine.nextWrite().orElseThrow().fired()).isEmpty();
    }

    @Test
    void isBelievedWhereItKnowsMore() {
      open();
      machine.begin(NEXT_TERM, NOW);

      assertThat(machine.read(TestPage.at(3600).with(KEY, until(3650)).build(), NOW)).isZero();

      assertThat(known()).isEqualTo(until(3650));
    }

    @Test
    void mayHaveForgottenWhatOthersFired() {
      open();
      machine.end(TERM);
      machine.observed();
      machine.begin(NEXT_TERM, at(3630));

      int unused = machine.read(TestPage.at(3640).ofANewJournal().without(KEY).build(), at(3640));

      assertThat(known().until()).isEqualTo(millis(3630));
    }

    @Test
    void mayHaveForgottenWhatOthersFiredUntilItsNewJournalBegan() {
      open();
      machine.end(TERM);
      machine.observed();
      machine.begin(NEXT_TERM, NOW);
      JournalPage page = TestPage.at(3630).without(KEY).build();

      int unused =
          machine.read(
              new JournalPage(
                  OptionalLong.of(millis(3620)),
                  page.unsettled(),
                  page.withdrawn(),
                  page.redisMillis(),
                  page.asked(),
                  page.fired()),
              at(3630));

      assertThat(known().until()).isEqualTo(millis(3620));
    }

    @Test
    void hasNothingOfOthersWhereNoOtherHeldTheLease() {
      open();
      machine.end(TERM);
      machine.begin(NEXT_TERM, NOW);

      int unused = machine.read(TestPage.at(3630).ofANewJournal().without(KEY).build(), at(3630));

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void mayHaveForgottenWhatOthersFiredBeforeATermThatEndedUnread() {
      open();
      machine.end(TERM);
      machine.observed();
      machine.begin(NEXT_TERM, NOW);
      machine.end(NEXT_TERM);
      machine.begin(NEXT_TERM + 1, at(3630));

      int unused = machine.read(TestPage.at(3640).ofANewJournal().without(KEY).build(), at(3640));

      assertThat(known().until()).isEqualTo(millis(3630));
    }

    @Test
    void mayHaveForgottenWhatOthersFiredBeforeATermThatReadOnlyOtherTriggers() {
      open();
      machine.end(TERM);
      machine.observed();
      begin(NEXT_TERM, TestPage.at(3600).with(OTHER, until(3600)));
      machine.end(NEXT_TERM);
      machine.begin(NEXT_TERM + 1, at(3630));

      int unused = machine.read(TestPage.at(3640).ofANewJournal().without(KEY).build(), at(3640));

      assertThat(known().until()).isEqualTo(millis(3630));
    }

    @Test
    void mayHaveForgottenATriggerThatOthersFiredBeforeATermThatEndedUnread() {
      machine.observed();
      machine.begin(TERM, NOW);
      machine.end(TERM);
      begin(NEXT_TERM, TestPage.at(3600).ofANewJournal().without(KEY));

      Outcome outcome = machine.recovery().recover(TestCandidate.next(3610).build(), NOW);

      assertThat(outcome.rewound()).isEmpty();
    }

    @Test
    void hasNothingOfATriggerThatNobodyElseCanHaveFired() {
      begin(TERM, TestPage.at(3600).ofANewJournal().without(KEY));

      Outcome outcome = machine.recovery().recover(TestCandidate.next(3590).build(), NOW);

      assertThat(outcome.fired().has(millis(3590))).isFalse();
    }

    @Test
    void hasNothingOfOthersAfterATermInWhichTheJournalWasRead() {
      machine.observed();
      open();
      machine.end(TERM);
      begin(NEXT_TERM, TestPage.at(3600).ofANewJournal().without(OTHER));

      Outcome outcome = machine.recovery().recover(TestCandidate.of(OTHER, 3590).build(), NOW);

      assertThat(outcome.fired().has(millis(3590))).isFalse();
    }

    @Test
    void isToldOnceSinceWhenItHasAll() {
      begin(TERM, TestPage.at(3600).ofANewJournal().without(KEY));
      assertThat(answered().since()).isPresent();

      recover(KEY);

      assertThat(answered().since()).isEmpty();
    }

    @Test
    void hasNothingOfOthersWithinATerm() {
      machine.observed();
      open();
      machine.refused(claimed(TestFiring.of(3610)));

      int unused = machine.read(TestPage.at(3630).ofANewJournal().without(KEY).build(), at(3630));

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void forgetsTheOthersOfAnEarlierTermOnlyOnce() {
      machine.observed();
      open();
      machine.end(TERM);
      machine.begin(NEXT_TERM, NOW);

      int unused = machine.read(TestPage.at(3630).ofANewJournal().without(KEY).build(), at(3630));

      assertThat(known()).isEqualTo(until(3600));
    }
  }

  @Nested
  class ARecord {

    private FiredSlots read(FiredSlots own, FiredSlots journal) {
      begin(TERM, TestPage.at(3600).with(KEY, own));
      machine.begin(NEXT_TERM, NOW);
      int unused = machine.read(TestPage.at(3600).with(KEY, journal).build(), NOW);
      return known();
    }

    @Test
    void isReadOnceInATerm() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)));

      assertThat(machine.read(TestPage.at(3600).with(KEY, until(3500)).build(), NOW)).isZero();

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void ofTwoSchedulesIsTheOneThatWentFurther() {
      assertThat(read(until(3600).by("old"), until(3610).by("new")))
          .isEqualTo(until(3610).by("new"));
    }

    @Test
    void ofThisNodeIsTheOneThatWentFurtherByAnotherSchedule() {
      assertThat(read(until(3610).by("new"), until(3600).by("old")))
          .isEqualTo(until(3610).by("new"));
    }

    @Test
    void ofTheJournalWinsWhereBothWentAsFar() {
      assertThat(read(until(3600).by("own"), until(3600).by("its")))
          .isEqualTo(until(3600).by("its"));
    }

    @Test
    void knowsWhatBothKnow() {
      FiredSlots own = until(3600).with(millis(3610), Slot.at(millis(3620)));

      assertThat(read(own, until(3610))).isEqualTo(until(3620));
    }

    @Test
    void keepsTheEndOfATriggerThatTheJournalForgot() {
      FiredSlots ended = until(3600).endedAt(OptionalLong.of(millis(3601)));

      assertThat(read(ended, until(3600)).ended()).hasValue(millis(3601));
    }

    @Test
    void hasNoEndWhereTheTriggerFiredLater() {
      FiredSlots ended = until(3600).endedAt(OptionalLong.of(millis(3601)));

      assertThat(read(ended, until(3610)).ended()).isEmpty();
    }

    @Test
    void hasTheEndThatTheJournalTells() {
      FiredSlots own = until(3600).endedAt(OptionalLong.of(millis(3601)));
      FiredSlots ended = until(3600).endedAt(OptionalLong.of(millis(3602)));

      assertThat(read(own, ended).ended()).hasValue(millis(3602));
    }

    @Test
    void ofATriggerThatIsLongUnknownIsForgottenWhenThereAreTooMany() {
      TestPage page = TestPage.at(3600);
      IntStream.range(0, MOST_KNOWN)
          .forEach(i -> page.with(new TriggerKey("t" + i, "g"), until(1)));
      begin(TERM, page);
      assertThat(machine.known().size()).isEqualTo(MOST_KNOWN);

      int unused = machine.read(TestPage.at(3600).with(OTHER, until(1)).build(), NOW);

      assertThat(machine.known().size()).isEqualTo(MOST_KNOWN);
      assertThat(machine.known().keySet().stream().findFirst()).contains(new TriggerKey("t1", "g"));
    }

    @Test
    void ofATriggerThatIsOpenOrNotWrittenYetIsNotForgotten() {
      TestPage page = TestPage.at(3600).with(KEY, until(3600));
      IntStream.range(0, MOST_KNOWN - 1)
          .forEach(i -> page.with(new TriggerKey("t" + i, "g"), until(1)));
      begin(TERM, page);
      recover(KEY);
      machine.triggerEnded(new TriggerKey("t0", "g"), NOW);

      int unused =
          machine.read(TestPage.at(3600).with(new TriggerKey("late", "g"), until(1)).build(), NOW);

      assertThat(machine.known().keySet().stream().limit(3))
          .containsExactly(KEY, new TriggerKey("t0", "g"), new TriggerKey("t2", "g"));
    }

    @Test
    void isForgottenOnlyIfItIsAmongTheOldest() {
      TestPage page = TestPage.at(3600);
      IntStream.range(0, MOST_KNOWN)
          .forEach(i -> page.with(new TriggerKey("t" + i, "g"), until(1)));
      begin(TERM, page);
      IntStream.range(0, FireMachine.MOST_SPANS)
          .forEach(i -> recover(new TriggerKey("t" + i, "g")));

      int unused = machine.read(TestPage.at(3600).with(OTHER, until(1)).build(), NOW);

      assertThat(machine.known().size()).isEqualTo(MOST_KNOWN + 1);
    }
  }

  @Nested
  class AClaimThatANodeTookBack {

    private final UnsettledClaim taken = claim(3, 5, KEY, 3590);

    private List<Claim> withdraw(UnsettledClaim... claims) {
      return machine.withdraw(UnsettledClaim.encoded(List.of(claims)) + " ");
    }

    @Test
    void isOpenAgain() {
      open();

      assertThat(withdraw(taken)).isEmpty();

      assertThat(known().has(millis(3590))).isFalse();
      assertThat(known().has(millis(3600))).isTrue();
      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.hasWork()).isTrue();
      assertThat(machine.nextWrite().orElseThrow().fired()).containsEntry(KEY, known());
    }

    @Test
    void isRecovered() {
      open();
      List<Claim> unused = withdraw(taken);

      Outcome outcome = machine.recovery().recover(TestCandidate.next(3610).build(), NOW);

      assertThat(outcome.firstMissed()).contains(new Date(millis(3590)));
    }

    @Test
    void isWorkEvenAfterTheRecoveryBegan() {
      open();
      List<Claim> unused = withdraw(taken);
      JournalWrite told = answered();

      assertThat(told.handled()).isEqualTo(taken.encoded() + " ");
      assertThat(machine.hasWork()).isTrue();
    }

    @Test
    void isToldToTheJournalOnce() {
      open();
      List<Claim> unused = withdraw(taken);
      JournalWrite told = answered();

      assertThat(told.handled()).isNotEmpty();
      assertThat(claimedAfterRecovery().handled()).isEmpty();
    }

    private JournalWrite claimedAfterRecovery() {
      recover(KEY);
      return claimed(TestFiring.of(3610));
    }

    @Test
    void isObeyedOnceThoughMoreAreTakenBack() {
      open();
      List<Claim> unused = withdraw(taken);
      recover(KEY);
      List<Claim> again = written(claimed(TestFiring.of(3590)));
      assertThat(again).hasSize(1);

      List<Claim> none =
          machine.withdraw(UnsettledClaim.encoded(List.of(claim(3, 6, OTHER, 3580))) + " ");

      assertThat(none).isEmpty();
      assertThat(known().has(millis(3590))).isTrue();
    }

    @Test
    void isObeyedOnceThoughItIsToldAgainToARedisThatForgot() {
      open();
      List<Claim> unused = withdraw(taken);
      recover(KEY);
      List<Claim> fired = written(claimed(TestFiring.of(3590)));
      assertThat(fired).hasSize(1);

      begin(NEXT_TERM, TestPage.at(3600).withdrawn(taken));

      assertThat(known().has(millis(3590))).isTrue();
    }

    /** It was obeyed, and the term was over before the journal knew. */
    @Test
    void isObeyedOnceMoreIfTheJournalDoesNotKnowYet() {
      open();
      List<Claim> unused = withdraw(taken);
      machine.end(TERM);

      begin(NEXT_TERM, TestPage.at(3600).with(KEY, until(3600)).withdrawn(taken));

      assertThat(known().has(millis(3590))).isFalse();
    }

    @Test
    void isNotOpenAgainThoughARedisThatForgotTellsItInTermAfterTerm() {
      open();
      List<Claim> unused = withdraw(taken);
      recover(KEY);
      assertThat(written(claimed(TestFiring.of(3590)))).hasSize(1);
      begin(NEXT_TERM, TestPage.at(3600).withdrawn(taken));
      machine.end(NEXT_TERM);

      begin(NEXT_TERM + 1, TestPage.at(3600).with(KEY, until(3600)).withdrawn(taken));

      assertThat(known().has(millis(3590))).isTrue();
    }

    @Test
    void isNotOpenAgainWhenTheJournalIsReadOnceMoreInTheTerm() {
      open();
      List<Claim> unused = withdraw(taken);
      recover(KEY);
      List<Claim> fired = written(claimed(TestFiring.of(3590)));
      assertThat(fired).hasSize(1);
      machine.refused(claimed(TestFiring.of(3610)));

      int more = machine.read(TestPage.at(3600).build(), NOW);

      assertThat(more).isNotNegative();
      assertThat(known().has(millis(3590))).isTrue();
    }

    @Test
    void isObeyedOnceThoughItIsToldWithMore() {
      open();
      List<Claim> unused = withdraw(taken);
      recover(KEY);
      assertThat(ask(3590)).isEqualTo(Decision.CLAIM);

      List<Claim> none = withdraw(taken, claim(3, 6, OTHER, 3580));

      assertThat(none).isEmpty();
      assertThat(machine.recovery().isOpen(KEY)).isTrue();
    }

    @Test
    void isFoundWhenTheJournalIsRead() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).withdrawn(taken));

      assertThat(known().has(millis(3590))).isFalse();
      assertThat(answered().fired()).containsKey(KEY);
    }

    @Test
    void isOpenAgainWhenItsTriggerIsReadLater() {
      begin(TERM, TestPage.at(3600).withdrawn(taken));
      JournalWrite unused = answered();

      int knewMore = machine.read(TestPage.at(3600).with(KEY, until(3600)).build(), NOW);

      assertThat(knewMore).isZero();
      assertThat(known().has(millis(3590))).isFalse();
    }

    @Test
    void isNotOpenAgainInALaterTerm() {
      open();
      List<Claim> unused = withdraw(taken);
      recover(KEY);
      machine.end(TERM);

      begin(NEXT_TERM, TestPage.at(3600).with(KEY, until(3600)));

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void isUnsettledNoMore() {
      UnsettledClaim sameTerm = claim(3, 6, KEY, 3580);
      UnsettledClaim sameNumber = claim(4, 5, KEY, 3570);
      begin(
          TERM,
          TestPage.at(3600)
              .with(KEY, until(3600))
              .unsettled(taken)
              .unsettled(sameTerm)
              .unsettled(sameNumber));
      JournalWrite unused = answered();

      List<Claim> none = withdraw(taken);

      assertThat(none).isEmpty();
      assertThat(machine.unsettled()).containsExactly(sameTerm, sameNumber);
      assertThat(machine.nextWrite().orElseThrow().unsettled())
          .contains(List.of(sameTerm, sameNumber));
    }

    @Test
    void cancelsTheRepetitionOfItsRun() {
      open();
      JournalWrite write = claimed(TestFiring.of(3610).repeating("run"));
      assertThat(ask(TestFiring.of(3620).repeating("other run"))).isEqualTo(Decision.CLAIM);

      List<Claim> cancelled = withdraw(ofRun("run"));

      assertThat(cancelled).isEqualTo(write.claims());
      assertThat(machine.isUnderWay(TestFiring.of(3610).build(), cancelled.get(0).number()))
          .isFalse();
      assertThat(machine.isUnderWay(TestFiring.of(3620).build(), machine.lastClaim())).isTrue();
    }

    @Test
    void isNotRepeatedLaterInTheTerm() {
      open();
      List<Claim> unused = withdraw(ofRun("run"));

      assertThat(ask(TestFiring.of(3610).repeating("other run"))).isEqualTo(Decision.CLAIM);
      assertThat(ask(TestFiring.of(3620).repeating("run"))).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void mayBeRepeatedInALaterTerm() {
      begin(NEXT_TERM, TestPage.at(3600));
      List<Claim> unused = withdraw(ofRun("run"));

      open();

      assertThat(ask(TestFiring.of(3610).repeating("run"))).isEqualTo(Decision.CLAIM);
    }

    private UnsettledClaim ofRun(String run) {
      return new UnsettledClaim(3, 5, OTHER, Slot.at(millis(3590)), Optional.of(run));
    }
  }

  @Nested
  class WhatTheJournalHadOfATerm {

    @Test
    void isToldToARedisThatMayHaveForgottenIt() {
      open();
      List<Claim> fired = written(claimed(TestFiring.of(3610)));
      assertThat(fired).hasSize(1);
      machine.end(TERM);

      assertThat(of(KEY, machine.acknowledged())).isEqualTo(until(3610));
    }

    @Test
    void leavesOutWhatWasNotAnswered() {
      open();
      machine.giveUp(claimed(TestFiring.of(3610)));
      machine.end(TERM);

      assertThat(of(KEY, machine.acknowledged())).isEqualTo(until(3600));
    }

    @Test
    void leavesOutAClaimThatLedToNoFiring() {
      open();
      Claim late = written(claimed(TestFiring.of(3610))).get(0);
      machine.unfired(late, TERM);
      machine.end(TERM);

      assertThat(of(KEY, machine.acknowledged()).has(millis(3610))).isFalse();
    }

    @Test
    void hasWhatIsFiredUnanswered() {
      open();
      machine.fireUnanswered(claimed(TestFiring.of(3610)));
      machine.end(TERM);

      assertThat(of(KEY, machine.acknowledged()).has(millis(3610))).isTrue();
    }

    @Test
    void isWhatWasWrittenOfATriggerThatTheJournalDidNotHave() {
      begin(TERM, TestPage.at(3600).without(OTHER));
      recover(OTHER);
      JournalWrite write = answered();

      machine.end(TERM);

      assertThat(machine.acknowledged()).isEqualTo(write.fired());
    }

    @Test
    void leavesOutWhatWasReadInAnEarlierTermOnly() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)));
      machine.end(TERM);
      begin(NEXT_TERM, TestPage.at(3600).with(OTHER, until(3600)));
      machine.end(NEXT_TERM);

      assertThat(machine.acknowledged()).containsOnlyKeys(OTHER);
    }

    @Test
    void isNotLessThanBeforeWhereRedisHasLostTheNewest() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)));
      machine.end(TERM);
      begin(NEXT_TERM, TestPage.at(3600).with(KEY, until(3560)));
      machine.end(NEXT_TERM);

      assertThat(of(KEY, machine.acknowledged())).isEqualTo(until(3600));
    }
  }

  @Nested
  class AnUnsettledClaim {

    private static final Slot SLOT_OF_ANOTHER = Slot.at(millis(3590));

    private final UnsettledClaim ofAnother = claim(3, 5, KEY, 3590);

    @Test
    void ofAnEarlierTermIsToldOn() {
      begin(TERM, TestPage.at(3600).unsettled(ofAnother));

      assertThat(machine.unsettled()).containsExactly(ofAnother);
      assertThat(answered().unsettled()).contains(List.of(ofAnother));
    }

    @Test
    void isToldOnOnce() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).unsettled(ofAnother));
      JournalWrite unused = answered();
      assertThat(machine.hasWrite()).isFalse();
      recover(KEY);

      assertThat(claimed(TestFiring.of(3610)).unsettled()).isEmpty();
    }

    @Test
    void ofThisTermIsSettled() {
      begin(TERM, TestPage.at(3600).unsettled(claim(TERM, 5, KEY, 3590)));

      assertThat(machine.unsettled()).isEmpty();
    }

    @Test
    void ofThisNodesLastTermIsSettled() {
      open();
      begin(NEXT_TERM, TestPage.at(3600).unsettled(claim(TERM, 5, KEY, 3590)));

      assertThat(machine.unsettled()).isEmpty();
    }

    @Test
    void thatThisNodeIsToTakeBackIsUnsettled() {
      open();
      JournalWrite lost = claimed(TestFiring.of(3610));
      UnsettledClaim own = lost.noted().get(0);

      begin(NEXT_TERM, TestPage.at(3600).unsettled(own));

      assertThat(machine.unsettled()).containsExactly(own);
    }

    @Test
    void isBelievedToBeOpenWhereTheJournalSaysSoLater() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).unsettled(ofAnother));
      machine.end(TERM);

      begin(NEXT_TERM, TestPage.at(3600).with(KEY, until(3600).without(SLOT_OF_ANOTHER)));

      assertThat(machine.unsettled()).isEmpty();
      assertThat(known().has(millis(3590))).isFalse();
      assertThat(known().has(millis(3600))).isTrue();
    }

    @Test
    void countsAsFiredWhereAnotherNodeToldRedisTheLittleThatItKnew() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).unsettled(ofAnother));
      machine.end(TERM);

      begin(NEXT_TERM, TestPage.at(3600).ofANewJournal().with(KEY, until(3560)));

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void countsAsFiredInAJournalThatWasBegunLater() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).unsettled(ofAnother));
      machine.end(TERM);

      begin(
          NEXT_TERM,
          TestPage.at(3620).begunAt(3605).with(KEY, until(3610).without(SLOT_OF_ANOTHER)));

      assertThat(known().has(millis(3590))).isTrue();
    }

    @Test
    void countsAsFiredInAJournalThatWasRestoredFromBefore() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).unsettled(ofAnother));
      machine.end(TERM);

      begin(NEXT_TERM, TestPage.at(3600).with(KEY, until(3560)));

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void countsAsFiredWhereRedisForgetsIt() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).unsettled(ofAnother));
      machine.end(TERM);

      begin(NEXT_TERM, TestPage.at(3600).without(KEY));

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void isToldAsTakenBackThoughItsTriggerWasNotRead() {
      UnsettledClaim ofOther = claim(3, 5, OTHER, 3590);
      begin(TERM, TestPage.at(3600).unsettled(ofOther));
      JournalWrite unused = answered();
      assertThat(machine.hasWrite()).isFalse();

      assertThat(machine.withdraw(ofOther.encoded() + " ")).isEmpty();

      assertThat(machine.hasWrite()).isTrue();
      assertThat(machine.nextWrite().orElseThrow().unsettled()).contains(List.of());
    }

    @Test
    void isSettledByAFiringOfItsSlot() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3580)).unsettled(ofAnother));
      JournalWrite unused = answered();
      recover(KEY);

      fired(3590);

      assertThat(machine.unsettled()).isEmpty();
    }

    @Test
    void isInDoubtForOneTermOnly() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).unsettled(ofAnother));
      machine.end(TERM);
      begin(NEXT_TERM, TestPage.at(3600).with(KEY, until(3600)));
      machine.end(NEXT_TERM);

      begin(NEXT_TERM + 1, TestPage.at(3600).with(KEY, until(3600).without(SLOT_OF_ANOTHER)));

      assertThat(known()).isEqualTo(until(3600));
    }

    @Test
    void isToldAgainIfItChangedMeanwhile() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)).unsettled(ofAnother));
      JournalWrite first = machine.nextWrite().orElseThrow();
      List<Claim> unused = machine.withdraw(ofAnother.encoded() + " ");

      List<Claim> none = written(first);

      assertThat(none).isEmpty();
      assertThat(machine.nextWrite().orElseThrow().unsettled()).contains(List.of());
    }
  }

  @Nested
  class ARecovery {

    @Test
    void opensTheTrigger() {
      open();

      assertThat(machine.recovery().isOpen(KEY)).isTrue();
      assertThat(machine.recovery().isOpen(OTHER)).isFalse();
    }

    @Test
    void isNeededOfWhatWasNotRead() {
      open();

      assertThat(machine.recovery().unread(List.of(KEY, OTHER))).containsExactly(OTHER);
    }

    @Test
    void windsBackToTheFirstTimeThatNobodyFired() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3560)));

      Outcome outcome = machine.recovery().recover(TestCandidate.next(3610).build(), NOW);

      assertThat(outcome.firstMissed()).contains(new Date(millis(3570)));
      assertThat(machine.recovery().isOpen(KEY)).isTrue();
    }

    @Test
    void ofATriggerThatTheJournalDoesNotKnowTellsTheJournal() {
      begin(TERM, TestPage.at(3600).without(KEY));
      JournalWrite unused = answered();
      assertThat(machine.hasWrite()).isFalse();

      recover(KEY);

      assertThat(answered().fired()).containsKey(KEY);
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void thatFindsNothingTellsTheJournalNothing() {
      open();

      recover(KEY);

      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void forgetsWhatWasVetoed() {
      open();
      machine.recovery().vetoed(KEY, veto(3610));

      recover(KEY);

      assertThat(machine.recovery().vetoed().of(KEY)).isEmpty();
    }

    @Test
    void windsBackToWhatWasVetoed() {
      open();
      machine.recovery().vetoed(KEY, veto(3610));

      Outcome outcome = machine.recovery().recover(TestCandidate.next(3610).build(), NOW);

      assertThat(outcome.firstMissed()).contains(new Date(millis(3610)));
    }

    @Test
    void onlyLooksBeforeItChangesAnything() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3560)));
      machine.recovery().vetoed(KEY, veto(3570));

      Outcome outcome = machine.recovery().look(TestCandidate.next(3610).build(), NOW);

      assertThat(outcome.rewound()).isPresent();
      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.recovery().vetoed().of(KEY)).isPresent();
    }

    @Test
    void leavesAGapBeforeTheFirstFiringOfWhatWasWoundBack() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3560)));
      JournalWrite unused = answered();
      Outcome outcome = machine.recovery().recover(TestCandidate.next(3610).build(), NOW);
      assertThat(outcome.rewound()).isPresent();

      JournalWrite write = claimed(TestFiring.of(3590).first());

      assertThat(of(KEY, write.fired()).has(millis(3580))).isFalse();
      assertThat(of(KEY, write.fired()).has(millis(3590))).isTrue();
    }

    @Test
    void ofWhatWasWoundBackOnceRemembersItThoughItFindsNothingLater() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3560)));
      JournalWrite unused = answered();
      recover(KEY);
      Outcome later = machine.recovery().recover(TestCandidate.next(3570).build(), NOW);
      assertThat(later.rewound()).isEmpty();

      JournalWrite write = claimed(TestFiring.of(3590).first());

      assertThat(of(KEY, write.fired()).has(millis(3580))).isFalse();
    }

    @Test
    void doesNotMatterToATriggerThatIsScheduledAnew() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3560)));
      JournalWrite unused = answered();
      recover(KEY);
      machine.recovery().triggerScheduled(KEY);
      Outcome later = machine.recovery().recover(TestCandidate.next(3570).build(), NOW);
      assertThat(later.rewound()).isEmpty();

      JournalWrite write = claimed(TestFiring.of(3590).first());

      assertThat(write.fired()).containsEntry(KEY, until(3590));
    }

    @Test
    void ofATermDoesNotMatterInTheNextOne() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3560)));
      recover(KEY);
      machine.end(TERM);
      open();

      JournalWrite write = claimed(TestFiring.of(3630).first());

      assertThat(write.fired()).containsEntry(KEY, until(3630));
    }

    @Test
    void keepsTheGapThatAFiringTells() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3560)));
      JournalWrite unused = answered();
      recover(KEY);

      JournalWrite write = claimed(TestFiring.of(3570));

      assertThat(write.fired()).containsEntry(KEY, until(3570));
    }

    @Test
    void leavesNoGapBeforeTheFirstFiringOfANewTrigger() {
      open();

      JournalWrite write = claimed(TestFiring.of(3630).first());

      assertThat(write.fired()).containsEntry(KEY, until(3630));
      assertThat(ask(3620)).isEqualTo(Decision.CLAIM);
    }

    @Test
    void thatLeftTriggersClosedIsNeededAgain() {
      open();
      machine.recovery().triggerScheduled(KEY);
      Look unusedLook = machine.recovery().begin();

      machine.recovery().end(false);

      assertThat(machine.hasWork()).isTrue();
      assertThat(machine.isReadyIn(TERM)).isFalse();
    }

    @Test
    void makesTheTermReadyWhenItHasEnded() {
      open();
      assertThat(machine.isReadyIn(TERM)).isFalse();

      machine.recovery().end(true);

      assertThat(machine.hasWork()).isFalse();
      assertThat(machine.isReadyIn(TERM)).isTrue();
      assertThat(machine.isReadyIn(NEXT_TERM)).isFalse();
    }

    @Test
    void isStillToComeWhereSomethingIsVetoedMeanwhile() {
      open();
      machine.recovery().vetoed(KEY, veto(3610));

      machine.recovery().end(true);

      assertThat(machine.isReadyIn(TERM)).isFalse();
      assertThat(machine.hasWork()).isTrue();
    }

    @Test
    void isNotOverWhileAWriteIsInDoubt() {
      open();
      machine.giveUp(claimed(TestFiring.of(3610)));
      Look unusedLook = machine.recovery().begin();
      machine.recovery().end(true);
      assertThat(machine.isReadyIn(TERM)).isFalse();

      JournalWrite unused = answered();

      assertThat(machine.isReadyIn(TERM)).isTrue();
    }

    @Test
    void looksAtAllTriggersWhenATermBegins() {
      begin(TERM, TestPage.at(3600));
      machine.recovery().triggerScheduled(KEY);

      assertThat(machine.recovery().begin()).isEqualTo(new Look(true, Set.of()));
    }

    @Test
    void looksAtAllTriggersWhenAGroupIsResumed() {
      open();

      machine.recovery().resumedAll(Optional.of("elsewhere"));

      assertThat(machine.recovery().begin().isWhole()).isTrue();
    }

    @Test
    void looksLaterOnOnlyAtTriggersThatWereClosed() {
      open();
      machine.recovery().triggerScheduled(OTHER);
      machine.recovery().vetoed(KEY, veto(3610));

      assertThat(machine.recovery().begin()).isEqualTo(new Look(false, Set.of(KEY, OTHER)));
      assertThat(machine.recovery().begin()).isEqualTo(new Look(false, Set.of()));
    }

    @Test
    void looksOnceMoreAtTheTriggersThatItLeftClosed() {
      open();
      machine.recovery().triggerScheduled(OTHER);
      Look first = machine.recovery().begin();
      machine.recovery().vetoed(KEY, veto(3610));

      machine.recovery().end(false);

      assertThat(first.triggers()).containsExactly(OTHER);
      assertThat(machine.recovery().begin()).isEqualTo(new Look(false, Set.of(KEY, OTHER)));
    }

    @Test
    void looksOnceMoreAtAllThatItLeftClosed() {
      begin(TERM, TestPage.at(3600));
      Look first = machine.recovery().begin();

      machine.recovery().end(false);

      assertThat(first.isWhole()).isTrue();
      assertThat(machine.recovery().begin().isWhole()).isTrue();
    }

    @Test
    void forgetsALookThatIsOver() {
      open();
      machine.recovery().triggerScheduled(OTHER);
      Look first = machine.recovery().begin();
      machine.recovery().end(true);

      machine.recovery().end(false);

      assertThat(first.triggers()).containsExactly(OTHER);
      assertThat(machine.hasWork()).isFalse();
    }

    @Test
    void looksAtAllTriggersRatherThanAtVeryMany() {
      open();
      for (int i = 0; i < ToBeRecovered.MOST; i++) {
        machine.recovery().triggerScheduled(new TriggerKey("t" + i));
      }
      Look many = machine.recovery().begin();
      machine.recovery().triggerScheduled(OTHER);
      machine.recovery().end(false);

      assertThat(many.triggers()).hasSize(ToBeRecovered.MOST);
      assertThat(machine.recovery().begin()).isEqualTo(new Look(true, Set.of()));
    }

    @Test
    void isAskedForByATriggerThatIsScheduled() {
      open();

      machine.recovery().triggerScheduled(KEY);

      assertThat(machine.recovery().isOpen(KEY)).isFalse();
      assertThat(machine.hasWork()).isTrue();
    }

    @Test
    void isAskedForByATriggerThatNobodyKnows() {
      open();

      machine.recovery().triggerScheduled(OTHER);

      assertThat(machine.hasWork()).isTrue();
      assertThat(machine.recovery().isOpen(OTHER)).isFalse();
    }

    @Test
    void ofATriggerThatComesLaterMissesNothingThatCameAfterTheTermBegan() {
      machine.observed();
      begin(TERM, TestPage.at(3600).ofANewJournal().without(KEY));
      int unused = machine.read(TestPage.at(3650).ofANewJournal().without(OTHER).build(), at(3650));

      Outcome outcome = machine.recovery().recover(TestCandidate.of(OTHER, 3660).build(), at(3655));

      assertThat(outcome.fired().until()).isEqualTo(millis(3600));
      assertThat(outcome.firstMissed()).hasValue(new Date(millis(3610)));
    }

    @Test
    void ofAJournalThatIsForgottenAgainInTheTermMissesNothingSinceTheTermBegan() {
      machine.observed();
      begin(TERM, TestPage.at(3600).ofANewJournal().without(KEY));
      machine.refused(answered());
      int unused = machine.read(TestPage.at(3650).ofANewJournal().without(KEY).build(), at(3650));

      Outcome outcome = machine.recovery().recover(TestCandidate.next(3660).build(), at(3655));

      assertThat(outcome.firstMissed()).hasValue(new Date(millis(3610)));
    }

    @Test
    void ofAJournalThatBeganWhileOthersFiredTrustsNothingBeforeIt() {
      machine.observed();
      begin(TERM, TestPage.at(3600).ofANewJournal().without(KEY));

      Outcome outcome = machine.recovery().recover(TestCandidate.next(3610).build(), NOW);

      assertThat(outcome.rewound()).isEmpty();
      assertThat(outcome.fired().until()).isEqualTo(millis(3600));
    }

    @Test
    void handsOutWhatTheSchedulerHasDeleted() {
      open();
      var finished =
          new VetoedTriggers.Finished(
              org.quartz.JobBuilder.newJob(org.quartz.Job.class).withIdentity("j", "g").build(),
              TestCandidate.trigger(KEY));

      machine
          .recovery()
          .vetoed(KEY, new Vetoed(millis(3600), millis(3610), millis(3610), Optional.of(finished)));

      assertThat(machine.recovery().finished()).containsExactly(finished);
    }
  }

  @Nested
  class ATriggerThatEnded {

    @Test
    void isToldToTheJournalByTheClockOfRedis() {
      begin(TERM, TestPage.at(3602).with(KEY, until(3600)));
      JournalWrite unused = machine.nextWrite().orElseThrow();
      List<Claim> none = machine.written(unused, millis(3602), NOW);
      machine.recovery().vetoed(KEY, veto(3610));

      machine.triggerEnded(KEY, NOW);

      assertThat(none).isEmpty();
      assertThat(machine.recovery().vetoed().of(KEY)).isEmpty();
      assertThat(machine.nextWrite().orElseThrow().fired())
          .containsEntry(KEY, until(3600).endedAt(OptionalLong.of(millis(3602))));
    }

    @Test
    void isNotToldByANodeThatHoldsNothing() {
      open();
      machine.end(TERM);

      machine.triggerEnded(KEY, NOW);

      assertThat(known().ended()).isEmpty();
    }

    @Test
    void thatNobodyFiredIsNothingToTell() {
      open();
      machine.triggerEnded(OTHER, NOW);
      int unused = machine.read(TestPage.at(3600).without(OTHER).build(), NOW);
      machine.triggerEnded(OTHER, NOW);

      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void isGoneForTheNextHolder() {
      FiredSlots ended = until(3600).endedAt(OptionalLong.of(millis(3601)));
      begin(TERM, TestPage.at(3600).with(KEY, ended));

      Outcome outcome =
          machine.recovery().recover(TestCandidate.next(3610).scheduled(3600).build(), NOW);

      assertThat(outcome.isGone()).isTrue();
      assertThat(machine.recovery().isOpen(KEY)).isFalse();
    }

    @Test
    void livesIfItWasScheduledSinceByTheClockOfRedis() {
      FiredSlots ended = until(3600).endedAt(OptionalLong.of(millis(3601)));
      begin(TERM, TestPage.at(3602).with(KEY, ended));

      assertThat(
              machine
                  .recovery()
                  .look(TestCandidate.next(3610).scheduled(3598).build(), NOW)
                  .isGone())
          .isTrue();
      assertThat(
              machine
                  .recovery()
                  .look(TestCandidate.next(3610).scheduled(3599).build(), NOW)
                  .isGone())
          .isFalse();
    }

    @Test
    void livesIfItEndedHereAndIsHereAgain() {
      open();
      machine.triggerEnded(KEY, NOW);

      assertThat(machine.recovery().recover(TestCandidate.next(3610).build(), NOW).isGone())
          .isFalse();

      assertThat(known().ended()).isEmpty();
    }

    /** Two measurements of a clock may differ by more than a trigger takes to be rescheduled. */
    @Test
    void livesInALaterTermIfItEndedHereAndIsHereAgain() {
      open();
      machine.triggerEnded(KEY, NOW);
      machine.end(TERM);
      begin(NEXT_TERM, TestPage.at(3600).with(KEY, until(3600)));

      assertThat(machine.recovery().recover(TestCandidate.next(3610).build(), NOW).isGone())
          .isFalse();
    }

    @Test
    void isGoneInALaterTermThoughItEndedHereIfItEndedElsewhereSince() {
      open();
      machine.triggerEnded(KEY, NOW);
      machine.end(TERM);
      FiredSlots ended = until(3605).endedAt(OptionalLong.of(millis(3606)));
      begin(NEXT_TERM, TestPage.at(3600).with(KEY, ended));

      assertThat(machine.recovery().recover(TestCandidate.next(3610).build(), NOW).isGone())
          .isTrue();
    }

    @Test
    void isRememberedNoMore() {
      noteMisfireAndVeto();

      machine.forget(KEY);

      assertThat(machine.recovery().vetoed().of(KEY)).isEmpty();
      assertThat(machine.meaning(KEY, new Date(millis(3634) + 5)).missed()).isEmpty();
    }

    @Test
    void byItselfMayHaveMissedWhatWasVetoed() {
      noteMisfireAndVeto();

      machine.finalized(KEY);

      assertThat(machine.recovery().vetoed().of(KEY)).isPresent();
      assertThat(machine.meaning(KEY, new Date(millis(3634) + 5)).missed()).isEmpty();
    }

    private void noteMisfireAndVeto() {
      open();
      var trigger = TestCandidate.trigger(KEY);
      trigger.setNextFireTime(new Date(millis(3610)));
      FireMachine.Misfire unused =
          machine.misfired(
              trigger, Optional.of(new Date(millis(3634) + 5)), OptionalLong.of(TERM), NOW);
      machine.recovery().vetoed(KEY, veto(3610));
    }
  }

  @Nested
  class ARunThatEnded {

    @Test
    void isToldWithTheNextWrite() {
      open();
      assertThat(machine.hasWrite()).isFalse();

      machine.ended("run");

      assertThat(machine.hasWrite()).isTrue();
      assertThat(machine.ended()).containsExactly("run");
      assertThat(answered().ended()).containsExactly("run");
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void mayBeToldByItself() {
      machine.ended("run");

      machine.endedTold(List.of("run"));

      assertThat(machine.ended()).isEmpty();
    }
  }

  @Nested
  class AClock {

    @Test
    void thatIsAheadFiresNothingThatLiesAhead() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)));
      JournalWrite unused = answered();
      recover(KEY);
      Moment ahead = new Moment(millis(3620), 0);

      assertThat(machine.ask(TestFiring.of(3610).build(), TERM, ahead))
          .isEqualTo(Decision.CLOCK_AHEAD);
      assertThat(machine.recovery().wrongClockMillis(ahead)).isEqualTo(20_000);
    }

    @Test
    void thatWasAheadWhenTheSchedulerHandedItOutFiresNothingThoughItIsRightAgain() {
      open();

      assertThat(ask(TestFiring.of(3620).handedOut(3620))).isEqualTo(Decision.CLOCK_AHEAD);
      assertThat(ask(TestFiring.of(3620).handedOut(3600))).isEqualTo(Decision.CLAIM);
    }

    @Test
    void thatIsRightIsNotWrong() {
      open();

      assertThat(machine.recovery().wrongClockMillis(new Moment(millis(3601), 0))).isZero();
    }

    @Test
    void isMeasuredByEachAnswer() {
      open();
      JournalWrite write = claimed(TestFiring.of(3610));

      List<Claim> unused = machine.written(write, millis(3000), NOW);

      assertThat(machine.recovery().wrongClockMillis(NOW)).isEqualTo(600_000);
    }

    @Test
    void isTranslatedToTheClockOfRedis() {
      begin(TERM, TestPage.at(3602));

      assertThat(machine.recovery().redisMillis(millis(10), NOW)).isEqualTo(millis(12));
    }

    @Test
    void thatIsAheadDoesNotRecoverWhatLiesAhead() {
      begin(TERM, TestPage.at(3600).with(KEY, until(3600)));

      Outcome outcome =
          machine.recovery().look(TestCandidate.next(4610).build(), new Moment(millis(4600), 0));

      assertThat(outcome.missed()).isZero();
      assertThat(outcome.lost()).isZero();
      assertThat(outcome.fired()).isEqualTo(until(3600));
    }

    @Test
    void thatIsAheadDoesNotCountAsTheBeginningOfTheJournal() {
      machine.begin(TERM, NOW);
      int unused =
          machine.read(TestPage.at(3600).ofANewJournal().build(), new Moment(millis(4600), 0));

      assertThat(machine.nextWrite().orElseThrow().since()).hasValue(millis(3600));
    }
  }

  @Nested
  class ATriggerWithManyGaps {

    private void openWith(FiredSlots slots) {
      begin(TERM, TestPage.at(3600).with(KEY, slots));
      JournalWrite unused = answered();
      recover(KEY);
    }

    @Test
    void makesNoMore() {
      openWith(spans(FireMachine.MOST_SPANS));

      assertThat(ask(3620)).isEqualTo(Decision.TOO_FAR_AHEAD);
    }

    @Test
    void makesOneMoreIfThereIsRoom() {
      openWith(spans(FireMachine.MOST_SPANS - 1));

      assertThat(ask(3620)).isEqualTo(Decision.CLAIM);
    }

    @Test
    void countsTheClaimsUnderWay() {
      openWith(spans(FireMachine.MOST_SPANS - 1));
      assertThat(ask(3620)).isEqualTo(Decision.CLAIM);

      assertThat(ask(3640)).isEqualTo(Decision.TOO_FAR_AHEAD);
    }

    @Test
    void closesThem() {
      openWith(spans(FireMachine.MOST_SPANS));

      assertThat(ask(10)).isEqualTo(Decision.CLAIM);
    }
  }

  @Nested
  class ManyDuplicates {

    private void vetoed(int times, long second) {
      for (int i = 0; i < times; i++) {
        assertThat(ask(second)).isEqualTo(Decision.DUPLICATE);
      }
    }

    @Test
    void ofWhatIsDueNowAreNoAccident() {
      open();
      vetoed(FireMachine.MANY_DUPLICATES - 1, 3600);
      assertThat(machine.firesNothingButDuplicates()).isFalse();

      vetoed(1, 3600);

      assertThat(machine.firesNothingButDuplicates()).isTrue();
    }

    @Test
    void ofAWhileAgoAreOfARecovery() {
      open();

      vetoed(FireMachine.MANY_DUPLICATES, 3598);

      assertThat(machine.firesNothingButDuplicates()).isFalse();
    }

    @Test
    void areForgottenWhenSomethingFires() {
      open();
      vetoed(FireMachine.MANY_DUPLICATES, 3600);

      fired(3610);

      assertThat(machine.firesNothingButDuplicates()).isFalse();
    }

    @Test
    void areNotForgottenWhenSomethingElseIsWritten() {
      open();
      vetoed(FireMachine.MANY_DUPLICATES, 3600);
      machine.ended("run");

      JournalWrite unused = answered();

      assertThat(machine.firesNothingButDuplicates()).isTrue();
    }

    @Test
    void areForgottenWhenATermBegins() {
      open();
      vetoed(FireMachine.MANY_DUPLICATES, 3600);

      machine.begin(NEXT_TERM, NOW);

      assertThat(machine.firesNothingButDuplicates()).isFalse();
    }
  }

  @Nested
  class AWrite {

    @Test
    void hasABoundedNumberOfTriggers() {
      // Open triggers, and those that are yet to be written, are never forgotten.
      TestPage page = TestPage.at(3600);
      IntStream.rangeClosed(0, FireMachine.MOST_LINES)
          .forEach(i -> page.without(new TriggerKey("t" + i, "g")));
      begin(TERM, page);
      IntStream.rangeClosed(0, FireMachine.MOST_LINES)
          .forEach(i -> recover(new TriggerKey("t" + i, "g")));

      assertThat(answered().fired()).hasSize(FireMachine.MOST_LINES);
      assertThat(answered().fired()).hasSize(1);
      assertThat(machine.hasWrite()).isFalse();
    }

    @Test
    void leavesOutWhatWasNotRead() {
      open();
      machine.giveUp(claimed(TestFiring.of(3610)));
      machine.refused(machine.nextWrite().orElseThrow());
      int unused = machine.read(TestPage.at(3600).build(), NOW);

      assertThat(machine.nextWrite().orElseThrow().fired()).isEmpty();
    }

    @Test
    void thatIsAnsweredLeavesWhatChangedMeanwhileToTheNext() {
      open();
      JournalWrite write = claimed(TestFiring.of(3610));
      machine.triggerEnded(KEY, NOW);

      List<Claim> unused = written(write);

      assertThat(machine.hasWrite()).isTrue();
      assertThat(of(KEY, answered().fired()).ended()).isPresent();
      assertThat(machine.hasWrite()).isFalse();
    }
  }
}
