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

  private static Poll poll(int size, Poll.Count... counts) {
    Poll poll = new Poll(List.of("one", "two", "three", "four", "five").subList(0, size));
    for (int member = 0; member < counts.length; member++) {
      poll.count(member, counts[member]);
    }
    return poll;
  }

  private static Poll.Count vote() {
    return new Poll.Count(new Granted(7, "held a 1 1", Optional.empty()), true, true);
  }

  private static Poll.Count forgetfulVote() {
    return new Poll.Count(new Granted(1, "held a 1 1", Optional.empty()), true, false);
  }

  private static Poll.Count is(LeaseAnswer answer) {
    return new Poll.Count(answer, false, false);
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

  private static LeaseAnswer answer(Optional<Verdict> verdict) {
    return verdict.orElseThrow().answer();
  }

  private Optional<Verdict> acquisition(Poll poll) {
    return ofThree.onAcquisition(poll, () -> 42);
  }

  @Nested
  class ARelease {

    @Test
    void isOneIfAMajorityHasReleased() {
      Poll poll = poll(3, is(new Released()), is(AWAY), is(new Released()));

      assertThat(answer(ofThree.onRelease(poll))).isEqualTo(new Released());
    }

    @Test
    void isNotOneIfOneHasReleased() {
      Poll poll = poll(3, is(new Released()), is(AWAY), is(AWAY));

      assertThat(answer(ofThree.onRelease(poll))).isInstanceOf(Unavailable.class);
    }

    @Test
    void isNotDecidedBeforeAllAreHeard() {
      Poll poll = poll(3, is(new Released()), is(new Released()));

      assertThat(ofThree.onRelease(poll)).isEmpty();
    }
  }

  @Nested
  class AGrant {

    @Test
    void takesTheVotesOfAMajority() {
      assertThat(ofThree.grants(poll(3, vote(), vote()))).isTrue();
      assertThat(ofThree.grants(poll(3, vote()))).isFalse();
      assertThat(ofFive.grants(poll(5, vote(), vote()))).isFalse();
      assertThat(ofFive.grants(poll(5, vote(), vote(), vote()))).isTrue();
    }

    @Test
    void takesAMajorityThatRemembersTheToken() {
      assertThat(ofThree.grants(poll(3, vote(), forgetfulVote()))).isFalse();
      assertThat(ofThree.grants(poll(3, vote(), forgetfulVote(), vote()))).isTrue();
    }

    @Test
    void takesMoreThanAMinorityThatForgotTheToken() {
      assertThat(ofThree.grants(poll(3, forgetfulVote(), forgetfulVote()))).isTrue();
      assertThat(ofFive.grants(poll(5, vote(), forgetfulVote(), forgetfulVote()))).isFalse();
    }
  }

  @Nested
  class AnAcquisition {

    @Test
    void isDeclinedForAHolderThatHasAMajority() {
      Poll poll = poll(3, is(heldBy("b", 3_000)), is(heldBy("b", 4_000)));

      Verdict verdict = acquisition(poll).orElseThrow();

      assertThat(((HeldByOther) verdict.answer()).holder()).isEqualTo("b");
      assertThat(verdict.letsGo()).isTrue();
    }

    @Test
    void waitsForTheLastAnswerWhileNoRivalHasAMajority() {
      assertThat(acquisition(poll(3, is(heldBy("b", 9_000)), is(heldBy("c", 9_000))))).isEmpty();
    }

    @Test
    void isWorthAnotherTrySoonIfNobodyCanHaveAMajority() {
      Poll poll = poll(3, is(heldBy("b", 9_000)), is(heldBy("c", 9_000)), vote());

      assertThat(answer(acquisition(poll))).isEqualTo(new Gone());
    }

    @Test
    void isNotWorthOneRightBeforeAKeyExpires() {
      Poll poll = poll(3, is(heldBy("b", 2_499)), is(heldBy("c", 2_499)), vote());
      assertThat(answer(acquisition(poll))).isInstanceOf(HeldByOther.class);

      poll = poll(3, is(heldBy("b", 2_500)), is(heldBy("c", 2_500)), vote());
      assertThat(answer(acquisition(poll))).isEqualTo(new Gone());
    }

    @Test
    void isNotWorthOneIfTheMemberThatFailedMayBeTheRivals() {
      Poll poll = poll(3, is(heldBy("b", 9_000)), vote(), is(AWAY));

      // Its key and what it may have at the one that is away are a majority.
      assertThat(answer(acquisition(poll))).isInstanceOf(Unavailable.class);
      poll = poll(3, is(heldBy("b", 9_000)), is(heldBy("c", 9_000)), is(AWAY));
      assertThat(answer(acquisition(poll))).isInstanceOf(HeldByOther.class);
    }

    @Test
    void isPausedForAsLongAsNoMajorityIsNotPaused() {
      Poll poll = poll(3, is(paused(9)), is(paused(5)), is(paused(7)));
      assertThat(answer(acquisition(poll))).isEqualTo(paused(7));

      poll = poll(3, is(paused(9)), is(paused(5)), vote());
      assertThat(answer(acquisition(poll))).isEqualTo(paused(5));
    }

    @Test
    void isPausedAsSoonAsAMajorityIs() {
      assertThat(answer(acquisition(poll(3, is(paused(9)), is(paused(5)))))).isEqualTo(paused(5));
    }

    @Test
    void looksAgainWhenSoManyKeysHaveExpiredAsAreMissing() {
      Poll poll =
          poll(
              5,
              vote(),
              vote(),
              is(heldBy("b", 1_000)),
              is(heldBy("b", 2_000)),
              is(heldBy("b", 3_000)));

      HeldByOther seen = (HeldByOther) answer(ofFive.onAcquisition(poll, () -> 42));

      assertThat(seen.expiresIn()).contains(Duration.ofSeconds(1));
    }

    @Test
    void asksSoonIfAMemberThatIsStillToAnswerWouldDoWithTheKeyOfAnother() {
      Poll poll = poll(5, is(new Pending(2)), is(new Pending(2)), vote(), is(heldBy("b", 80)));

      assertThat(answer(ofFive.onAcquisition(poll, () -> 42))).isEqualTo(new Gone());
    }

    @Test
    void countsAPausedMemberAsAnothersIfSomeAre() {
      Poll poll = poll(3, is(heldBy("b", 3_000)), is(paused(9)), vote());
      assertThat(answer(acquisition(poll))).isNotInstanceOf(Unavailable.class);

      poll = poll(3, is(AWAY), is(paused(9)), vote());
      assertThat(answer(acquisition(poll))).isInstanceOf(Unavailable.class);
    }

    @Test
    void waitsWithAMajorityOfTheKeys() {
      Poll poll = poll(3, is(new Pending(2)), vote(), is(AWAY));

      Verdict verdict = acquisition(poll).orElseThrow();

      assertThat(verdict.answer()).isEqualTo(new Pending(42));
      assertThat(verdict.letsGo()).isFalse();
    }

    @Test
    void isUndecidedWhileVotesMayCome() {
      assertThat(acquisition(poll(3, vote()))).isEmpty();
      assertThat(acquisition(poll(3, is(new Pending(2)), vote()))).isEmpty();
      assertThat(acquisition(poll(3, is(new Pending(2)), is(AWAY)))).isEmpty();
    }

    @Test
    void asksSoonIfTheKeyOfAnotherWillBringAMajorityBeforeTheWaitIsOver() {
      Poll poll = poll(3, is(new Pending(2)), vote(), is(heldBy("b", 80)));

      assertThat(answer(acquisition(poll))).isEqualTo(new Gone());
    }

    @Test
    void failsIfTheTokenMayBeWithAMemberThatDidNotAnswer() {
      Poll poll = poll(3, vote(), forgetfulVote(), is(AWAY));

      Verdict verdict = acquisition(poll).orElseThrow();

      assertThat(verdict.answer()).isInstanceOf(Unavailable.class);
      assertThat(verdict.letsGo()).isTrue();
    }

    @Test
    void isRefusedByMoreThanAMinority() {
      Poll poll = poll(3, is(refused()), is(refused()), vote());
      assertThat(answer(acquisition(poll))).isInstanceOf(Refused.class);

      poll = poll(3, is(refused()), is(AWAY), vote());
      assertThat(answer(acquisition(poll))).isInstanceOf(Unavailable.class);
    }
  }

  @Nested
  class AConfirmation {

    @Test
    void isThatOfAMajority() {
      Poll votes = poll(3, vote(), vote(), vote());
      assertThat(ofThree.onConfirmation(votes, poll(3, vote()), 9)).isEmpty();

      Verdict verdict = ofThree.onConfirmation(votes, poll(3, vote(), vote()), 9).orElseThrow();

      assertThat(((Granted) verdict.answer()).token()).isEqualTo(9);
      assertThat(verdict.letsGo()).isFalse();
    }

    @Test
    void failsWhenSoManyHaveFailedThatNoMajorityIsLeft() {
      Poll votes = poll(3, vote(), vote(), vote());
      assertThat(ofThree.onConfirmation(votes, poll(3, is(AWAY)), 9)).isEmpty();

      Verdict verdict =
          ofThree.onConfirmation(votes, poll(3, is(AWAY), is(new Gone())), 9).orElseThrow();

      assertThat(verdict.answer()).isInstanceOf(Unavailable.class);
      assertThat(verdict.letsGo()).isTrue();
    }

    @Test
    void isGoneIfAllSayThatItIs() {
      Poll votes = poll(3, vote(), vote());

      assertThat(answer(ofThree.onConfirmation(votes, poll(3, is(new Gone())), 9)))
          .isEqualTo(new Gone());
    }
  }

  @Nested
  class ARenewal {

    private Optional<Verdict> renewal(Poll poll) {
      return ofThree.onRenewal(poll, 9, Optional.of("by ops"));
    }

    @Test
    void isThatOfAMajorityAndTellsWhyToLeave() {
      assertThat(renewal(poll(3, vote()))).isEmpty();

      Granted granted = (Granted) answer(renewal(poll(3, vote(), vote())));

      assertThat(granted.token()).isEqualTo(9);
      assertThat(granted.leave()).contains("by ops");
    }

    @Test
    void isTakenByMoreThanAMinority() {
      assertThat(renewal(poll(3, is(heldBy("b", 3_000))))).isEmpty();

      Verdict verdict =
          renewal(poll(3, is(heldBy("b", 3_000)), is(heldBy("b", 3_000)))).orElseThrow();

      assertThat(verdict.answer()).isInstanceOf(HeldByOther.class);
      assertThat(verdict.letsGo()).isTrue();
    }

    @Test
    void isGoneIfMoreThanAMinorityIsLost() {
      assertThat(renewal(poll(3, is(new Gone())))).isEmpty();

      Verdict verdict = renewal(poll(3, is(new Gone()), is(heldBy("b", 3_000)))).orElseThrow();

      assertThat(verdict.answer()).isEqualTo(new Gone());
      assertThat(verdict.letsGo()).isFalse();
    }

    @Test
    void failsWhenAllAreHeardAndNothingIsDecided() {
      assertThat(renewal(poll(3, vote(), is(AWAY)))).isEmpty();

      Verdict verdict = renewal(poll(3, vote(), is(AWAY), is(AWAY))).orElseThrow();

      assertThat(verdict.answer()).isInstanceOf(Unavailable.class);
      assertThat(verdict.letsGo()).isFalse();
    }
  }
}
