package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import io.beatcop.lease.MemberRequest.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Three members, answered by hand. */
class QuorumTest {

  private static final Duration TTL = Duration.ofSeconds(10);
  private static final long FLOOR = 1_764_000_000_000L;

  private final Quorum quorum =
      new Quorum(LeaseSettings.of("nightly", TTL), List.of("one:1", "two:2", "three:3"));
  private final SettingException wrong = new SettingException("redis", "x", "needs a password");
  private long millis;

  @Nested
  class Granting {

    @Test
    void isForAMajorityThatHasConfirmedTheGreatestToken() {
      ask(acquire(1));
      answer(pull(0), granted(FLOOR + 5));
      answer(pull(1), granted(FLOOR + 9));

      MemberRequest first = pull(0);
      MemberRequest second = pull(1);
      assertThat(((Renew) first.request()).token()).isEqualTo(FLOOR + 9);
      assertThat(quorum.outcome()).isEmpty();
      answer(first, granted(FLOOR + 9));
      answer(second, granted(FLOOR + 9));

      assertThat(token()).isEqualTo(FLOOR + 9);
    }

    @Test
    void takesATokenThatIsNotBelowTheFloor() {
      hold(FLOOR - 100);

      assertThat(token()).isEqualTo(FLOOR);
    }

    @Test
    void takesATokenThatIsGreaterThanThoseOfTheMembersThatSaidNo() {
      ask(acquire(1));
      answer(pull(0), heldBy("b", FLOOR + 7, 1_000));
      answer(pull(1), granted(FLOOR + 3));
      answer(pull(2), granted(FLOOR + 3));

      assertThat(((Renew) pull(1).request()).token()).isEqualTo(FLOOR + 8);
    }

    @Test
    void isNotForAMajorityThatConfirmedNothing() {
      ask(acquire(1));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), granted(FLOOR));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), new Unavailable("away"));

      assertThat(quorum.outcome().orElseThrow()).isInstanceOf(Unavailable.class);
      assertThat(pull(0).purpose()).isEqualTo(Purpose.LET_GO);
    }

    @Test
    void waitsForMembersThatRememberTheTokenWhileOneOfTheVotersDoesNot() {
      ask(acquire(1));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), granted(1));
      MemberRequest third = pull(2);

      assertThat(quorum.pull(0, now())).isEmpty();
      answer(third, granted(FLOOR + 1));

      assertThat(((Renew) pull(0).request()).token()).isEqualTo(FLOOR + 1);
    }

    @Test
    void isRefusedIfTheTokenMayBeAtAMemberThatIsAway() {
      ask(acquire(1));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), granted(1));
      answer(pull(2), new Unavailable("away"));

      assertThat(quorum.outcome())
          .contains(new Unavailable("no majority of the 3 servers: three:3: away"));
    }

    @Test
    void takesTheClockForTheTokenWhereAMajorityHasForgottenIt() {
      ask(acquire(1));
      answer(pull(0), granted(1));
      answer(pull(1), granted(1));

      assertThat(((Renew) pull(0).request()).token()).isEqualTo(FLOOR);
    }

    @Test
    void asksTheMembersWithoutAFloorSoThatTheyShowWhatTheyForgot() {
      ask(acquire(1));

      assertThat(((Acquire) pull(0).request()).floor())
          .isLessThan(QuorumMember.LEAST_REMEMBERED_TOKEN);
    }
  }

  @Nested
  class Waiting {

    @Test
    void isWhatAMajorityIsWorthThatKnowsOfNoEnd() {
      ask(acquire(4));
      answer(pull(0), new Pending(8));
      answer(pull(1), new Pending(8));

      assertThat(quorum.outcome()).contains(new Pending(4));
    }

    @Test
    void endsForEachMemberATtlAfterItsAnswer() {
      ask(acquire(1));
      answer(pull(0), new Pending(2));
      millis = 5_000;
      answer(pull(1), new Pending(2));
      millis = 10_000;

      ask(acquire(2));
      assertThat(((Acquire) pull(0).request()).served()).hasValue(2);
      assertThat(((Acquire) pull(1).request()).served()).isEmpty();
    }

    @Test
    void isForAMemberThatHasJustStartedToo() {
      ask(acquire(1));
      answer(pull(0), grantedAfter(Duration.ofSeconds(4)));
      answer(pull(1), grantedAfter(Duration.ofSeconds(4)));
      assertThat(quorum.outcome().orElseThrow()).isInstanceOf(Pending.class);

      millis = 6_000;
      ask(acquire(2));
      answer(pull(0), grantedAfter(Duration.ofSeconds(10)));
      answer(pull(1), grantedAfter(Duration.ofSeconds(10)));
      assertThat(pull(0).purpose()).isEqualTo(Purpose.CONFIRM);
    }

    /** L-m: the node would take a lower one for the beginning of another wait. */
    @Test
    void sinceARequestNeverFallsBackToAnEarlierOne() {
      ask(acquire(4));
      answer(pull(0), new Pending(8));
      answer(pull(1), new Unavailable("away"));
      MemberRequest third = pull(2);
      ask(acquire(5));
      answer(pull(0), new Pending(8));
      answer(pull(1), new Pending(10));
      assertThat(quorum.outcome()).contains(new Pending(5));
      answer(third, new Pending(8));

      ask(acquire(6));
      answer(pull(0), new Pending(8));
      answer(pull(2), new Pending(8));

      assertThat(quorum.outcome()).contains(new Pending(5));
    }

    @Test
    void isNotWorthwhileIfTheKeyOfAnotherIsInTheWayOnly() {
      ask(acquire(1));
      answer(pull(0), new Pending(2));
      answer(pull(1), granted(FLOOR));
      answer(pull(2), heldBy("b", FLOOR, 80));

      assertThat(quorum.outcome()).contains(new Gone());
      assertThat(quorum.pull(0, now())).isEmpty();
    }
  }

  @Nested
  class Declining {

    @Test
    void tellsOfWhoHoldsAsSoonAsAMajorityDoes() {
      ask(acquire(1));
      answer(pull(0), heldBy("b", FLOOR, 3_000));
      answer(pull(2), heldBy("b", FLOOR, 4_000));

      assertThat(((HeldByOther) quorum.outcome().orElseThrow()).holder()).isEqualTo("b");
    }

    @Test
    void waitsUntilSoManyKeysHaveExpiredAsAreMissing() {
      ask(acquire(1));
      answer(pull(0), heldBy("b", FLOOR, 3_000));
      answer(pull(2), heldBy("b", FLOOR, 4_000));

      assertThat(expiry()).contains(Duration.ofSeconds(4));
    }

    @Test
    void looksAgainBeforeARenewalExpiresThatItSawHalf() {
      ask(acquire(1));
      answer(pull(0), new HeldByOther("b", millis(3_000), "held b 1 2", OptionalLong.empty()));
      answer(pull(1), new HeldByOther("b", millis(9_000), "held b 1 4", OptionalLong.empty()));

      assertThat(expiry()).contains(Duration.ofSeconds(3));
    }

    @Test
    void givesBackAtOnceAndWithoutAWordWhatAMinorityGranted() {
      ask(acquire(1));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), heldBy("b", FLOOR, 3_000));
      answer(pull(2), heldBy("b", FLOOR, 3_000));

      assertThat(pull(0).request()).isEqualTo(new Release(1, false));
      assertThat(quorum.pull(1, now())).isEmpty();
    }

    @Test
    void givesBackWhatIsGrantedAfterTheDecision() {
      ask(acquire(1));
      MemberRequest late = pull(2);
      answer(pull(0), heldBy("b", FLOOR, 3_000));
      answer(pull(1), heldBy("b", FLOOR, 3_000));
      answer(late, granted(FLOOR));

      assertThat(pull(2).purpose()).isEqualTo(Purpose.LET_GO);
    }

    @Test
    void triesAgainSoonIfNobodyCanHaveAMajority() {
      ask(acquire(1));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), heldBy("b", FLOOR, 9_999));
      answer(pull(2), heldBy("c", FLOOR, 9_999));

      assertThat(quorum.outcome()).contains(new Gone());
    }

    @Test
    void doesNotTakeWhatIsBeingGivenBackForAMajority() {
      ask(acquire(1));
      answer(pull(0), new HeldByOther("b", millis(9_999), "held b 1 2", OptionalLong.empty()));
      answer(pull(1), new HeldByOther("b", millis(9_999), "held b 2 4", OptionalLong.empty()));
      answer(pull(2), granted(FLOOR));

      assertThat(quorum.outcome()).contains(new Gone());
    }

    @Test
    void asksInANewCampaignAfterwardsSoThatNothingLateCanRevokeWhatItGetsThen() {
      ask(acquire(1));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), heldBy("b", FLOOR, 9_999));
      answer(pull(2), heldBy("c", FLOOR, 9_999));
      LeaseRequest letGo = pull(0).request();

      ask(acquire(2));

      assertThat(pull(0).request().campaign()).isGreaterThan(letGo.campaign());
    }

    @Test
    void namesTheMembersThatFailed() {
      ask(acquire(1));
      answer(pull(0), new Unavailable("away"));
      answer(pull(1), granted(FLOOR));
      quorum.giveUp();

      assertThat(quorum.outcome())
          .contains(
              new Unavailable(
                  "no majority of the 3 servers: one:1: away; three:3: did not answer in time"));
    }

    @Test
    void isFinalOnlyIfMoreThanAMinorityRefuses() {
      ask(acquire(1));
      answer(pull(0), refused());
      answer(pull(1), new Unavailable("away"));
      assertThat(quorum.outcome().orElseThrow()).isInstanceOf(Unavailable.class);

      ask(acquire(2));
      answer(pull(0), refused());
      answer(pull(2), refused());
      assertThat(quorum.outcome()).contains(refused());
    }
  }

  @Nested
  class Holding {

    @Test
    void lastsWhileAMajorityRenews() {
      hold(FLOOR);

      ask(new Renew(1, 2, FLOOR));
      answer(pull(0), new Unavailable("away"));
      answer(pull(1), granted(FLOOR));
      answer(pull(2), granted(FLOOR));

      assertThat(token()).isEqualTo(FLOOR);
    }

    @Test
    void countsNoAnswerToAnEarlierPoll() {
      hold(FLOOR);
      ask(new Renew(1, 2, FLOOR));
      MemberRequest slow = pull(0);
      quorum.giveUp();

      ask(new Renew(1, 3, FLOOR));
      answer(slow, granted(FLOOR));
      answer(pull(1), granted(FLOOR));

      assertThat(quorum.outcome()).isEmpty();
    }

    @Test
    void asksAMemberAnewThatForgot() {
      hold(FLOOR);
      ask(new Renew(1, 2, FLOOR));
      answer(pull(0), new Gone());

      ask(new Renew(1, 3, FLOOR));

      assertThat(pull(0).request()).isInstanceOf(Acquire.class);
      assertThat(pull(1).request()).isInstanceOf(Renew.class);
    }

    @Test
    void doesNotCountAMemberThatForgotBeforeItHasWaited() {
      hold(FLOOR);
      ask(new Renew(1, 2, FLOOR));
      answer(pull(0), new Gone());
      ask(new Renew(1, 3, FLOOR));
      answer(pull(0), new Pending(6));
      answer(pull(1), granted(FLOOR));
      assertThat(quorum.outcome()).isEmpty();

      answer(pull(2), new Gone());
      assertThat(quorum.outcome()).contains(new Gone());
    }

    @Test
    void endsAtOnceWhenAMajorityHasAnotherHolder() {
      hold(FLOOR);
      ask(new Renew(1, 2, FLOOR));
      answer(pull(0), heldBy("b", FLOOR + 1, 9_000));
      answer(pull(1), heldBy("b", FLOOR + 1, 9_000));

      assertThat(((HeldByOther) quorum.outcome().orElseThrow()).holder()).isEqualTo("b");
      assertThat(pull(2).purpose()).isEqualTo(Purpose.LET_GO);
    }

    @Test
    void isReleasedOnAllMembersThatAnswerAndAnnounced() {
      hold(FLOOR);
      ask(new Release(1));
      answer(pull(0), new Released());
      MemberRequest second = pull(1);
      assertThat(second.request()).isEqualTo(new Release(1, true));
      answer(second, new Released());
      assertThat(quorum.outcome()).isEmpty();

      quorum.giveUp();
      assertThat(quorum.outcome()).contains(new Released());
    }
  }

  @Nested
  class Leaving {

    @Test
    void isAskedForByAMajority() {
      hold(FLOOR);
      ask(new Renew(1, 2, FLOOR));
      answer(pull(0), leaving());
      answer(pull(1), leaving());

      assertThat(leave()).contains("paused by ops");
    }

    @Test
    void isNotAskedForByAMinority() {
      hold(FLOOR);
      ask(new Renew(1, 2, FLOOR));
      answer(pull(0), leaving());
      answer(pull(1), granted(FLOOR));

      assertThat(leave()).isEmpty();
    }

    @Test
    void isAskedForAtTheNextRenewalByAMemberThatWasHeardAfterTheOthers() {
      hold(FLOOR);
      ask(new Renew(1, 2, FLOOR));
      answer(pull(0), leaving());
      answer(pull(1), granted(FLOOR));
      answer(pull(2), leaving());
      ask(new Renew(1, 3, FLOOR));
      answer(pull(0), leaving());
      answer(pull(1), granted(FLOOR));

      assertThat(leave()).contains("paused by ops");
    }

    @Test
    void isOfThePastWhenAMemberAsksForItNoMore() {
      hold(FLOOR);
      ask(new Renew(1, 2, FLOOR));
      answer(pull(0), leaving());
      answer(pull(1), granted(FLOOR));
      answer(pull(2), granted(FLOOR));
      ask(new Renew(1, 3, FLOOR));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), leaving());

      assertThat(leave()).isEmpty();
    }

    private Granted leaving() {
      return new Granted(FLOOR, "held a 1 2", Optional.empty(), Optional.of("paused by ops"));
    }

    private Optional<String> leave() {
      return ((Granted) quorum.outcome().orElseThrow()).leave();
    }
  }

  @Nested
  class Pausing {

    @Test
    void isAMajorityThatIsPausedUntilItIsNone() {
      ask(acquire(1));
      answer(pull(0), paused(3_000));
      answer(pull(1), paused(2_000));

      assertThat(quorum.outcome()).contains(paused(2_000));
    }

    @Test
    void ofAMinorityIsLikeAMemberThatIsMissing() {
      ask(acquire(1));
      answer(pull(0), paused(3_000));
      answer(pull(1), granted(FLOOR));
      answer(pull(2), granted(FLOOR));

      assertThat(pull(1).purpose()).isEqualTo(Purpose.CONFIRM);
    }

    @Test
    void givesBackWhatAMinorityGranted() {
      ask(acquire(1));
      answer(pull(2), granted(FLOOR));
      answer(pull(0), paused(3_000));
      answer(pull(1), paused(2_000));

      assertThat(pull(2).purpose()).isEqualTo(Purpose.LET_GO);
    }

    @Test
    void ofAMinorityHidesNoHolder() {
      ask(acquire(1));
      answer(pull(0), paused(3_000));
      answer(pull(1), heldBy("b", FLOOR, 9_000));
      assertThat(quorum.outcome()).isEmpty();
      answer(pull(2), heldBy("b", FLOOR, 9_000));

      assertThat(((HeldByOther) quorum.outcome().orElseThrow()).holder()).isEqualTo("b");
    }

    private LeaseAnswer.Paused paused(long leftMillis) {
      return new LeaseAnswer.Paused("paused by ops", millis(leftMillis));
    }
  }

  /** L-m: numbers keep late, old and repeated requests apart. */
  @Nested
  class Numbering {

    private Acquire acquireIn(long campaign, long number) {
      return new Acquire(campaign, number, FLOOR, Optional.empty(), OptionalLong.empty(), false);
    }

    @Test
    void nothingIsSentBeforeThereIsARequestOrTwice() {
      assertThat(quorum.pull(0, now())).isEmpty();
      assertThat(quorum.hasDuties()).isFalse();
      ask(acquire(1));
      assertThat(quorum.hasDuties()).isTrue();
      pull(0);
      pull(1);
      pull(2);

      assertThat(quorum.pull(0, now())).isEmpty();
      assertThat(quorum.hasDuties()).isFalse();
    }

    @Test
    void aPollHasTheEvenNumberAndWhatConfirmsItTheOddOne() {
      ask(acquire(3));
      MemberRequest first = pull(0);
      MemberRequest second = pull(1);
      assertThat(((Acquire) first.request()).number()).isEqualTo(6);
      answer(first, granted(FLOOR));
      answer(second, granted(FLOOR));

      assertThat(((Renew) pull(0).request()).number()).isEqualTo(7);
    }

    @Test
    void aRenewalHasTheEvenNumberToo() {
      hold(FLOOR);
      ask(new Renew(1, 5, FLOOR));

      assertThat(((Renew) pull(0).request()).number()).isEqualTo(10);
    }

    @Test
    void aWaitOfAnEarlierCampaignIsNotServed() {
      ask(acquire(1));
      answer(pull(0), new Pending(2));
      answer(pull(1), new Pending(2));
      millis = 11_000;

      ask(acquireIn(2, 2));

      assertThat(((Acquire) pull(0).request()).served()).isEmpty();
    }

    @Test
    void whatWasReleasedIsNotReleasedAgain() {
      hold(FLOOR);
      ask(new Release(1));
      for (int member = 0; member < 3; member++) {
        answer(pull(member), new LeaseAnswer.Released());
      }
      ask(acquireIn(2, 4));
      answer(pull(0), heldBy("b", FLOOR, 9_000));
      answer(pull(1), heldBy("b", FLOOR, 9_000));

      assertThat(quorum.pull(2, now())).isEmpty();
    }

    /** L-d: the key there may be another start's, under this name. */
    @Test
    void aMemberThatGaveNothingIsNotAskedToTakeItBack() {
      ask(acquire(1));
      answer(pull(0), granted(FLOOR));
      answer(pull(1), heldBy("b", FLOOR, 9_000));
      answer(pull(2), heldBy("b", FLOOR, 9_000));

      ask(new Release(1));

      assertThat(quorum.pull(1, now())).isEmpty();
      assertThat(quorum.pull(2, now())).isEmpty();
      assertThat(quorum.outcome()).isEmpty();
      answer(pull(0), new Released());
      assertThat(quorum.outcome()).contains(new Released());
    }

    /** C-g: it was not asked at all, and the next connection may lead to another server (S9). */
    @Test
    void aMemberWhoseConnectionWasCutIsAskedOnceMoreWithoutEvidence() {
      ask(acquire(1));
      answer(pull(0), heldBy("b", FLOOR, 1_000));
      millis = 1_000;
      ask(acquire(2));
      MemberRequest cut = pull(0);
      assertThat(((Acquire) cut.request()).evidence()).contains("held b 1 1");

      answer(cut, new LeaseAnswer.Cut());

      assertThat(((Acquire) pull(0).request()).evidence()).isEmpty();
      assertThat(quorum.outcome()).isEmpty();
    }

    @Test
    void whatWasCutInAnEarlierPollIsNotAskedOnceMore() {
      ask(acquire(1));
      MemberRequest cut = pull(0);
      ask(acquire(2));
      pull(0);

      answer(cut, new LeaseAnswer.Cut());

      assertThat(quorum.pull(0, now())).isEmpty();
    }

    @Test
    void aReleaseOfNothingIsDoneAtOnce() {
      ask(new Release(1));

      assertThat(quorum.pull(0, now())).isEmpty();
      assertThat(quorum.outcome()).contains(new Released());
    }

    @Test
    void anAnswerToAnEarlierCampaignShowsWhatIsThere() {
      ask(acquire(1));
      MemberRequest late = pull(2);
      answer(pull(0), heldBy("b", FLOOR, 9_000));
      answer(pull(1), heldBy("b", FLOOR, 9_000));
      answer(late, heldBy("b", FLOOR, 1_000));
      millis = 1_000;

      ask(acquireIn(2, 2));

      assertThat(((Acquire) pull(2).request()).evidence()).contains("held b 1 1");
    }

    @Test
    void aRequestOfAnEarlierCampaignTouchesNothingAndTeachesNothing() {
      ask(acquireIn(2, 2));
      ask(new Renew(1, 3, FLOOR));
      assertThat(pull(0).request()).isEqualTo(new Renew(-1, 0, FLOOR));
      ask(new Release(1));
      assertThat(pull(0).request()).isEqualTo(new Release(-1, false));
      ask(acquireIn(1, 3));
      MemberRequest late = pull(0);
      assertThat(late.request().campaign()).isEqualTo(-1);
      assertThat(late.request()).isInstanceOf(Acquire.class);
      answer(late, heldBy("b", FLOOR, 1_000));
      millis = 1_000;

      ask(acquireIn(2, 4));

      assertThat(((Acquire) pull(0).request()).evidence()).isEmpty();
    }
  }

  /** Lets this node hold the lease, with what all members answer. */
  private void hold(long token) {
    ask(acquire(1));
    answer(pull(0), granted(token));
    answer(pull(1), granted(token));
    answer(pull(2), granted(token));
    answer(pull(0), granted(token));
    answer(pull(1), granted(token));
    answer(pull(2), granted(token));
  }

  private void ask(LeaseRequest request) {
    quorum.ask(request, now());
  }

  private MemberRequest pull(int member) {
    return quorum.pull(member, now()).orElseThrow();
  }

  private void answer(MemberRequest memberRequest, LeaseAnswer answer) {
    quorum.answer(memberRequest, answer, now());
  }

  private long token() {
    return ((Granted) quorum.outcome().orElseThrow()).token();
  }

  private Optional<Duration> expiry() {
    return ((HeldByOther) quorum.outcome().orElseThrow()).expiresIn();
  }

  private Moment now() {
    return new Moment(millis * 1_000_000, FLOOR + millis);
  }

  private static Acquire acquire(long number) {
    return new Acquire(1, number, FLOOR, Optional.empty(), OptionalLong.empty(), false);
  }

  private static Granted granted(long token) {
    return new Granted(token, "held a 1 2", Optional.empty());
  }

  private static Granted grantedAfter(Duration uptime) {
    return new Granted(FLOOR, "held a 1 2", Optional.of(uptime));
  }

  private static HeldByOther heldBy(String holder, long token, long leftMillis) {
    String term = "held " + holder + " 1 1";
    return new HeldByOther(holder, millis(leftMillis), term, OptionalLong.of(token));
  }

  private static Optional<Duration> millis(long millis) {
    return Optional.of(Duration.ofMillis(millis));
  }

  private Refused refused() {
    return new Refused(wrong);
  }
}
