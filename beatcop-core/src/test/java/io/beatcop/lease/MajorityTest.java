package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** L-m: each rule that {@link Majority} states has a test that dies without it. */
class MajorityTest {

  private static final Duration TTL = Duration.ofSeconds(10);
  private static final Unavailable AWAY = new Unavailable("away");

  private final Majority ofThree = new Majority(3, 2, TTL);
  private final Majority ofFive = new Majority(5, 3, TTL);

  private static Tally tally(int size, Tally.Count... counts) {
    Tally tally = new Tally(List.of("one", "two", "three", "four", "five").subList(0, size));
    for (int member = 0; member < counts.length; member++) {
      tally.count(member, counts[member]);
    }
    return tally;
  }

  private static Tally.Count vote() {
    return new Tally.Count(new Granted(7, "held a 1 1", Optional.empty()), true, true);
  }

  private static Tally.Count forgetfulVote() {
    return new Tally.Count(new Granted(1, "held a 1 1", Optional.empty()), true, false);
  }

  private static Tally.Count is(LeaseAnswer answer) {
    return new Tally.Count(answer, false, false);
  }

  private static HeldByOther heldBy(String holder, long millis) {
    return new HeldByOther(
        holder,
        Optional.of(Duration.ofMillis(millis)),
        "held " + holder + " 1 1",
        OptionalLong.empty());
  }

  private static Paused paused(long seconds) {
    return new Paused("paused " + seconds, Optional.of(Duration.ofSeconds(seconds)));
  }

  private static Refused refused() {
    return new Refused(new SettingException("redis", "x", "needs a password"));
  }

  private static LeaseAnswer answer(Optional<QuorumDecision> decision) {
    return decision.orElseThrow().answer();
  }

  private Optional<QuorumDecision> acquisition(Tally tally) {
    return ofThree.onAcquisition(tally, () -> 42);
  }

  @Nested
  class ARelease {

    @Test
    void isOneIfAMajorityHasReleased() {
      Tally tally = tally(3, is(new Released()), is(AWAY), is(new Released()));

      assertThat(answer(ofThree.onRelease(tally))).isEqualTo(new Released());
    }

    @Test
    void isNotOneIfOneHasReleased() {
      Tally tally = tally(3, is(new Released()), is(AWAY), is(AWAY));

      assertThat(answer(ofThree.onRelease(tally))).isInstanceOf(Unavailable.class);
    }

    @Test
    void isNotDecidedBeforeAllAreHeard() {
      Tally tally = tally(3, is(new Released()), is(new Released()));

      assertThat(ofThree.onRelease(tally)).isEmpty();
    }
  }

  @Nested
  class AGrant {

    @Test
    void takesTheVotesOfAMajority() {
      assertThat(ofThree.grants(tally(3, vote(), vote()))).isTrue();
      assertThat(ofThree.grants(tally(3, vote()))).isFalse();
      assertThat(ofFive.grants(tally(5, vote(), vote()))).isFalse();
      assertThat(ofFive.grants(tally(5, vote(), vote(), vote()))).isTrue();
    }

    @Test
    void takesAMajorityThatRemembersTheToken() {
      assertThat(ofThree.grants(tally(3, vote(), forgetfulVote()))).isFalse();
      assertThat(ofThree.grants(tally(3, vote(), forgetfulVote(), vote()))).isTrue();
    }

    @Test
    void takesMoreThanAMinorityThatForgotTheToken() {
      assertThat(ofThree.grants(tally(3, forgetfulVote(), forgetfulVote()))).isTrue();
      assertThat(ofFive.grants(tally(5, vote(), forgetfulVote(), forgetfulVote()))).isFalse();
    }
  }

  @Nested
  class AnAcquisition {

    @Test
    void isDeclinedForAHolderThatHasAMajority() {
      Tally tally = tally(3, is(heldBy("b", 3_000)), is(heldBy("b", 4_000)));

      QuorumDecision decision = acquisition(tally).orElseThrow();

      assertThat(((HeldByOther) decision.answer()).holder()).isEqualTo("b");
      assertThat(decision.letsGo()).isTrue();
    }

    @Test
    void waitsForTheLastAnswerWhileNoOtherHolderHasAMajority() {
      assertThat(acquisition(tally(3, is(heldBy("b", 9_000)), is(heldBy("c", 9_000))))).isEmpty();
    }

    @Test
    void isWorthAnotherTrySoonIfNobodyCanHaveAMajority() {
      Tally tally = tally(3, is(heldBy("b", 9_000)), is(heldBy("c", 9_000)), vote());

      assertThat(answer(acquisition(tally))).isEqualTo(new Gone());
    }

    @Test
    void isNotWorthOneRightBeforeAKeyExpires() {
      Tally tally = tally(3, is(heldBy("b", 2_499)), is(heldBy("c", 2_499)), vote());
      assertThat(answer(acquisition(tally))).isInstanceOf(HeldByOther.class);

      tally = tally(3, is(heldBy("b", 2_500)), is(heldBy("c", 2_500)), vote());
      assertThat(answer(acquisition(tally))).isEqualTo(new Gone());
    }

    @Test
    void isNotWorthOneIfTheMemberThatFailedMayBeTheOtherHolders() {
      Tally tally = tally(3, is(heldBy("b", 9_000)), vote(), is(AWAY));

      // Its key and what it may have at the one that is away are a majority.
      assertThat(answer(acquisition(tally))).isInstanceOf(Unavailable.class);
      tally = tally(3, is(heldBy("b", 9_000)), is(heldBy("c", 9_000)), is(AWAY));
      assertThat(answer(acquisition(tally))).isInstanceOf(HeldByOther.class);
    }

    @Test
    void isPausedForAsLongAsNoMajorityIsNotPaused() {
      Tally tally = tally(3, is(paused(9)), is(paused(5)), is(paused(7)));
      assertThat(answer(acquisition(tally))).isEqualTo(paused(7));

      tally = tally(3, is(paused(9)), is(paused(5)), vote());
      assertThat(answer(acquisition(tally))).isEqualTo(paused(5));
    }

    @Test
    void isPausedAsSoonAsAMajorityIs() {
      assertThat(answer(acquisition(tally(3, is(paused(9)), is(paused(5)))))).isEqualTo(paused(5));
    }

    @Test
    void looksAgainWhenSoManyKeysHaveExpiredAsAreMissing() {
      Tally tally =
          tally(
              5,
              vote(),
              vote(),
              is(heldBy("b", 1_000)),
              is(heldBy("b", 2_000)),
              is(heldBy("b", 3_000)));

      HeldByOther seen = (HeldByOther) answer(ofFive.onAcquisition(tally, () -> 42));

      assertThat(seen.expiresIn()).contains(Duration.ofSeconds(1));
    }

    @Test
    void asksSoonIfAMemberThatIsStillToAnswerWouldDoWithTheKeyOfAnother() {
      Tally tally = tally(5, is(new Pending(2)), is(new Pending(2)), vote(), is(heldBy("b", 80)));

      assertThat(answer(ofFive.onAcquisition(tally, () -> 42))).isEqualTo(new Gone());
    }

    @Test
    void countsAPausedMemberAsAnothersIfSomeAre() {
      Tally tally = tally(3, is(heldBy("b", 3_000)), is(paused(9)), vote());
      assertThat(answer(acquisition(tally))).isNotInstanceOf(Unavailable.class);

      tally = tally(3, is(AWAY), is(paused(9)), vote());
      assertThat(answer(acquisition(tally))).isInstanceOf(Unavailable.class);
    }

    @Test
    void waitsWithAMajorityOfTheKeys() {
      Tally tally = tally(3, is(new Pending(2)), vote(), is(AWAY));

      QuorumDecision decision = acquisition(tally).orElseThrow();

      assertThat(decision.answer()).isEqualTo(new Pending(42));
      assertThat(decision.letsGo()).isFalse();
    }

    @Test
    void isUndecidedWhileVotesMayCome() {
      assertThat(acquisition(tally(3, vote()))).isEmpty();
      assertThat(acquisition(tally(3, is(new Pending(2)), vote()))).isEmpty();
      assertThat(acquisition(tally(3, is(new Pending(2)), is(AWAY)))).isEmpty();
    }

    @Test
    void asksSoonIfTheKeyOfAnotherWillBringAMajorityBeforeTheWaitIsOver() {
      Tally tally = tally(3, is(new Pending(2)), vote(), is(heldBy("b", 80)));

      assertThat(answer(acquisition(tally))).isEqualTo(new Gone());
    }

    @Test
    void failsIfTheTokenMayBeWithAMemberThatDidNotAnswer() {
      Tally tally = tally(3, vote(), forgetfulVote(), is(AWAY));

      QuorumDecision decision = acquisition(tally).orElseThrow();

      assertThat(decision.answer()).isInstanceOf(Unavailable.class);
      assertThat(decision.letsGo()).isTrue();
    }

    @Test
    void isRefusedByMoreThanAMinority() {
      Tally tally = tally(3, is(refused()), is(refused()), vote());
      assertThat(answer(acquisition(tally))).isInstanceOf(Refused.class);

      tally = tally(3, is(refused()), is(AWAY), vote());
      assertThat(answer(acquisition(tally))).isInstanceOf(Unavailable.class);
    }
  }

  @Nested
  class AConfirmation {

    @Test
    void isThatOfAMajority() {
      Tally votes = tally(3, vote(), vote(), vote());
      assertThat(ofThree.onConfirmation(votes, tally(3, vote()), 9)).isEmpty();

      QuorumDecision decision =
          ofThree.onConfirmation(votes, tally(3, vote(), vote()), 9).orElseThrow();

      assertThat(((Granted) decision.answer()).token()).isEqualTo(9);
      assertThat(decision.letsGo()).isFalse();
    }

    @Test
    void failsWhenSoManyHaveFailedThatNoMajorityIsLeft() {
      Tally votes = tally(3, vote(), vote(), vote());
      assertThat(ofThree.onConfirmation(votes, tally(3, is(AWAY)), 9)).isEmpty();

      QuorumDecision decision =
          ofThree.onConfirmation(votes, tally(3, is(AWAY), is(new Gone())), 9).orElseThrow();

      assertThat(decision.answer()).isInstanceOf(Unavailable.class);
      assertThat(decision.letsGo()).isTrue();
    }

    @Test
    void isGoneIfAllSayThatItIs() {
      Tally votes = tally(3, vote(), vote());

      assertThat(answer(ofThree.onConfirmation(votes, tally(3, is(new Gone())), 9)))
          .isEqualTo(new Gone());
    }
  }

  @Nested
  class ARenewal {

    private Optional<QuorumDecision> renewal(Tally tally) {
      return ofThree.onRenewal(tally, 9, Optional.of("by ops"));
    }

    @Test
    void isThatOfAMajorityAndTellsWhyToLeave() {
      assertThat(renewal(tally(3, vote()))).isEmpty();

      Granted granted = (Granted) answer(renewal(tally(3, vote(), vote())));

      assertThat(granted.token()).isEqualTo(9);
      assertThat(granted.leave()).contains("by ops");
    }

    @Test
    void isTakenByMoreThanAMinority() {
      assertThat(renewal(tally(3, is(heldBy("b", 3_000))))).isEmpty();

      QuorumDecision decision =
          renewal(tally(3, is(heldBy("b", 3_000)), is(heldBy("b", 3_000)))).orElseThrow();

      assertThat(decision.answer()).isInstanceOf(HeldByOther.class);
      assertThat(decision.letsGo()).isTrue();
    }

    @Test
    void isGoneIfMoreThanAMinorityIsLost() {
      assertThat(renewal(tally(3, is(new Gone())))).isEmpty();

      QuorumDecision decision =
          renewal(tally(3, is(new Gone()), is(heldBy("b", 3_000)))).orElseThrow();

      assertThat(decision.answer()).isEqualTo(new Gone());
      assertThat(decision.letsGo()).isFalse();
    }

    @Test
    void failsWhenAllAreHeardAndNothingIsDecided() {
      assertThat(renewal(tally(3, vote(), is(AWAY)))).isEmpty();

      QuorumDecision decision = renewal(tally(3, vote(), is(AWAY), is(AWAY))).orElseThrow();

      assertThat(decision.answer()).isInstanceOf(Unavailable.class);
      assertThat(decision.letsGo()).isFalse();
    }
  }
}
