package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a thread gets over steps that fail, and when it gives up (L4). */
class FailedStepsTest {

  private static final long MILLI = 1_000_000;

  private final FailedSteps failedSteps = new FailedSteps(Duration.ofSeconds(6));

  @Test
  void elevenFailuresInARowAreGotOverAndTheTwelfthIsNot() {
    assertThat(IntStream.range(0, 11)).allMatch(failure -> failedSteps.add());

    assertThat(failedSteps.add()).isFalse();
  }

  @Test
  void aStepThatGoesWellBeginsAnotherRow() {
    assertThat(IntStream.range(0, 11)).allMatch(failure -> failedSteps.add());
    failedSteps.over();

    assertThat(IntStream.range(0, 11)).allMatch(failure -> failedSteps.add());
  }

  @Test
  void aPauseBeginsWithATwentiethOfTheTtlAndDoublesUpToHalfASecond() {
    assertThat(failedSteps.pause().toNanos()).isEqualTo(300 * MILLI);
    failedSteps.add();
    assertThat(failedSteps.pause().toNanos()).isEqualTo(300 * MILLI);
    failedSteps.add();
    assertThat(failedSteps.pause().toNanos()).isEqualTo(500 * MILLI);
  }

  @Test
  void aPauseIsNoLongerThanAThirdOfAShortTtl() {
    FailedSteps brief = new FailedSteps(Duration.ofMillis(600));

    assertThat(IntStream.range(0, 3)).allMatch(failure -> brief.add());
    assertThat(brief.pause().toNanos()).isEqualTo(120 * MILLI);
    assertThat(brief.add()).isTrue();
    assertThat(brief.pause().toNanos()).isEqualTo(200 * MILLI);
  }
}
