package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseHistory.Term;
import io.beatcop.redis.LeaseStatus.Pause;
import io.beatcop.redis.LeaseStatus.Possession;
import io.beatcop.redis.LeaseStatus.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Three servers say what two of them say. */
class MajorityViewTest {

  private static final OperatorNote NOTE =
      new OperatorNote(Instant.ofEpochMilli(7), "ops@host", "to look");

  private final MajorityView three = new MajorityView(3);

  private static LeaseStatus key(Possession possession, String holder, long millis, long token) {
    return new LeaseStatus(
        possession,
        Optional.of(holder),
        Optional.of(Duration.ofMillis(millis)),
        OptionalLong.of(token),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static LeaseStatus held(String holder, long millis, long token) {
    return key(Possession.HELD, holder, millis, token);
  }

  private static LeaseStatus free(Optional<Pause> pause, Waiter... waiters) {
    return new LeaseStatus(
        Possession.FREE,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        pause,
        Optional.empty(),
        List.of(waiters),
        List.of());
  }

  private static Optional<Pause> pause(long millis) {
    return Optional.of(new Pause(NOTE, Optional.of(Duration.ofMillis(millis))));
  }

  private static Term term(long token, String holder, Ending ending) {
    return new Term(
        token, holder, Instant.EPOCH, Instant.ofEpochMilli(token), Optional.empty(), ending);
  }

  @Test
  void aMajorityHoldsUntilItIsNone() {
    LeaseStatus seen = three.status(List.of(held("a", 30, 7), held("b", 50, 9), held("a", 40, 7)));

    assertThat(seen.possession()).isEqualTo(Possession.HELD);
    assertThat(seen.holder()).contains("a");
    assertThat(seen.expiresIn()).contains(Duration.ofMillis(30));
    assertThat(seen.token()).hasValue(7);
  }

  @Test
  void withoutAMajorityNobodyHolds() {
    LeaseStatus seen = three.status(List.of(held("a", 30, 7), held("b", 50, 9)));

    assertThat(seen.possession()).isEqualTo(Possession.FREE);
    assertThat(seen.holder()).isEmpty();
    assertThat(seen.token()).hasValue(9);
  }

  @Test
  void whoWaitsAtSomeOfThemWaits() {
    LeaseStatus waits = key(Possession.PENDING, "a", 50, 7);

    assertThat(three.status(List.of(held("a", 30, 7), waits)).possession())
        .isEqualTo(Possession.PENDING);
  }

  @Test
  void aPauseLastsUntilAMajorityIsNotPaused() {
    LeaseStatus seen =
        three.status(List.of(free(pause(10)), free(pause(30)), free(Optional.empty())));

    assertThat(seen.pause().orElseThrow().endsIn()).contains(Duration.ofMillis(10));
  }

  @Test
  void aMinorityThatIsPausedIsNoPause() {
    LeaseStatus seen =
        three.status(List.of(free(pause(10)), free(Optional.empty()), free(Optional.empty())));

    assertThat(seen.pause()).isEmpty();
  }

  @Test
  void aNodeThatWaitsIsListedOnce() {
    Waiter early = new Waiter("b", Instant.ofEpochMilli(1));
    Waiter late = new Waiter("b", Instant.ofEpochMilli(2));
    LeaseStatus seen =
        three.status(List.of(free(Optional.empty(), early), free(Optional.empty(), late)));

    assertThat(seen.waiters()).containsExactly(late);
  }

  @Test
  void theHistoryIsWhatAMajorityWroteDown() {
    LeaseHistory one =
        new LeaseHistory(
            List.of(term(7, "a", Ending.UNKNOWN), term(8, "b", Ending.RELEASED)), List.of());
    LeaseHistory two = new LeaseHistory(List.of(term(7, "a", Ending.RELEASED)), List.of());

    assertThat(three.history(List.of(one, two)).terms())
        .containsExactly(term(7, "a", Ending.RELEASED));
  }

  @Test
  void whoIsAskedToLeaveIsWhoHolds() {
    List<StepDownReply> replies =
        List.of(
            new StepDownReply.Asked("a", 9),
            new StepDownReply.Free(),
            new StepDownReply.Asked("a", 7));

    assertThat(three.stepDown(replies)).isInstanceOf(StepDownReply.Asked.class);
    assertThat(three.stepDown(replies.subList(0, 2))).isEqualTo(new StepDownReply.Free());
  }
}
