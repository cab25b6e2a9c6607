package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a term is over, by two clocks (L3). The ttl is 10 s, so the drift allowance is 1 s. */
class DeadlineTest {

  private static final long SECOND = 1_000_000_000;
  private static final long NANOS = Long.MAX_VALUE - 3 * SECOND;
  private static final long EPOCH_MILLIS = 1_764_000_000_000L;

  private final Deadline deadline =
      Deadline.of(
          new Moment(NANOS, EPOCH_MILLIS), LeaseSettings.of("nightly", Duration.ofSeconds(10)));

  @Test
  void aTermLastsForTheTtlLessTheDriftAllowance() {
    assertThat(covers(0, 0)).isTrue();
    assertThat(covers(8_999, 8_999)).isTrue();
    assertThat(covers(9_000, 9_000)).isFalse();
  }

  @Test
  void theMonotonicClockAloneEndsATerm() {
    assertThat(covers(9_000, 8_600)).isFalse();
  }

  @Test
  void aMachineThatSleptSeesItByTheWallClock() {
    assertThat(covers(1_000, 9_000)).isFalse();
  }

  @Test
  void aWallClockThatIsNudgedBackEndsNothing() {
    assertThat(covers(3_000, 2_500)).isTrue();
  }

  @Test
  void aWallClockThatIsSetBackEndsTheTerm() {
    assertThat(covers(3_000, 2_499)).isFalse();
  }

  @Test
  void aTermThatTheWallClockEndedStaysOverWhenTheClockRunsOn() {
    // Set back by 4 s after one second: 3 s later the clock shows the beginning of the term again.
    assertThat(covers(1_000, -3_000)).isFalse();
    assertThat(covers(4_000, 0)).isFalse();
    assertThat(covers(8_900, 4_900)).isFalse();
  }

  @Test
  void theEndIsToldByTheWallClock() {
    assertThat(deadline.instant()).isEqualTo(Instant.ofEpochMilli(EPOCH_MILLIS + 9_000));
  }

  /** At a moment when the clocks have counted so many milliseconds since the request. */
  private boolean covers(long monotonicMillis, long wallMillis) {
    return deadline.covers(NANOS + monotonicMillis * 1_000_000, EPOCH_MILLIS + wallMillis);
  }
}
