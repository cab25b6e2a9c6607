package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How the answers of the members of a quorum are counted, and put into words. */
class TallyTest {

  private static final Refused REFUSED =
      new Refused(new SettingException("redis", "x", "needs a password"));

  private final Tally tally = new Tally(List.of("one:1", "two:2", "three:3", "four:4", "five:5"));

  private void count(int member, LeaseAnswer answer) {
    tally.count(member, new Tally.Count(answer, answer instanceof Granted, false));
  }

  private static Granted granted(long token, String term) {
    return new Granted(token, term, Optional.empty());
  }

  private static HeldByOther heldBy(String holder, OptionalLong token) {
    return new HeldByOther(
        holder, Optional.of(Duration.ofSeconds(1)), "held " + holder + " 1 1", token);
  }

  private static Paused paused(String why, long seconds) {
    return new Paused(why, Optional.of(Duration.ofSeconds(seconds)));
  }

  @Test
  void whoHasNotAnsweredByTheEndHasFailed() {
    count(1, granted(7, "held a 1 1"));
    assertThat(tally.open()).isEqualTo(4);

    tally.close();

    assertThat(tally.open()).isZero();
    assertThat(tally.failures()).isEqualTo(4);
    assertThat(tally.voters()).containsExactly(1);
  }

  @Test
  void aKeyIsThatOfAVoteOrOfAWait() {
    count(0, granted(7, "held a 1 1"));
    count(1, new Pending(2));
    count(2, heldBy("b", OptionalLong.empty()));

    assertThat(tally.keys()).containsExactly(0, 1);
  }

  @Test
  void aMemberThatFailedIsNoLossYet() {
    count(0, granted(7, "held a 1 1"));
    count(1, new Unavailable("away"));
    count(2, REFUSED);
    count(3, new Gone());

    assertThat(tally.losses()).isEqualTo(1);
    assertThat(tally.failures()).isEqualTo(2);
  }

  @Test
  void onlyWhoTellsOfTheKeyShowsThatItHasForgottenTheToken() {
    count(0, granted(1, "held a 1 1"));
    count(1, new Pending(2));
    count(2, heldBy("b", OptionalLong.empty()));
    count(3, paused("by ops", 5));
    count(4, new Unavailable("away"));

    assertThat(tally.forgetful()).isEqualTo(3);
  }

  @Test
  void whoRemembersIsNotForgetful() {
    tally.count(0, new Tally.Count(granted(7, "held a 1 1"), true, true));

    assertThat(tally.forgetful()).isZero();
    assertThat(tally.memories()).isEqualTo(1);
  }

  @Test
  void theNextTokenIsTheGreatestOfTheGrantedOnesOfTheFloorAndOfOneMoreThanTheOthers() {
    count(0, granted(70, "held a 1 1"));
    assertThat(tally.tokenFrom(60)).isEqualTo(70);
    assertThat(tally.tokenFrom(80)).isEqualTo(80);

    count(1, heldBy("b", OptionalLong.of(70)));
    assertThat(tally.tokenFrom(60)).isEqualTo(71);

    count(2, new Pending(2, OptionalLong.of(90)));
    assertThat(tally.tokenFrom(60)).isEqualTo(91);

    count(3, new Unavailable("away"));
    assertThat(tally.tokenFrom(100)).isEqualTo(100);
  }

  @Test
  void theTermIsThatOfAVote() {
    assertThat(tally.term()).isEmpty();
    count(0, heldBy("b", OptionalLong.empty()));
    count(1, granted(7, "held a 1 1"));
    count(2, granted(7, "held a 1 2"));

    assertThat(tally.term()).isEqualTo("held a 1 2");
  }

  @Test
  void aPauseLastsUntilSoManyAreNotPausedAnyMore() {
    count(0, new Paused("for ever", Optional.empty()));
    count(1, paused("long", 9));
    count(2, paused("short", 5));

    assertThat(tally.paused(1).why()).isEqualTo("short");
    assertThat(tally.paused(2).why()).isEqualTo("long");
    assertThat(tally.paused(3).why()).isEqualTo("for ever");
  }

  @Test
  void eachMemberThatIsNoHelpIsNamedWithItsReason() {
    count(0, granted(7, "held a 1 1"));
    count(1, new Unavailable("away"));
    count(2, REFUSED);
    count(3, paused("paused by ops", 5));
    count(4, heldBy("b", OptionalLong.empty()));

    assertThat(tally.unavailable().reason())
        .isEqualTo(
            "no majority of the 5 servers: two:2: away; three:3: redis = x: needs a password;"
                + " four:4: paused by ops");
    assertThat(tally.refusal()).isSameAs(REFUSED);
  }
}
