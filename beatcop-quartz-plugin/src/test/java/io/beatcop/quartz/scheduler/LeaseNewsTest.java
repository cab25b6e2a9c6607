package io.beatcop.quartz.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Deadline;
import io.beatcop.lease.Grant;
import io.beatcop.lease.Loss;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The state of a node after news of its lease. */
class LeaseNewsTest {

  private static final Grant GRANT = new Grant(7, new Deadline(0, 0, 0));
  private static final Loss LOSS = new Loss(Loss.Reason.EXPIRED, "on purpose");

  private final LeaseNews news = new LeaseNews("nightly");

  @Test
  void aTermAfterAnotherNodesIsATakeOver() {
    news.observed("other");
    news.acquired(GRANT);

    assertThat(news.terms()).isEqualTo(1);
    assertThat(news.takeOvers()).isEqualTo(1);
    assertThat(news.otherHolder()).isEmpty();
  }

  @Test
  void aFirstTermAndOneAfterOnesOwnAreNoTakeOvers() {
    news.acquired(GRANT);
    news.lost(GRANT, LOSS);
    news.acquired(GRANT);
    news.released(GRANT);
    news.acquired(GRANT);

    assertThat(news.terms()).isEqualTo(3);
    assertThat(news.takeOvers()).isZero();
    assertThat(news.losses()).isEqualTo(1);
  }

  @Test
  void aLeaseThatIsPostponedWaitsUntilItIsAcquiredOrAnotherNodes() {
    news.postponed(Duration.ofSeconds(1));
    assertThat(news.isWaiting()).isTrue();

    news.acquired(GRANT);
    assertThat(news.isWaiting()).isFalse();

    news.postponed(Duration.ofSeconds(1));
    news.observed("other");
    assertThat(news.isWaiting()).isFalse();
    assertThat(news.otherHolder()).contains("other");
  }

  @Test
  void whoLeavesForgetsWhoHeld() {
    news.observed("other");

    news.left();

    assertThat(news.otherHolder()).isEmpty();
  }
}
