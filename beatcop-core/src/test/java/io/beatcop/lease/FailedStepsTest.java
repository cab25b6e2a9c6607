package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.LogLines;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How a thread gets over steps that fail, and when it gives up (L4). */
class FailedStepsTest {

  private static final long MILLI = 1_000_000;

  private final FailedSteps failedSteps = new FailedSteps(Duration.ofSeconds(6));

  private static Throwable unspeakable() {
    return new IllegalStateException() {
      private static final long serialVersionUID = 1L;

      @Override
      public String getMessage() {
        throw new IllegalStateException("no message either");
      }
    };
  }

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

  @Test
  void aFailureThatCanNotTellItsMessageIsNamed() {
    Throwable unspeakable = unspeakable();

    assertThat(FailedSteps.words(unspeakable)).isEqualTo(unspeakable.getClass().getName());
    assertThat(FailedSteps.words(new IllegalStateException("on purpose")))
        .isEqualTo("java.lang.IllegalStateException: on purpose");
  }

  @Test
  void aFailureIsLoggedWithItsStackTrace() {
    try (LogLines log = new LogLines()) {
      FailedSteps.log(
          LoggerFactory.getLogger(FailedStepsTest.class),
          "nightly: a step failed",
          new IllegalStateException("on purpose"));

      assertThat(log.with("ERROR", "nightly: a step failed")).hasSize(1);
      assertThat(log.with("at io.beatcop.lease.FailedStepsTest.")).isNotEmpty();
    }
  }

  @Test
  void aFailureThatCanNotBePrintedIsLoggedByItsName() {
    Throwable unspeakable = unspeakable();
    try (LogLines log = new LogLines()) {
      FailedSteps.log(
          LoggerFactory.getLogger(FailedStepsTest.class), "nightly: a step failed", unspeakable);

      assertThat(log.with("nightly: a step failed: " + unspeakable.getClass().getName()))
          .hasSize(1);
    }
  }

  @Test
  void whatMayFailDoesNoHarm() {
    FailedSteps.quietly(
        () -> {
          throw new AssertionError("on purpose");
        });

    assertThat(FailedSteps.<String>or(() -> "asked", "otherwise")).isEqualTo("asked");
    assertThat(
            FailedSteps.<String>or(
                () -> {
                  throw new AssertionError("on purpose");
                },
                "otherwise"))
        .isEqualTo("otherwise");
  }
}
