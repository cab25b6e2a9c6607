package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** L-m: each rule that {@link QuorumMember} states has a test that dies without it. */
class QuorumMemberTest {

  private static final Duration TTL = Duration.ofSeconds(10);
  private static final long TOKEN = 1_764_000_000_000L;
  private static final Unavailable AWAY = new Unavailable("away");

  private final QuorumMember member = new QuorumMember(TTL);
  private long number;

  private static Moment at(long millis) {
    return new Moment(millis * 1_000_000, TOKEN + millis);
  }

  private Acquire acquire(long millis) {
    number += 2;
    return member.acquire(1, number, false, at(millis));
  }

  private boolean hears(LeaseAnswer answer, long askedMillis, long nowMillis) {
    return member.heard(acquire(askedMillis), answer, at(askedMillis), at(nowMillis));
  }

  private static Granted granted() {
    return new Granted(TOKEN, "held a 1 2", Optional.empty());
  }

  private static Granted grantedAfter(long seconds) {
    return new Granted(TOKEN, "held a 1 2", Optional.of(Duration.ofSeconds(seconds)));
  }

  private static HeldByOther heldUntil(long millis) {
    return new HeldByOther(
        "b", Optional.of(Duration.ofMillis(millis)), "held b 1 1", OptionalLong.empty());
  }

  private LeaseRequest renewal() {
    return member.renew(1, 90, TOKEN, false, at(0));
  }

  @Nested
  class Probation {

    @Test
    void isOverForWhatIsAskedAfterItNotForWhatIsAnsweredAfterIt() {
      assertThat(hears(grantedAfter(4), 0, 0)).isFalse();

      assertThat(hears(grantedAfter(10), 5_999, 6_100)).isFalse();
      assertThat(hears(grantedAfter(10), 6_000, 6_100)).isTrue();
    }

    @Test
    void isCountedFromTheAnswerThatToldTheUptime() {
      assertThat(hears(grantedAfter(4), 0, 2_000)).isFalse();

      assertThat(hears(grantedAfter(10), 7_999, 8_000)).isFalse();
      assertThat(hears(grantedAfter(10), 8_000, 8_001)).isTrue();
    }

    @Test
    void doesNotBeginAnewWithEachAnswer() {
      hears(grantedAfter(4), 0, 0);
      hears(grantedAfter(7), 3_000, 3_900);

      assertThat(hears(grantedAfter(9), 6_000, 6_000)).isTrue();
    }

    @Test
    void isNotForWhoTrustsAbsenceNorForWhoHasWaitedForATtl() {
      Acquire trusting = member.acquire(1, 2, true, at(0));
      assertThat(member.heard(trusting, grantedAfter(4), at(0), at(0))).isTrue();

      QuorumMember other = new QuorumMember(TTL);
      Acquire served = new Acquire(1, 4, 1, Optional.empty(), OptionalLong.of(2), false);
      assertThat(other.heard(served, grantedAfter(4), at(0), at(0))).isTrue();
    }

    @Test
    void isNotForAMemberThatHasBeenUpForATtl() {
      assertThat(hears(grantedAfter(10), 0, 0)).isTrue();
    }

    @Test
    void isForAMemberWhoseKeyWasWaitedForAsWell() {
      hears(new Pending(2), 0, 0);

      assertThat(hears(grantedAfter(4), 9_000, 9_000)).isFalse();
      assertThat(hears(grantedAfter(10), 14_999, 14_999)).isFalse();
      assertThat(hears(grantedAfter(10), 15_000, 15_000)).isTrue();
    }
  }

  @Nested
  class Memory {

    @Test
    void isThatOfAMemberWhoseTokenIsNoneThatItMadeUp() {
      hears(new Granted(QuorumMember.LEAST_REMEMBERED_TOKEN, "", Optional.empty()), 0, 0);
      assertThat(member.remembers()).isTrue();

      hears(new Granted(QuorumMember.LEAST_REMEMBERED_TOKEN - 1, "", Optional.empty()), 0, 0);
      assertThat(member.remembers()).isFalse();
    }

    @Test
    void ofAMemberThatHasJustStartedMayBeOld() {
      hears(grantedAfter(4), 0, 0);

      assertThat(member.remembers()).isFalse();
    }

    @Test
    void isOfOneCampaign() {
      hears(granted(), 0, 0);

      member.beginCampaign();

      assertThat(member.remembers()).isFalse();
    }
  }

  @Nested
  class Evidence {

    @Test
    void isATermThatHasRunOut() {
      hears(heldUntil(1_000), 0, 0);

      assertThat(acquire(999).evidence()).isEmpty();
      assertThat(acquire(1_000).evidence()).contains("held b 1 1");
    }

    @Test
    void isATtlAwayWhereTheKeyNeverExpires() {
      hears(new HeldByOther("b", Optional.empty(), "held b 1 1", OptionalLong.empty()), 0, 0);

      assertThat(acquire(9_999).evidence()).isEmpty();
      assertThat(acquire(10_000).evidence()).isPresent();
    }

    @Test
    void isLostWithAnAnswerThatFailed() {
      hears(heldUntil(1_000), 0, 0);
      hears(AWAY, 500, 600);

      assertThat(acquire(2_000).evidence()).isEmpty();
    }

    @Test
    void isLostWithARefusalToo() {
      hears(heldUntil(1_000), 0, 0);
      hears(new Refused(new SettingException("redis", "x", "needs a password")), 500, 600);

      assertThat(acquire(2_000).evidence()).isEmpty();
    }

    @Test
    void isLostWithAFailureThatIsHeardTooLateToCount() {
      hears(heldUntil(1_000), 0, 0);
      member.heardTooLate(acquire(500), AWAY, at(600));

      assertThat(acquire(2_000).evidence()).isEmpty();
    }

    @Test
    void isLostWhenThisNodeGivesBack() {
      hears(heldUntil(1_000), 0, 0);
      member.release(true);

      assertThat(acquire(2_000).evidence()).isEmpty();
    }

    @Test
    void comesAlsoFromAnAnswerThatIsTooLateToCount() {
      member.heardTooLate(acquire(0), heldUntil(1_000), at(0));

      assertThat(acquire(1_000).evidence()).contains("held b 1 1");
    }

    @Test
    void isThisNodesOwnTermAsWell() {
      hears(granted(), 0, 0);

      assertThat(acquire(1).evidence()).contains("held a 1 2");
    }
  }

  @Nested
  class TheKey {

    @Test
    void mayBeThereFromTheAskingOn() {
      assertThat(member.mayHaveTheKey()).isFalse();
      acquire(0);
      assertThat(member.mayHaveTheKey()).isTrue();
    }

    @Test
    void isNotThereAfterItsRelease() {
      acquire(0);
      member.released(new Release(1));

      assertThat(member.mayHaveTheKey()).isFalse();
    }

    @Test
    void mayStillBeThereAfterALateReleaseOfAnEarlierCampaign() {
      acquire(0);
      member.beginCampaign();
      member.acquire(2, 8, false, at(0));

      member.released(new Release(1));

      assertThat(member.mayHaveTheKey()).isTrue();
      assertThat(member.release(false)).isEqualTo(new Release(2, false));
    }

    @Test
    void isNotThereIfAnotherHasIt() {
      hears(heldUntil(1_000), 0, 0);

      assertThat(member.mayHaveTheKey()).isFalse();
    }

    @Test
    void mayStillBeThereIfAnotherHadItWhenAnEarlierCampaignAsked() {
      Acquire earlier = acquire(0);
      member.acquire(2, 8, false, at(0));

      member.heardTooLate(earlier, heldUntil(1_000), at(0));

      assertThat(member.mayHaveTheKey()).isTrue();
    }

    @Test
    void isGivenBackWithAWordOrWithout() {
      acquire(0);

      assertThat(member.release(true)).isEqualTo(new Release(1, true));
      assertThat(member.release(false)).isEqualTo(new Release(1, false));
    }
  }

  @Nested
  class ARenewal {

    @Test
    void isForAMemberThatGrants() {
      assertThat(renewal()).isInstanceOf(Acquire.class);
      hears(granted(), 0, 0);
      assertThat(renewal()).isEqualTo(new Renew(1, 90, TOKEN));
    }

    @Test
    void isForAMemberThatWasSilentSince() {
      hears(granted(), 0, 0);
      hears(AWAY, 0, 0);

      assertThat(renewal()).isInstanceOf(Renew.class);
    }

    @Test
    void isNotForAMemberWhoseKeyIsGoneOrAnothersOrOfAnEarlierCampaign() {
      hears(granted(), 0, 0);
      hears(new Gone(), 0, 0);
      assertThat(renewal()).isInstanceOf(Acquire.class);

      hears(granted(), 0, 0);
      hears(heldUntil(1_000), 0, 0);
      assertThat(renewal()).isInstanceOf(Acquire.class);

      hears(granted(), 0, 0);
      member.beginCampaign();
      assertThat(renewal()).isInstanceOf(Acquire.class);
    }

    @Test
    void thatIsAnsweredIsAVote() {
      hears(granted(), 0, 0);

      assertThat(member.heard(renewal(), granted(), at(0), at(0))).isTrue();
    }
  }

  @Nested
  class AWait {

    @Test
    void isServedATtlAfterTheAnswer() {
      assertThat(hears(new Pending(2), 0, 1_000)).isFalse();

      assertThat(acquire(10_999).served()).isEmpty();
      assertThat(acquire(11_000).served()).hasValue(2);
    }

    @Test
    void goesOnForAsLongAsTheKeyIsTheSame() {
      hears(new Pending(2), 0, 0);
      hears(new Pending(2), 4_000, 5_000);

      assertThat(acquire(10_000).served()).hasValue(2);
    }

    @Test
    void beginsAnewIfTheKeyWasAway() {
      hears(new Pending(2), 0, 0);
      hears(new Pending(6), 4_000, 5_000);

      assertThat(acquire(14_999).served()).isEmpty();
      assertThat(acquire(15_000).served()).hasValue(6);
    }

    @Test
    void isToldByTheNumberOfTheRequestThatTookTheKey() {
      assertThat(member.waitsSince()).isEmpty();
      hears(new Pending(2), 0, 0);
      assertThat(member.waitsSince()).hasValue(2);
      hears(granted(), 10_000, 10_000);
      assertThat(member.waitsSince()).hasValue(0);
      hears(new Gone(), 10_000, 10_000);
      assertThat(member.waitsSince()).isEmpty();
    }

    @Test
    void ofAMemberThatHasJustStartedIsToldByTheNumberOfTheRequest() {
      hears(grantedAfter(4), 0, 0);

      assertThat(member.waitsSince()).hasValue(number);
      assertThat(acquire(20_000).served()).isEmpty();
    }
  }

  @Nested
  class TheWishThatThisNodeLeaves {

    @Test
    void isWhatTheMemberSaidLast() {
      hears(new Granted(TOKEN, "", Optional.empty(), Optional.of("by ops")), 0, 0);
      assertThat(member.leave()).contains("by ops");
      hears(granted(), 0, 0);
      assertThat(member.leave()).isEmpty();
    }

    @Test
    void isAPauseToo() {
      hears(new Paused("paused by ops", Optional.empty()), 0, 0);

      assertThat(member.leave()).contains("paused by ops");
    }

    @Test
    void outlivesSilence() {
      hears(new Paused("paused by ops", Optional.empty()), 0, 0);
      hears(AWAY, 0, 0);

      assertThat(member.leave()).contains("paused by ops");
    }

    @Test
    void isOfOneCampaign() {
      hears(new Paused("paused by ops", Optional.empty()), 0, 0);
      member.beginCampaign();

      assertThat(member.leave()).isEmpty();
    }
  }

  @Test
  void whatIsAskedHasNoFloorAndTheTrustOfWhoAsks() {
    assertThat(acquire(0).floor()).isEqualTo(1);
    assertThat(member.acquire(1, 2, true, at(0)).trustAbsence()).isTrue();
    assertThat(acquire(0).trustAbsence()).isFalse();
  }
}
