package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The thread of several leases goes on after a failed round, and ends after too many in a row. */
class RoundsTest {

  private final AtomicInteger rounds = new AtomicInteger();
  private final List<String> ends = new ArrayList<>();

  private void repeat(Rounds.Round round) {
    FailedSteps failed = new FailedSteps(Duration.ofMillis(10));
    Rounds.repeat("nightly", failed, round, failure -> ends.add(failure.getMessage()));
  }

  @Test
  void theyEndWhenThereIsNoMoreToDo() {
    repeat(() -> rounds.incrementAndGet() < 3);

    assertThat(rounds).hasValue(3);
    assertThat(ends).isEmpty();
  }

  @Test
  void failuresAndInterruptsBetweenSuccessesEndNothing() {
    repeat(
        () -> {
          int round = rounds.incrementAndGet();
          if (round % 3 == 1) {
            throw new InterruptedException("on purpose");
          } else if (round % 3 == 2) {
            throw new IllegalStateException("on purpose");
          }
          return round < 3 * FailedSteps.ENOUGH;
        });

    assertThat(rounds).hasValue(3 * FailedSteps.ENOUGH);
    assertThat(ends).isEmpty();
  }

  @Test
  void tooManyFailuresInARowAreTheEndAfterAPauseForEach() {
    long begun = System.nanoTime();

    repeat(
        () -> {
          throw new IllegalStateException("failure " + rounds.incrementAndGet());
        });

    assertThat(ends).containsExactly("failure " + FailedSteps.ENOUGH);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(20));
  }
}
