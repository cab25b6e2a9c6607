package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.Cut;
import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules of the lease, one by one, in virtual time. The ttl is 10 s: a term lasts 9 s, a renewal
 * is due after 3.3 s.
 */
class LeaseMachineTest {

  private static final LeaseSettings SETTINGS = LeaseSettings.of("nightly", Duration.ofSeconds(10));
  private static final long EPOCH_MILLIS = 1_764_000_000_000L;
  private static final Granted GRANTED = new Granted(7, "held a 1 1", Optional.empty());
  private static final Unavailable UNAVAILABLE = new Unavailable("no answer");

  private LeaseMachine machine = new LeaseMachine(SETTINGS, new SplittableRandom(1));

  @Nested
  class TheDeadline {

    @Test
    void countsFromBeforeTheRequest() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(GRANTED, at(2_000));

      assertThat(deadlineMillis()).isEqualTo(9_000);
    }

    @Test
    void isBehindAnAnswerThatTookLongerThanTheTerm() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(GRANTED, at(9_000));

      assertThat(machine.grant()).isEmpty();
    }

    @Test
    void thatIsMissedByTheGrantItselfIsAFailureThatIsToldAndTriedAgain() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(GRANTED, at(9_000));

      assertThat(machine.drain())
          .containsExactly(
              new Change.StoreFailed(
                  new Unavailable("the answer took longer than the term that it grants")));
      assertThat(restsUntil(9_000)).isBetween(9_024L, 9_050L);
    }

    @Test
    void isMovedByARenewal() {
      hold();
      asks(4_000);
      machine.answer(GRANTED, at(5_000));

      assertThat(deadlineMillis()).isEqualTo(13_000);
    }

    @Test
    void isNotMovedByARenewalThatFailed() {
      hold();
      asks(4_000);
      machine.answer(UNAVAILABLE, at(5_000));

      assertThat(deadlineMillis()).isEqualTo(9_000);
    }
  }

  @Nested
  class AHolder {

    @Test
    void renewsAfterAThirdOfTheTtl() {
      hold();

      assertThat(restsUntil(1_000)).isEqualTo(3_333);
    }

    /** M1: a sixteenth of the time between two renewals, 208 ms. */
    @Test
    void renewsALittleEarlierWithOthers() {
      hold();

      machine.joinOthers(at(3_124));
      assertThat(restsUntil(3_124)).isEqualTo(3_333);
      machine.joinOthers(at(3_126));
      assertThat(asks(3_126)).isInstanceOf(Renew.class);
    }

    /** M1: or the pauses of all leases would be as short as the shortest. */
    @Test
    void keepsItsOwnPauseAfterAFailure() {
      hold();
      asks(4_000);
      machine.answer(UNAVAILABLE, at(4_000));
      long due = restsUntil(4_000);

      machine.joinOthers(at(due - 1));

      assertThat(restsUntil(due - 1)).isEqualTo(due);
    }

    /** M1: only a holder has something to renew. */
    @Test
    void aloneTravelsWithOthers() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(
          new HeldByOther("b", Optional.of(Duration.ofSeconds(3)), "", OptionalLong.empty()),
          at(0));
      long due = restsUntil(0);

      machine.joinOthers(at(due - 1));

      assertThat(restsUntil(due - 1)).isEqualTo(due);
    }

    @Test
    void numbersItsRequests() {
      machine.campaign(at(0));
      Acquire acquire = (Acquire) asks(0);
      machine.answer(GRANTED, at(0));
      Renew first = (Renew) asks(4_000);
      machine.answer(GRANTED, at(4_000));
      Renew second = (Renew) asks(8_000);

      assertThat(first.number()).isEqualTo(acquire.number() + 1);
      assertThat(second.number()).isEqualTo(acquire.number() + 2);
    }

    @Test
    void hearsOfItsTermAndOfEachRenewal() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(GRANTED, at(0));
      Grant acquired = machine.grant().orElseThrow();
      asks(4_000);
      machine.answer(GRANTED, at(4_000));
      Grant extended = machine.grant().orElseThrow();

      assertThat(extended.token()).isEqualTo(acquired.token());
      assertThat(machine.drain())
          .containsExactly(new Change.Acquired(acquired), new Change.Extended(extended));
    }

    @Test
    void triesAFailedRenewalAgainSoon() {
      hold();
      asks(4_000);
      machine.answer(UNAVAILABLE, at(5_000));

      assertThat(restsUntil(5_000)).isBetween(5_024L, 5_050L);
    }

    @Test
    void triesAFailedRenewalAgainBeforeTheDeadlineHoweverNearItIs() {
      hold();
      asks(8_900);
      machine.answer(UNAVAILABLE, at(8_980));

      assertThat(restsUntil(8_980)).isBetween(8_982L, 8_985L);
    }

    @Test
    void thatSleptWakesWithoutTheLease() {
      hold();
      machine.next(new Moment(at(1_000).nanos(), EPOCH_MILLIS + 60_000));

      assertThat(lost()).isEqualTo(Loss.Reason.CLOCK);
    }

    @Test
    void thatWasPausedWakesWithoutTheLease() {
      hold();
      machine.next(at(9_000));

      assertThat(lost()).isEqualTo(Loss.Reason.EXPIRED);
    }

    @Test
    void doesNotBlameTheClockIfOneIsAMillisecondAhead() {
      hold();
      machine.next(new Moment(at(8_999).nanos(), EPOCH_MILLIS + 9_000));

      assertThat(lost()).isEqualTo(Loss.Reason.EXPIRED);
    }

    @Test
    void whoseWallClockIsSetBackHoldsNoLonger() {
      hold();
      machine.next(new Moment(at(4_000).nanos(), EPOCH_MILLIS + 3_000));

      assertThat(lost()).isEqualTo(Loss.Reason.CLOCK);
    }

    @Test
    void isNotRevivedByAnAnswerThatComesAfterTheDeadline() {
      hold();
      asks(8_900);
      machine.answer(GRANTED, at(9_100));

      assertThat(lost()).isEqualTo(Loss.Reason.EXPIRED);
    }

    @Test
    void thatLearnsOfAFailureOnlyAfterTheDeadlineHoldsNoLonger() {
      hold();
      asks(8_900);
      machine.answer(UNAVAILABLE, at(20_000));
      machine.next(at(20_000));

      assertThat(lost()).isEqualTo(Loss.Reason.EXPIRED);
    }

    @Test
    void whoseKeyAnotherHasStopsAtOnce() {
      hold();
      asks(4_000);
      machine.answer(heldByOther("held b 1 1", 8_000), at(4_000));

      assertThat(lost()).isEqualTo(Loss.Reason.TAKEN);
    }

    @Test
    void whoseKeyIsGoneStopsAtOnceAndAsksForItAnew() {
      hold();
      asks(4_000);
      machine.answer(new Gone(), at(4_000));

      assertThat(lost()).isEqualTo(Loss.Reason.GONE);
      assertThat(asks(4_000)).isInstanceOf(Acquire.class);
    }

    @Test
    void showsItsOwnTermAsEvidenceWhenItsKeyIsGone() {
      hold();
      asks(4_000);
      machine.answer(new Gone(), at(4_000));

      assertThat(acquires(4_000).evidence()).contains("held a 1 1");
    }
  }

  @Nested
  class ATermThatWasToldToBeOver {

    private static final Loss TOLD = new Loss(Loss.Reason.CLOCK, "the wall clock was set");

    @Test
    void staysOverAndIsFollowedByAnotherCampaign() {
      hold();
      Grant told = machine.grant().orElseThrow();
      machine.over(told, TOLD, at(1_000));

      assertThat(machine.grant()).isEmpty();
      assertThat(machine.drain()).containsExactly(new Change.Lost(told, TOLD));
      assertThat(acquires(1_000).campaign()).isEqualTo(2);
    }

    @Test
    void isNotTheNextOne() {
      hold();
      Grant earlier = new Grant(6, machine.grant().orElseThrow().deadline());
      machine.over(earlier, TOLD, at(1_000));

      assertThat(machine.grant()).isPresent();
      assertThat(machine.drain()).isEmpty();
    }

    @Test
    void isOverAlreadyForWhoHoldsNothing() {
      hold();
      Grant told = machine.grant().orElseThrow();
      machine.stop(at(1_000));
      machine.over(told, TOLD, at(1_000));

      assertThat(machine.isReleasing()).isTrue();
      assertThat(machine.drain()).isEmpty();
    }
  }

  /** The monotonic clock shows an earlier time than it did: then it was wrong before. */
  @Nested
  class AClockThatWasWrong {

    @Test
    void givesNoTermOfMoreThanATtl() {
      holdFrom(100_000);
      machine.next(at(90_000));

      assertThat(lost()).isEqualTo(Loss.Reason.CLOCK);
    }

    @Test
    void isNotDoubtedForATermOfJustATtl() {
      holdFrom(100_000);
      machine.next(at(99_000));

      assertThat(machine.grant()).isPresent();
    }

    @Test
    void makesNobodyWaitForLongerThanATtl() {
      machine.campaign(at(100_000));
      asks(100_000);
      machine.answer(new Pending(1), at(100_000));

      keepUp(1, 50_000);
      keepUp(1, 53_400);
      keepUp(1, 56_800);

      assertThat(restsUntil(56_800)).isEqualTo(60_000);
      assertThat(acquires(60_000).served()).hasValue(1);
    }

    @Test
    void makesNobodyReleaseForLongerThanATtl() {
      holdFrom(100_000);
      machine.stop(at(101_000));
      machine.next(at(50_000));
      asks(59_999);
      machine.answer(UNAVAILABLE, at(59_999));

      assertThat(machine.next(at(60_000))).isEqualTo(new Step.Idle());
    }

    private void holdFrom(long millis) {
      machine.campaign(at(millis));
      asks(millis);
      machine.answer(GRANTED, at(millis));
      machine.drain();
    }
  }

  @Nested
  class ALostReply {

    @Test
    void toTheGrantIsAnsweredWithTheSameToken() {
      LeaseStore store = SimulatedStores.withTtlMillis(10_000).open("a");
      machine = new LeaseMachine(trusting(), new SplittableRandom(1));
      machine.campaign(at(0));
      long lost = ((Granted) store.ask(asks(0))).token();
      machine.answer(UNAVAILABLE, at(1_000));
      machine.answer(store.ask(asks(1_500)), at(1_501));

      assertThat(machine.grant().orElseThrow().token()).isEqualTo(lost);
    }

    @Test
    void isFollowedByAnotherRequestOfTheSameCampaign() {
      machine.campaign(at(0));
      LeaseRequest lost = asks(0);
      machine.answer(UNAVAILABLE, at(1_000));

      Acquire again = acquires(1_500);

      assertThat(again.campaign()).isEqualTo(lost.campaign());
      assertThat(again.number()).isGreaterThan(((Acquire) lost).number());
    }

    @Test
    void toAPendingGrantDoesNotShortenTheWait() {
      machine.campaign(at(0));
      long number = acquires(0).number();
      machine.answer(UNAVAILABLE, at(1_000));
      asks(1_500);
      machine.answer(new Pending(number), at(2_000));

      keepUp(number, 5_000);
      keepUp(number, 8_700);
      assertThat(restsUntil(8_700)).isEqualTo(12_000);
    }
  }

  @Nested
  class AToken {

    @Test
    void isAtLeastTheWallClock() {
      machine.campaign(at(0));

      assertThat(acquires(5).floor()).isEqualTo(EPOCH_MILLIS + 5);
    }

    @Test
    void isGreaterThanAnyThatTheNodeHasSeen() {
      machine.campaign(at(0));
      asks(0);
      long seen = EPOCH_MILLIS + 99_000;
      machine.answer(
          new HeldByOther(
              "b", Optional.of(Duration.ofSeconds(1)), "held b 1 1", OptionalLong.of(seen)),
          at(0));

      assertThat(acquires(2_000).floor()).isEqualTo(seen + 1);
    }
  }

  @Nested
  class AKeyWhoseAbsenceIsNotExplained {

    @Test
    void isActedOnOnlyAFullTtlAfterTheAnswer() {
      machine.campaign(at(0));
      long number = acquires(0).number();
      machine.answer(new Pending(number), at(1_000));

      keepUp(number, 4_400);
      keepUp(number, 7_800);
      assertThat(restsUntil(7_800)).isEqualTo(11_000);
      assertThat(acquires(11_000).served()).hasValue(number);
    }

    @Test
    void isKeptUpDuringTheWait() {
      machine.campaign(at(0));
      machine.answer(new Pending(acquires(0).number()), at(0));

      assertThat(restsUntil(1_000)).isEqualTo(3_333);
    }

    @Test
    void isAskedForAgainSoonIfTheStoreIsNotSatisfiedWithTheWait() {
      machine.campaign(at(0));
      long number = acquires(0).number();
      machine.answer(new Pending(number), at(0));
      keepUp(number, 4_000);
      keepUp(number, 8_000);
      keepUp(number, 10_000);

      assertThat(restsUntil(10_000)).isBetween(10_024L, 10_050L);
      assertThat(acquires(10_050).served()).hasValue(number);
    }

    @Test
    void isAskedForAgainSoonIfNobodyHasAMajorityOfIt() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(new Gone(), at(0));

      assertThat(restsUntil(0)).isBetween(24L, 50L);
      assertThat(asks(50)).isInstanceOf(Acquire.class);
    }

    @Test
    void isWaitedForAnewIfItWasAwayDuringTheWait() {
      machine.campaign(at(0));
      long number = acquires(0).number();
      machine.answer(new Pending(number), at(0));
      // Meanwhile it vanished, another node held it, and lost it; now it is taken anew.
      long retaken = acquires(5_000).number();
      machine.answer(new Pending(retaken), at(5_000));

      keepUp(retaken, 8_400);
      keepUp(retaken, 11_800);
      assertThat(restsUntil(11_800)).isEqualTo(15_000);
      assertThat(acquires(15_000).served()).hasValue(retaken);
    }

    @Test
    void isGivenUpByWhoCanNotKeepItUp() {
      machine.campaign(at(0));
      Acquire first = acquires(0);
      machine.answer(new Pending(first.number()), at(0));
      asks(4_000);
      machine.answer(UNAVAILABLE, at(9_000));

      assertThat(acquires(9_000).campaign()).isGreaterThan(first.campaign());
    }

    @Test
    void isActedOnAtOnceByWhoTrustsAbsence() {
      machine = new LeaseMachine(trusting(), new SplittableRandom(1));
      machine.campaign(at(0));

      assertThat(acquires(0).trustAbsence()).isTrue();
    }

    @Test
    void isActedOnAtOnceByWhoHeldItIfTheOldTermWouldStillLast() {
      loseTheKey(4_000);
      long number = acquires(4_001).number();
      machine.answer(new Pending(number), at(4_002));

      assertThat(acquires(4_100).served()).hasValue(number);
    }

    @Test
    void isNotActedOnAtOnceByWhoHeldItIfTheOldTermIsOver() {
      loseTheKey(4_000);
      long number = acquires(9_500).number();
      machine.answer(new Pending(number), at(9_501));

      assertThat(acquires(12_900).served()).isEmpty();
    }

    @Test
    void isNotActedOnAtOnceByWhoHeldItAndReleasedItMeanwhile() {
      loseTheKey(4_000);
      // It got the lease back, but never learned of it, and released it: another may have it.
      asks(4_001);
      machine.answer(UNAVAILABLE, at(5_000));
      machine.stop(at(5_000));
      asks(5_000);
      machine.answer(new Released(), at(5_001));
      machine.campaign(at(5_100));
      long number = acquires(5_100).number();
      machine.answer(new Pending(number), at(5_101));

      assertThat(acquires(8_500).served()).isEmpty();
    }

    @Test
    void isNotActedOnAtOnceByWhoHeldItIfTheServerFailedMeanwhile() {
      loseTheKey(4_000);
      asks(4_001);
      machine.answer(UNAVAILABLE, at(5_000));
      long number = acquires(5_100).number();
      machine.answer(new Pending(number), at(5_101));

      assertThat(acquires(8_500).served()).isEmpty();
    }

    /** The node held the lease from the beginning; its renewal finds no key. */
    private void loseTheKey(long millis) {
      hold();
      asks(millis);
      machine.answer(new Gone(), at(millis));
    }
  }

  @Nested
  class AServerThatHasJustStarted {

    private static final Granted AFTER_FOUR_SECONDS =
        new Granted(7, "held a 1 1", Optional.of(Duration.ofSeconds(4)));

    @Test
    void isBelievedOnlyWhenItHasBeenUpForATtl() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(AFTER_FOUR_SECONDS, at(1_000));

      assertThat(machine.grant()).isEmpty();
      assertThat(machine.drain())
          .containsExactly(new Change.Postponed(Duration.ofSeconds(6), true));
    }

    @Test
    void isNotBelievedTheSoonerForSayingItAgain() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(AFTER_FOUR_SECONDS, at(0));
      asks(3_500);
      machine.answer(GRANTED, at(3_500));

      assertThat(machine.grant()).isEmpty();
    }

    @Test
    void isAskedToKeepTheKeyUpDuringTheWait() {
      machine.campaign(at(0));
      Acquire first = acquires(0);
      machine.answer(new Granted(7, "held a 1 1", Optional.of(Duration.ZERO)), at(0));
      asks(3_400);
      machine.answer(GRANTED, at(3_400));

      // By its first request alone it would have lost the key after 9 s, and waited once more.
      assertThat(restsUntil(3_400)).isEqualTo(6_733);
      asks(9_100);
      machine.answer(GRANTED, at(9_100));
      assertThat(restsUntil(9_100)).isEqualTo(10_000);
      assertThat(first.campaign()).isEqualTo(1);
      assertThat(acquires(10_000).campaign()).isEqualTo(2);
      machine.answer(GRANTED, at(10_000));
      assertThat(machine.grant()).isPresent();
    }

    @Test
    void isAskedForATokenFromAfterTheWait() {
      machine.campaign(at(0));
      Acquire first = acquires(0);
      machine.answer(AFTER_FOUR_SECONDS, at(0));

      // A new campaign gets a new token; the first one may be less than one that it forgot.
      assertThat(acquires(6_000).campaign()).isGreaterThan(first.campaign());
    }

    @Test
    void isNotBelievedForAnAnswerFromAfterTheWaitToAQuestionFromBefore() {
      machine.campaign(at(0));
      Acquire first = acquires(0);
      machine.answer(AFTER_FOUR_SECONDS, at(0));
      asks(5_999);
      machine.answer(GRANTED, at(6_001));

      assertThat(machine.grant()).isEmpty();
      assertThat(acquires(6_001).campaign()).isGreaterThan(first.campaign());
    }

    @Test
    void isBelievedAfterTheWait() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(AFTER_FOUR_SECONDS, at(0));
      asks(6_000);
      machine.answer(GRANTED, at(6_000));

      assertThat(machine.grant()).isPresent();
    }

    @Test
    void isBelievedAtOnceByWhoTrustsAbsence() {
      machine = new LeaseMachine(trusting(), new SplittableRandom(1));
      machine.campaign(at(0));
      asks(0);
      machine.answer(AFTER_FOUR_SECONDS, at(0));

      assertThat(machine.grant()).isPresent();
    }
  }

  @Nested
  class TheTermSeenLast {

    @Test
    void isEvidenceOnceItMustHaveRunOut() {
      observe("held b 1 1", 6_000);

      assertThat(acquires(6_010).evidence()).contains("held b 1 1");
    }

    @Test
    void isNoEvidenceBefore() {
      observe("held b 1 1", 6_000);
      machine.wake(at(3_000));

      assertThat(acquires(3_001).evidence()).isEmpty();
    }

    @Test
    void isNoEvidenceAfterAFailure() {
      observe("held b 1 1", 6_000);
      asks(6_010);
      machine.answer(UNAVAILABLE, at(6_020));

      assertThat(acquires(6_100).evidence()).isEmpty();
    }

    /** C-g, S9: the next connection may lead to another server. */
    @Test
    void isNoEvidenceAfterACut() {
      observe("held b 1 1", 6_000);
      asks(6_010);
      machine.answer(new Cut(), at(6_011));

      assertThat(acquires(6_011).evidence()).isEmpty();
    }

    @Test
    void isNoEvidenceAfterThisNodeHasLeft() {
      observe("held b 1 1", 6_000);
      machine.stop(at(1_000));
      machine.next(at(1_000));
      machine.campaign(at(1_000));

      assertThat(acquires(6_010).evidence()).isEmpty();
    }

    @Test
    void isNoEvidenceIfTheStoreHasNone() {
      observe("", 6_000);

      assertThat(acquires(6_010).evidence()).isEmpty();
    }
  }

  @Nested
  class WhoWaitsForAnotherHolder {

    @Test
    void sleepsUntilTheKeyCanHaveExpired() {
      observe("held b 1 1", 6_000);

      assertThat(restsUntil(0)).isBetween(6_001L, 6_005L);
    }

    @Test
    void looksOncePerTtlAtAKeyThatNeverExpires() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(
          new HeldByOther("b", Optional.empty(), "held b 1 1", OptionalLong.empty()), at(0));

      assertThat(restsUntil(0)).isBetween(10_001L, 10_005L);
    }

    @Test
    void isWokenByTheNewsOfARelease() {
      observe("held b 1 1", 6_000);
      machine.wake(at(3_000));

      assertThat(asks(3_001)).isInstanceOf(Acquire.class);
    }

    @Test
    void hearsOfTheHolderOnce() {
      observe("held b 1 1", 6_000);
      asks(6_010);
      machine.answer(heldByOther("held b 1 2", 6_000), at(6_010));

      assertThat(machine.drain())
          .containsExactly(new Change.Observed("b", Optional.of(Duration.ofSeconds(6))));
    }

    @Test
    void hearsOfTheHolderAnewIfTheKeyWasThisNodesOwnMeanwhile() {
      observe("held b 1 1", 6_000);
      asks(6_010);
      machine.answer(new Pending(2), at(6_010));
      machine.drain();
      asks(9_400);
      machine.answer(heldByOther("held b 2 1", 6_000), at(9_400));

      assertThat(machine.drain()).hasExactlyElementsOfTypes(Change.Observed.class);
    }

    @Test
    void hearsOfTheHolderAnewAfterATermOfItsOwn() {
      observe("held b 1 1", 6_000);
      asks(6_010);
      machine.answer(GRANTED, at(6_010));
      machine.drain();
      asks(9_400);
      machine.answer(heldByOther("held b 2 1", 6_000), at(9_400));

      assertThat(machine.drain())
          .hasExactlyElementsOfTypes(Change.Lost.class, Change.Observed.class);
    }

    @Test
    void hearsOfTheHolderAnewAfterItHasLeftAndComeBack() {
      observe("held b 1 1", 6_000);
      machine.stop(at(1_000));
      machine.next(at(1_000));
      machine.drain();
      machine.campaign(at(2_000));
      asks(2_000);
      machine.answer(heldByOther("held b 1 1", 4_000), at(2_000));

      assertThat(machine.drain()).hasExactlyElementsOfTypes(Change.Observed.class);
    }
  }

  @Nested
  class WhoLeaves {

    @Test
    void holdsNothingBeforeTheReleaseIsSent() {
      hold();
      machine.stop(at(1_000));

      assertThat(machine.grant()).isEmpty();
      assertThat(asks(1_000)).isEqualTo(new Release(1));
    }

    @Test
    void isReleasingFromThenOnUntilTheStoreAnswers() {
      hold();
      assertThat(machine.isReleasing()).isFalse();
      machine.stop(at(1_000));
      assertThat(machine.isReleasing()).isTrue();
      asks(1_000);
      machine.answer(new Released(), at(1_001));

      assertThat(machine.isReleasing()).isFalse();
    }

    @Test
    void hasReleasedWhenTheStoreSaysSo() {
      hold();
      machine.stop(at(1_000));
      asks(1_000);
      machine.answer(new Released(), at(1_001));

      assertThat(machine.isIdle()).isTrue();
      assertThat(machine.drain()).last().isInstanceOf(Change.Released.class);
    }

    @Test
    void triesAReleaseThatFailedAgain() {
      hold();
      machine.stop(at(1_000));
      asks(1_000);
      machine.answer(UNAVAILABLE, at(2_000));

      assertThat(asks(2_050)).isEqualTo(new Release(1));
    }

    @Test
    void forgetsAReleaseWhenTheKeyHasExpired() {
      hold();
      machine.stop(at(1_000));
      asks(1_000);
      machine.answer(UNAVAILABLE, at(2_000));

      assertThat(machine.next(at(11_000))).isEqualTo(new Step.Idle());
    }

    @Test
    void asksNothingIfItCanHaveNothing() {
      observe("held b 1 1", 6_000);
      machine.stop(at(1_000));

      assertThat(machine.next(at(1_000))).isEqualTo(new Step.Idle());
    }

    @Test
    void releasesWhatItMayHaveWithoutKnowing() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(UNAVAILABLE, at(1_000));
      machine.stop(at(1_000));

      assertThat(asks(1_000)).isEqualTo(new Release(1));
    }

    @Test
    void releasesAPendingGrant() {
      machine.campaign(at(0));
      machine.answer(new Pending(acquires(0).number()), at(0));
      machine.stop(at(1_000));

      assertThat(asks(1_000)).isEqualTo(new Release(1));
    }

    @Test
    void comesBackAfterATtlIfItSteppedDown() {
      hold();
      machine.stepDown(at(1_000));
      asks(1_000);
      machine.answer(new Released(), at(1_001));

      assertThat(restsUntil(1_001)).isEqualTo(11_001);
      assertThat(asks(11_001)).isInstanceOf(Acquire.class);
    }

    @Test
    void comesBackAfterAllIfItCampaignsBeforeItHasReleased() {
      hold();
      machine.stop(at(1_000));
      asks(1_000);
      machine.campaign(at(1_000));
      machine.answer(new Released(), at(1_001));

      assertThat(machine.isIdle()).isFalse();
    }

    @Test
    void staysAwayIfItStopsWhileItStepsDown() {
      hold();
      machine.stepDown(at(1_000));
      asks(1_000);
      machine.stop(at(1_000));
      machine.answer(new Released(), at(1_001));

      assertThat(machine.isIdle()).isTrue();
    }

    @Test
    void hasAskedNothingIfItNeverCame() {
      machine.stop(at(0));

      assertThat(machine.next(at(0))).isEqualTo(new Step.Idle());
    }
  }

  @Nested
  class AnOperator {

    private static final Granted ASKED =
        new Granted(7, "held a 1 2", Optional.empty(), Optional.of("paused by ops"));
    private static final Paused PAUSED = new Paused("by ops", Optional.empty());

    @Test
    void whoPausesTheLeaseEndsNoTermButAsks() {
      hold();
      asks(4_000);
      machine.answer(ASKED, at(4_000));

      assertThat(machine.grant()).isPresent();
      assertThat(machine.drain())
          .last()
          .isEqualTo(new Change.Asked(machine.grant().orElseThrow(), "paused by ops"));
    }

    @Test
    void asksOncePerTerm() {
      hold();
      asks(4_000);
      machine.answer(ASKED, at(4_000));
      machine.drain();
      asks(8_000);
      machine.answer(ASKED, at(8_000));

      assertThat(machine.drain()).noneMatch(Change.Asked.class::isInstance);
    }

    @Test
    void asksAgainInTheNextTerm() {
      hold();
      asks(4_000);
      machine.answer(ASKED, at(4_000));
      machine.stop(at(5_000));
      asks(5_000);
      machine.answer(new Released(), at(5_000));
      machine.campaign(at(6_000));
      asks(6_000);
      machine.answer(new Granted(8, "held a 2 9", Optional.empty()), at(6_000));
      machine.drain();
      asks(10_000);
      machine.answer(
          new Granted(8, "held a 2 10", Optional.empty(), Optional.of("step down")), at(10_000));

      assertThat(machine.drain()).last().isInstanceOf(Change.Asked.class);
    }

    @Test
    void reachesTheHolderByTheNews() {
      hold();
      machine.wake(at(1_000));

      assertThat(asks(1_000)).isInstanceOf(LeaseRequest.Renew.class);
    }

    @Test
    void doesNotReachAHolderSoonerThanAMomentAfterItRenewed() {
      hold();
      machine.wake(at(1));

      assertThat(restsUntil(1)).isEqualTo(333);
      assertThat(asks(334)).isInstanceOf(LeaseRequest.Renew.class);
    }

    @Test
    void isAskedOncePerTtlWhetherThePauseIsOver() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(PAUSED, at(0));

      assertThat(restsUntil(0)).isBetween(10_001L, 10_005L);
    }

    @Test
    void isAskedWhenThePauseCanHaveEnded() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(new Paused("by ops", Optional.of(Duration.ofSeconds(3))), at(0));

      assertThat(restsUntil(0)).isBetween(3_001L, 3_005L);
    }

    @Test
    void whoResumesTheLeaseWakesThoseWhoWait() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(PAUSED, at(0));
      machine.wake(at(1_000));

      assertThat(asks(1_001)).isInstanceOf(Acquire.class);
    }

    @Test
    void isHeardOfOncePerPause() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(PAUSED, at(0));
      asks(10_010);
      machine.answer(PAUSED, at(10_010));

      assertThat(machine.drain()).containsExactly(new Change.Paused("by ops"));
    }

    @Test
    void whoPausesTheLeaseDuringAWaitEndsIt() {
      machine.campaign(at(0));
      machine.answer(new Pending(acquires(0).number()), at(0));
      asks(4_000);
      machine.answer(PAUSED, at(4_000));
      machine.wake(at(10_001));

      assertThat(acquires(10_002).served()).isEmpty();
    }
  }

  @Nested
  class ANodeThatDefers {

    @BeforeEach
    void byASecond() {
      machine = new LeaseMachine(deferring(), new SplittableRandom(1));
    }

    @Test
    void asksForTheFirstTimeASecondLater() {
      machine.campaign(at(0));

      assertThat(restsUntil(0)).isEqualTo(1_000);
      assertThat(asks(1_000)).isInstanceOf(Acquire.class);
    }

    @Test
    void asksASecondLaterAfterTheExpiryOfWhatItSaw() {
      observeFrom(1_000, 6_000);

      assertThat(restsUntil(1_000)).isBetween(8_001L, 8_005L);
    }

    @Test
    void asksASecondLaterAfterTheNewsOfARelease() {
      observeFrom(1_000, 6_000);

      machine.wake(at(2_000));

      assertThat(restsUntil(2_000)).isBetween(3_000L, 3_001L);
    }

    @Test
    void asksASecondLaterAfterAFailure() {
      machine.campaign(at(0));
      asks(1_000);
      machine.answer(UNAVAILABLE, at(1_000));

      assertThat(restsUntil(1_000)).isBetween(2_025L, 2_050L);
    }

    @Test
    void renewsAsEveryHolderDoes() {
      holdFrom(1_000);

      assertThat(restsUntil(1_000)).isEqualTo(4_333);
    }

    @Test
    void triesAFailedRenewalAsSoonAsEveryHolderDoes() {
      holdFrom(1_000);
      asks(5_000);
      machine.answer(UNAVAILABLE, at(5_000));

      assertThat(restsUntil(5_000)).isBetween(5_025L, 5_050L);
    }

    @Test
    void releasesAtOnce() {
      holdFrom(1_000);
      machine.stop(at(2_000));

      assertThat(asks(2_000)).isInstanceOf(Release.class);
    }

    @Test
    void keepsUpAKeyThatIsPendingAsEveryNodeDoes() {
      machine.campaign(at(0));
      asks(1_000);
      machine.answer(new Pending(1), at(1_000));
      asks(5_000);
      machine.answer(UNAVAILABLE, at(5_000));

      assertThat(restsUntil(5_000)).isBetween(5_025L, 5_050L);
    }

    @Test
    void doesNotDeferAboutATermOfItsOwn() {
      holdFrom(1_000);
      asks(5_000);
      machine.answer(new Gone(), at(5_000));

      assertThat(asks(5_000)).isInstanceOf(Acquire.class);
    }

    private void observeFrom(long millis, long leftMillis) {
      machine.campaign(at(0));
      asks(millis);
      machine.answer(heldByOther("held b 1 1", leftMillis), at(millis));
    }

    private void holdFrom(long millis) {
      machine.campaign(at(0));
      asks(millis);
      machine.answer(GRANTED, at(millis));
    }

    private static LeaseSettings deferring() {
      return LeaseSettings.of("nightly", Duration.ofSeconds(10))
          .withHolder("a")
          .withTimeout(Duration.ofSeconds(1))
          .withExpiringNotice(Duration.ofSeconds(2))
          .withDeference(Duration.ofSeconds(1));
    }
  }

  @Nested
  class FailureStreak {

    @Test
    void isFollowedByLongerAndLongerPauses() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(UNAVAILABLE, at(0));
      long first = restsUntil(0);
      asks(1_000);
      machine.answer(UNAVAILABLE, at(1_000));
      asks(2_000);
      machine.answer(UNAVAILABLE, at(2_000));

      assertThat(first).isBetween(25L, 50L);
      assertThat(restsUntil(2_000)).isBetween(2_100L, 2_200L);
    }

    @Test
    void isNewsOnceAndItsEndToo() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(UNAVAILABLE, at(0));
      asks(1_000);
      machine.answer(UNAVAILABLE, at(1_000));
      asks(2_000);
      machine.answer(heldByOther("held b 1 1", 6_000), at(2_000));

      assertThat(machine.drain())
          .hasExactlyElementsOfTypes(
              Change.StoreFailed.class, Change.StoreAnswers.class, Change.Observed.class);
    }

    @Test
    void ofAnotherKindIsNews() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(UNAVAILABLE, at(0));
      asks(1_000);
      machine.answer(new Refused(new SettingException("lease", "x", "must differ")), at(1_000));

      assertThat(machine.drain())
          .hasExactlyElementsOfTypes(Change.StoreFailed.class, Change.StoreFailed.class);
    }

    /** C-g: a proxy cut the idle connection, and nothing was asked over it. */
    @Test
    void isNotACut() {
      observe("held b 1 1", 6_000);
      machine.drain();
      asks(6_010);
      machine.answer(new Cut(), at(6_011));

      assertThat(acquires(6_011).campaign()).isEqualTo(2);
      assertThat(machine.drain()).isEmpty();
    }

    /** C-g: a server that cuts each connection would be asked without a pause. */
    @Test
    void isACutAfterACut() {
      observe("held b 1 1", 6_000);
      machine.drain();
      asks(6_010);
      machine.answer(new Cut(), at(6_011));
      asks(6_011);
      machine.answer(new Cut(), at(6_012));

      assertThat(machine.drain()).hasExactlyElementsOfTypes(Change.StoreFailed.class);
      assertThat(restsUntil(6_012)).isGreaterThan(6_030);
    }

    /** C-g: the wait for a key goes on, whatever was cut meanwhile (L7). */
    @Test
    void ofACutLeavesAWaitAsItIs() {
      machine.campaign(at(0));
      asks(0);
      machine.answer(new Pending(1), at(0));
      keepUp(1, 5_000);
      asks(10_000);
      machine.answer(new Cut(), at(10_001));

      assertThat(acquires(10_001).served()).hasValue(1);
    }

    @Test
    void isGivenAsTheReasonOfALoss() {
      hold();
      asks(4_000);
      machine.answer(UNAVAILABLE, at(8_900));
      machine.next(at(9_000));

      assertThat(machine.drain()).last().asString().contains("it could not be renewed: no answer");
    }
  }

  // The driver

  /** Both clocks, so many milliseconds after the beginning. */
  private static Moment at(long millis) {
    return new Moment(millis * 1_000_000, EPOCH_MILLIS + millis);
  }

  private LeaseRequest asks(long millis) {
    return ((Step.Ask) machine.next(at(millis))).request();
  }

  private Acquire acquires(long millis) {
    return (Acquire) asks(millis);
  }

  private long restsUntil(long millis) {
    return ((Step.Rest) machine.next(at(millis))).untilNanos() / 1_000_000;
  }

  private long deadlineMillis() {
    return machine.grant().orElseThrow().deadline().nanos() / 1_000_000;
  }

  /** Asks for the pending grant again, and still gets the same. */
  private void keepUp(long since, long millis) {
    asks(millis);
    machine.answer(new Pending(since), at(millis));
  }

  /** Holds from the beginning. */
  private void hold() {
    machine.campaign(at(0));
    asks(0);
    machine.answer(GRANTED, at(0));
    machine.drain();
  }

  /** Learns at the beginning that another node holds. */
  private void observe(String term, long leftMillis) {
    machine.campaign(at(0));
    asks(0);
    machine.answer(heldByOther(term, leftMillis), at(0));
  }

  private static HeldByOther heldByOther(String term, long leftMillis) {
    return new HeldByOther(
        "b", Optional.of(Duration.ofMillis(leftMillis)), term, OptionalLong.of(7));
  }

  private static LeaseSettings trusting() {
    return LeaseSettings.of("nightly", Duration.ofSeconds(10))
        .withHolder("a")
        .withTimeout(Duration.ofSeconds(1))
        .withExpiringNotice(Duration.ofSeconds(2))
        .withTrustAbsence(true);
  }

  /** Why the node holds no longer. */
  private Loss.Reason lost() {
    assertThat(machine.grant()).isEmpty();
    return machine.drain().stream()
        .filter(Change.Lost.class::isInstance)
        .map(change -> ((Change.Lost) change).loss().reason())
        .findFirst()
        .orElseThrow();
  }
}
