package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Deadline;
import io.beatcop.lease.Grant;
import io.beatcop.lease.Loss;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node makes of the news of its lease. */
class StandingTest {

  private static final Grant GRANT = new Grant(7, new Deadline(0, 0, 0));
  private static final Loss LOSS = new Loss(Loss.Reason.EXPIRED, "on purpose");

  private final Standing standing = new Standing("nightly");

  @Test
  void aTermAfterAnotherNodesIsATakeOver() {
    standing.observed("other");
    standing.acquired(GRANT);

    assertThat(standing.terms()).isEqualTo(1);
    assertThat(standing.takeOvers()).isEqualTo(1);
    assertThat(standing.otherHolder()).isEmpty();
  }

  @Test
  void aFirstTermAndOneAfterOnesOwnAreNoTakeOvers() {
    standing.acquired(GRANT);
    standing.lost(GRANT, LOSS);
    standing.acquired(GRANT);
    standing.released(GRANT);
    standing.acquired(GRANT);

    assertThat(standing.terms()).isEqualTo(3);
    assertThat(standing.takeOvers()).isZero();
    assertThat(standing.losses()).isEqualTo(1);
  }

  @Test
  void aLeaseThatIsPostponedWaitsUntilItIsAcquiredOrAnotherNodes() {
    standing.postponed(Duration.ofSeconds(1));
    assertThat(standing.isWaiting()).isTrue();

    standing.acquired(GRANT);
    assertThat(standing.isWaiting()).isFalse();

    standing.postponed(Duration.ofSeconds(1));
    standing.observed("other");
    assertThat(standing.isWaiting()).isFalse();
    assertThat(standing.otherHolder()).contains("other");
  }

  @Test
  void whoLeavesForgetsWhoHeld() {
    standing.observed("other");

    standing.left();

    assertThat(standing.otherHolder()).isEmpty();
  }
}
