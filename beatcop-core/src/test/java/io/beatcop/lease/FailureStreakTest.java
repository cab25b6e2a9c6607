package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Why a term that was not renewed is over. */
class FailureStreakTest {

  private static final long MILLI = 1_000_000;

  /** A deadline whose wall clock may be first by a millisecond. */
  private static final Deadline DEADLINE = new Deadline(10_000 * MILLI, 10_000, 1);

  private static Loss.Reason reasonAt(long nanos) {
    return new FailureStreak().expiry(DEADLINE, new Moment(nanos, 10_000)).reason();
  }

  @Test
  void aWallClockThatIsFirstByNoMoreThanItsRoundingWasNotSet() {
    assertThat(reasonAt(DEADLINE.nanos() - MILLI)).isEqualTo(Loss.Reason.EXPIRED);
  }

  @Test
  void aWallClockThatIsFirstByMoreWasSet() {
    assertThat(reasonAt(DEADLINE.nanos() - MILLI - 1)).isEqualTo(Loss.Reason.CLOCK);
  }
}
