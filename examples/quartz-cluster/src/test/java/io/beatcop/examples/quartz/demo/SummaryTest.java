package io.beatcop.examples.quartz.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Optional<Change> FAIL_OVER =
      Optional.of(
          new Change("node-1", "node-2", START.plusMillis(1_500), Duration.ofMillis(2_510)));
  private static final Optional<Change> FREEZE =
      Optional.of(
          new Change("node-2", "node-3", START.plusMillis(3_500), Duration.ofMillis(1_020)));
  private static final Optional<Change> HAND_OVER =
      Optional.of(new Change("node-2", "node-1", START.plusMillis(5_500), Duration.ofMillis(8)));

  @Test
  void aClusterThatFiredEachSecondOnceIsFine() {
    Summary summary =
        new Summary(
            List.of(fire(1, 0, "node-1", 7), fire(2, 1, "node-1", 7), fire(3, 2, "node-2", 8)),
            FAIL_OVER,
            FREEZE,
            HAND_OVER,
            Optional.empty());

    assertThat(summary.exitCode()).isZero();
    assertThat(summary.lines())
        .contains(
            "fires        expected 3, seen 3, lost 0",
            "duplicates   0",
            "fail-over    2.5 s from kill -9 to the next fire, node-1 → node-2",
            "freeze       1.0 s from the freeze to the next fire, node-2 → node-3",
            "hand-over    8 ms from one holder of the key to the next, node-2 → node-1",
            "tokens       2, each greater than the one before")
        .anyMatch(line -> line.startsWith("longest gap  1.0 s without a fire"));
  }

  @Test
  void aScheduledTimeThatFiredTwiceBreaksThePromise() {
    Summary summary =
        new Summary(
            List.of(fire(1, 0, "node-1", 7), fire(2, 1, "node-1", 7), fire(3, 1, "node-2", 8)),
            FAIL_OVER,
            FREEZE,
            HAND_OVER,
            Optional.empty());

    assertThat(summary.exitCode()).isEqualTo(Summary.BROKEN_PROMISE);
    assertThat(summary.duplicates()).extracting(Fire::node).containsExactly("node-1", "node-2");
    assertThat(summary.lines()).contains("duplicates   1");
  }

  @Test
  void aTokenThatTwoNodesHadBreaksThePromise() {
    Summary summary =
        new Summary(
            List.of(fire(1, 0, "node-1", 7), fire(2, 1, "node-2", 7)),
            FAIL_OVER,
            FREEZE,
            HAND_OVER,
            Optional.empty());

    assertThat(summary.exitCode()).isEqualTo(Summary.BROKEN_PROMISE);
    assertThat(summary.lines()).contains("tokens       1, NOT growing");
  }

  @Test
  void aScheduledTimeThatNobodyFiredBreaksThePromise() {
    Summary summary =
        new Summary(
            List.of(fire(1, 5, "node-2", 8), fire(2, 7, "node-1", 9)),
            FAIL_OVER,
            FREEZE,
            HAND_OVER,
            Optional.empty());

    assertThat(summary.exitCode()).isEqualTo(Summary.BROKEN_PROMISE);
    assertThat(summary.verdict()).isEqualTo("A scheduled time was lost: the promise is broken.");
    assertThat(summary.lines()).contains("fires        expected 3, seen 2, lost 1");
  }

  @Test
  void aScenarioWithoutAHandOverHasFailed() {
    Summary summary =
        new Summary(
            List.of(fire(1, 0, "node-1", 7)),
            FAIL_OVER,
            FREEZE,
            Optional.empty(),
            Optional.of("waited in vain for a hand-over from node-2"));

    assertThat(summary.exitCode()).isEqualTo(DemoException.FAILED);
    assertThat(summary.verdict()).endsWith("failed: waited in vain for a hand-over from node-2");
  }

  @Test
  void withoutAnyFireThereIsNothingToSum() {
    assertThatThrownBy(() -> new Summary(List.of(), FAIL_OVER, FREEZE, HAND_OVER, Optional.empty()))
        .isInstanceOf(DemoException.class)
        .hasMessage("no fire was seen");
  }

  private static Fire fire(long id, long second, String node, long token) {
    Instant scheduledTime = START.plusSeconds(second);
    return new Fire(
        id,
        "DEFAULT.tick",
        scheduledTime,
        node,
        OptionalLong.of(token),
        scheduledTime.plusMillis(3 * id));
  }
}
