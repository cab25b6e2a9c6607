package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Q-i, F7: a node whose clock is ahead must not use up times that have not come yet. */
class ClockCheckTest {

  private static final long SECOND = 1_000_000_000L;

  private final ClockCheck check = new ClockCheck(5_000);

  @Test
  void nothingIsRefusedBeforeRedisHasToldItsTime() {
    assertThat(check.refuses(1_000_000, new Moment(1_000_000, 0))).isFalse();
    assertThat(check.aheadMillis(new Moment(1_000_000, 0))).isZero();
    assertThat(check.isWrong(new Moment(1_000_000, 0))).isFalse();
  }

  @Test
  void aTimeThatLiesAheadByAFewSecondsIsNotRefused() {
    check.measured(100_000, new Moment(105_000, 0));

    assertThat(check.refuses(105_000, new Moment(105_000, 0))).isFalse();
    assertThat(check.isWrong(new Moment(105_000, 0))).isFalse();
  }

  @Test
  void aTimeThatLiesFurtherAheadIsRefused() {
    check.measured(100_000, new Moment(105_001, 0));

    assertThat(check.refuses(105_001, new Moment(105_001, 0))).isTrue();
    assertThat(check.isWrong(new Moment(105_001, 0))).isTrue();
    assertThat(check.aheadMillis(new Moment(105_001, 0))).isEqualTo(5_001);
  }

  @Test
  void whatIsDueByTheClockOfRedisIsNotRefused() {
    check.measured(100_000, new Moment(700_000, 0));

    assertThat(check.refuses(100_000, new Moment(700_000, 0))).isFalse();
    assertThat(check.refuses(105_000, new Moment(700_000, 0))).isFalse();
  }

  @Test
  void aTimeThatIsFiredEarlyOnPurposeIsNotRefused() {
    check.measured(100_000, new Moment(100_000, 0));

    assertThat(check.refuses(160_000, new Moment(100_000, 0))).isFalse();
  }

  @Test
  void aClockThatJumpsAheadAfterTheMeasurementIsNoticed() {
    check.measured(100_000, new Moment(100_000, 0));

    assertThat(check.refuses(3_700_000, new Moment(3_701_000, SECOND))).isTrue();
    assertThat(check.aheadMillis(new Moment(3_701_000, SECOND))).isEqualTo(3_600_000);
  }

  @Test
  void theTimeOfRedisGoesOnFromTheMeasurement() {
    check.measured(100_000, new Moment(100_000, 7 * SECOND));

    assertThat(check.aheadMillis(new Moment(103_000, 9 * SECOND))).isEqualTo(1_000);
  }

  /** Such as the answer to a process that was frozen meanwhile. */
  @Test
  void anAnswerThatWasOnItsWayForLongSaysNothingNew() {
    check.measured(100_000, new Moment(100_000, 0));

    check.measured(100_500, new Moment(101_500, 1_500 * SECOND / 1_000));
    check.measured(91_500, new Moment(101_500, 1_500 * SECOND / 1_000));

    assertThat(check.aheadMillis(new Moment(101_500, 1_500 * SECOND / 1_000))).isZero();
  }

  @Test
  void anAnswerThatReadsLaterIsNearerTheTruth() {
    check.measured(100_000, new Moment(101_000, 0));

    check.measured(101_001, new Moment(102_000, SECOND));

    assertThat(check.aheadMillis(new Moment(102_000, SECOND))).isEqualTo(999);
  }

  @Test
  void aClockOfRedisThatWasSetBackIsNoticed() {
    check.measured(100_000, new Moment(100_000, 0));

    check.measured(90_999, new Moment(101_000, SECOND));

    assertThat(check.aheadMillis(new Moment(101_000, SECOND))).isEqualTo(10_001);
  }

  @Test
  void aMeasurementIsKeptForAMinute() {
    check.measured(100_000, new Moment(100_000, 100 * SECOND));

    check.measured(159_000, new Moment(160_000, 160 * SECOND));
    assertThat(check.aheadMillis(new Moment(160_000, 160 * SECOND))).isZero();
    check.measured(159_001, new Moment(160_001, 160 * SECOND + 1));

    assertThat(check.aheadMillis(new Moment(160_001, 160 * SECOND + 1))).isEqualTo(1_000);
  }

  @Test
  void thisNodesTimeIsBelievedUnlessItIsTooFarAhead() {
    check.measured(100_000, new Moment(100_000, 0));

    assertThat(check.credibleMillis(new Moment(105_000, 0))).isEqualTo(105_000);
    assertThat(check.credibleMillis(new Moment(105_001, 0))).isEqualTo(100_000);
    assertThat(check.credibleMillis(new Moment(40_000, 0))).isEqualTo(40_000);
  }

  @Test
  void timeThatPassesIsNoJump() {
    check.measured(100_000, new Moment(100_000, 0));

    assertThat(check.refuses(160_000, new Moment(160_000, 60 * SECOND))).isFalse();
  }

  @Test
  void aClockThatIsBehindIsWrongAndRefusesNothing() {
    check.measured(700_000, new Moment(100_000, 0));

    assertThat(check.isWrong(new Moment(100_000, 0))).isTrue();
    assertThat(check.aheadMillis(new Moment(100_000, 0))).isEqualTo(-600_000);
    assertThat(check.refuses(100_000, new Moment(100_000, 0))).isFalse();
  }
}
