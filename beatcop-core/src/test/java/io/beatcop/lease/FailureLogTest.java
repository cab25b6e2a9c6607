package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.beatcop.testing.LogLines;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How a failure is reported that can't be told, or that the log can't print. */
class FailureLogTest {

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
  void aFailureThatCanNotTellItsMessageIsNamed() {
    Throwable unspeakable = unspeakable();

    assertThat(FailureLog.words(unspeakable)).isEqualTo(unspeakable.getClass().getName());
    assertThat(FailureLog.words(new IllegalStateException("on purpose")))
        .isEqualTo("java.lang.IllegalStateException: on purpose");
  }

  @Test
  void aFailureIsLoggedWithItsStackTrace() {
    try (LogLines log = new LogLines()) {
      FailureLog.error(
          LoggerFactory.getLogger(FailureLogTest.class),
          "nightly: a step failed",
          new IllegalStateException("on purpose"));

      assertThat(log.with("ERROR", "nightly: a step failed")).hasSize(1);
      assertThat(log.with("at io.beatcop.lease.FailureLogTest.")).isNotEmpty();
    }
  }

  @Test
  void aFailureThatCanNotBePrintedIsLoggedByItsName() {
    Throwable unspeakable = unspeakable();
    try (LogLines log = new LogLines()) {
      FailureLog.error(
          LoggerFactory.getLogger(FailureLogTest.class), "nightly: a step failed", unspeakable);

      assertThat(log.with("nightly: a step failed: " + unspeakable.getClass().getName()))
          .hasSize(1);
    }
  }

  @Test
  void aReportThatFailsDoesNoHarm() {
    assertThatCode(
            () ->
                FailureLog.quietly(
                    () -> {
                      throw new AssertionError("on purpose");
                    }))
        .doesNotThrowAnyException();
  }
}
