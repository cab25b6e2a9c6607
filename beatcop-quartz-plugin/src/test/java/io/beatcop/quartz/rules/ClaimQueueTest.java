package io.beatcop.quartz.rules;

import static io.beatcop.quartz.rules.TestCandidate.KEY;
import static io.beatcop.quartz.rules.TestCandidate.SCHEDULE;
import static io.beatcop.quartz.rules.TestCandidate.millis;
import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.ClaimQueue.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.TriggerKey;

/**
 * The workers that wait for the journal, and the requests to it. Times are in seconds; it is 3600,
 * a claim is given up at 3602, and a trigger that fires every ten seconds has fired up to 3600.
 */
class ClaimQueueTest {

  private static final long TERM = 7;
  private static final Moment NOW = at(3600);
  private static final Moment OVERDUE = at(3602);

  private final FireMachine machine =
      new FireMachine(
          new TriggerRecovery(new MissedFires(Duration.ofDays(1)), new ClockCheck(5_000)));
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Boolean> flushed = new ArrayList<>();
  private OptionalLong held = OptionalLong.of(TERM);
  private ClaimQueue queue = new ClaimQueue(machine, false, () -> held);

  private static Moment at(long second) {
    return new Moment(millis(second), (second - 3600) * 1_000_000_000);
  }

  @BeforeEach
  void aTermWithAnOpenTrigger() {
    machine.begin(TERM, NOW);
    FiredSlots fired = FiredSlots.until(SCHEDULE, millis(3600));
    int unused = machine.read(TestPage.at(3600).with(KEY, fired).build(), NOW);
    List<Claim> none = machine.written(machine.nextWrite().orElseThrow(), NOW.millis(), NOW);
    assertThat(none).isEmpty();
    Look unusedLook = machine.recovery().begin();
    MissedFires.Outcome outcome =
        machine.recovery().recover(TestCandidate.of(KEY, 3610).build(), NOW);
    assertThat(outcome.isGone()).isFalse();
  }

  private void claim(long second) {
    claim(TestFiring.of(second));
  }

  private void claim(TestFiring firing) {
    assertThat(queue.ask(firing.build(), TERM, OVERDUE.nanos(), NOW, verdicts::add))
        .isEqualTo(FireMachine.Decision.CLAIM);
  }

  private void flush() {
    queue.addFlush(flushed::add);
  }

  private JournalWrite write() {
    return write(NOW);
  }

  private JournalWrite write(Moment now) {
    Turn turn = queue.turn(now);
    assertThat(turn).isInstanceOf(Turn.Write.class);
    return ((Turn.Write) turn).write();
  }

  private void answered(JournalWrite write, JournalAnswer answer) {
    int unused = queue.answered(write, answer, NOW);
  }

  private void written(JournalWrite write) {
    answered(write, new JournalAnswer.Written(NOW.millis()));
  }

  private void unanswered(JournalWrite write) {
    answered(write, new JournalAnswer.Unknown());
  }

  private void assertPauses(Moment now) {
    assertThat(queue.turn(now)).isEqualTo(new Turn.Pause());
  }

  private static List<Long> slots(JournalWrite write) {
    return write.claims().stream().map(claim -> claim.firing().slot().millis()).toList();
  }

  @Test
  void nobodyWaitsAndNothingIsWritten() {
    assertThat(queue.turn(NOW)).isEqualTo(new Turn.Nothing());
  }

  @Test
  void whatIsNotToBeClaimedIsNotWaitedFor() {
    assertThat(queue.ask(TestFiring.of(3600).build(), TERM, OVERDUE.nanos(), NOW, verdicts::add))
        .isEqualTo(FireMachine.Decision.DUPLICATE);

    assertThat(queue.turn(NOW)).isEqualTo(new Turn.Nothing());
    assertThat(verdicts).isEmpty();
  }

  @Test
  void claimsThatWaitTravelTogether() {
    claim(3610);
    claim(3620);

    JournalWrite write = write();
    assertThat(slots(write)).containsExactly(millis(3610), millis(3620));
    assertThat(verdicts).isEmpty();

    written(write);
    assertThat(verdicts).containsExactly(Verdict.FIRE, Verdict.FIRE);
    assertThat(queue.turn(NOW)).isEqualTo(new Turn.Nothing());
  }

  @Test
  void aClaimThatComesDuringAWriteGoesWithTheNext() {
    claim(3610);
    JournalWrite first = write();
    claim(3620);

    written(first);
    assertThat(verdicts).containsExactly(Verdict.FIRE);

    JournalWrite second = write();
    assertThat(slots(second)).containsExactly(millis(3620));
    written(second);
    assertThat(verdicts).containsExactly(Verdict.FIRE, Verdict.FIRE);
  }

  @Test
  void whatIsNotAnsweredIsWrittenAgainAfterAPause() {
    claim(3610);
    unanswered(write());
    assertThat(verdicts).isEmpty();

    assertPauses(NOW);
    JournalWrite again = write();
    assertThat(slots(again)).containsExactly(millis(3610));

    unanswered(again);
    assertPauses(NOW);
    written(write());
    assertThat(verdicts).containsExactly(Verdict.FIRE);
  }

  @Test
  void whatIsNotAnsweredInTimeIsGivenUpAndNoLaterClaimWithIt() {
    claim(3610);
    JournalWrite write = write();
    claim(3620);
    unanswered(write);

    JournalWrite next = write(OVERDUE);
    assertThat(verdicts).containsExactly(Verdict.UNSURE);
    assertThat(slots(next)).containsExactly(millis(3620));
    assertThat(machine.recovery().isOpen(KEY)).isFalse();

    written(next);
    assertThat(verdicts).containsExactly(Verdict.UNSURE, Verdict.FIRE);
  }

  @Test
  void whatIsNotAnsweredFiresIfASettingSaysSo() {
    queue = new ClaimQueue(machine, true, () -> held);
    claim(3610);
    unanswered(write());

    Turn unused = queue.turn(OVERDUE);
    assertThat(verdicts).containsExactly(Verdict.FIRE_UNSURE);
    assertThat(machine.known())
        .hasEntrySatisfying(KEY, fired -> assertThat(fired.has(millis(3610))).isTrue());
  }

  @Test
  void whatIsNotAnsweredFiresOnlyUnderItsTerm() {
    queue = new ClaimQueue(machine, true, () -> held);
    claim(3610);
    unanswered(write());
    held = OptionalLong.of(TERM + 1);

    Turn unused = queue.turn(OVERDUE);
    assertThat(verdicts).containsExactly(Verdict.UNSURE);
  }

  @Test
  void anAnswerThatComesAfterTheTermFiresNothingAndTheClaimIsTakenBack() {
    claim(3610);
    JournalWrite write = write();
    held = OptionalLong.empty();

    written(write);
    assertThat(verdicts).containsExactly(Verdict.NOT_NOW);
    assertThat(machine.withdrawals()).hasSize(1);
  }

  @Test
  void aTermThatEndsAnswersAllThatWaitForIt() {
    claim(3610);
    claim(3620);
    JournalWrite write = write();
    machine.end(TERM);

    queue.settleAbandoned();
    assertThat(verdicts).containsExactly(Verdict.NOT_NOW, Verdict.NOT_NOW);

    written(write);
    assertThat(verdicts).hasSize(2);
    assertThat(queue.turn(NOW)).isEqualTo(new Turn.Nothing());
  }

  @Test
  void aRefusedWriteAnswersAllThatWait() {
    claim(3610);
    JournalWrite write = write();
    claim(3620);

    answered(write, new JournalAnswer.NotHeld());
    assertThat(verdicts).containsExactly(Verdict.NOT_NOW, Verdict.NOT_NOW);
    assertThat(machine.isRead()).isFalse();
  }

  @Test
  void aJournalThatHasForgottenIsToldAgainWithTheSameClaims() {
    claim(3610);
    JournalWrite write = write();

    assertThat(queue.answered(write, new JournalAnswer.Forgotten(), NOW)).isOne();
    assertThat(verdicts).isEmpty();
    JournalWrite again = write();
    assertThat(again.opening()).isTrue();
    assertThat(slots(again)).containsExactly(millis(3610));
  }

  @Test
  void aRepetitionOfWhatWasTakenBackIsADuplicate() {
    claim(TestFiring.of(3610).repeating("f1"));
    claim(3620);
    JournalWrite write = write();
    UnsettledClaim takenBack =
        new UnsettledClaim(
            3, 1, new TriggerKey("other", "g"), Slot.at(millis(3000)), Optional.of("f1"));

    answered(write, new JournalAnswer.Withdrawn(takenBack.encoded() + " "));
    assertThat(verdicts).containsExactly(Verdict.DUPLICATE);
    assertThat(slots(write())).containsExactly(millis(3620));
  }

  @Test
  void whoWantsAllToBeToldHearsSoAtOnceIfItIs() {
    flush();

    assertThat(queue.turn(NOW)).isEqualTo(new Turn.Nothing());
    assertThat(flushed).containsExactly(true);
  }

  @Test
  void withoutATermNothingIsTold() {
    machine.end(TERM);
    flush();

    assertThat(queue.turn(NOW)).isEqualTo(new Turn.Nothing());
    assertThat(flushed).containsExactly(false);
  }

  @Test
  void whoWantsAllToBeToldWaitsForAWriteThatBeganLaterThoughClaimsGoOnComing() {
    claim(3610);
    JournalWrite before = write();
    machine.ended("f1");
    flush();
    claim(3620);

    written(before);
    assertThat(flushed).isEmpty();

    JournalWrite with = write();
    assertThat(with.ended()).containsExactly("f1");
    claim(3630);
    written(with);
    assertThat(flushed).containsExactly(true);
  }

  @Test
  void whoWantsAllToBeToldHearsThatNobodyAnswers() {
    machine.ended("f1");
    flush();

    unanswered(write());
    assertThat(flushed).containsExactly(false);
  }

  @Test
  void aWriteFromBeforeThatNobodyAnswersIsDoneAgainForWhoWantsAllToBeTold() {
    claim(3610);
    JournalWrite before = write();
    machine.ended("f1");
    flush();

    unanswered(before);
    assertThat(flushed).isEmpty();
    assertPauses(NOW);
    written(write());
    assertThat(flushed).containsExactly(true);
  }

  @Test
  void claimsThatAreToBeSettledTakeOneWriteMore() {
    claim(3610);
    written(write());
    claim(3620);
    machine.settle();
    flush();

    written(write());
    assertThat(flushed).isEmpty();

    JournalWrite last = write();
    assertThat(last.claims()).isEmpty();
    written(last);
    assertThat(flushed).containsExactly(true);
  }
}
