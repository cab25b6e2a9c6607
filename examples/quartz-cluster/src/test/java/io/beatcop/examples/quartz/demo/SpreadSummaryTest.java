package io.beatcop.examples.quartz.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.settings.RedisSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SpreadSummaryTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static Fire fire(long id, String job, int second, String node) {
    Instant time = START.plusSeconds(second);
    return new Fire(id, "DEFAULT." + job, time, node, OptionalLong.of(7), time);
  }

  private static SpreadSummary summary(Optional<String> trouble, Fire... fires) {
    return new SpreadSummary(
        List.of(fires), 2, START, START.plusSeconds(2), 8, 5, "node-1 4, node-2 4", trouble);
  }

  private static SpreadSummary whole(Optional<String> trouble) {
    return summary(
        trouble,
        fire(1, "tick-1", 0, "node-1"),
        fire(2, "tick-2", 0, "node-2"),
        fire(3, "tick-1", 1, "node-2"),
        fire(4, "tick-2", 1, "node-2"),
        // After the time that is judged.
        fire(5, "tick-1", 2, "node-1"));
  }

  @Test
  void eachJobOnceInEachSecondIsFine() {
    SpreadSummary summary = whole(Optional.empty());

    assertThat(summary.exitCode()).isZero();
    assertThat(summary.verdict())
        .isEqualTo("0 duplicates and 0 lost fires, while 8 slices made 5 moves.");
    assertThat(summary.lines())
        .containsExactly(
            "fires        2 jobs, each second for 2 s: expected 4, lost 0",
            "duplicates   0",
            "moves        5, of 8 slices",
            "slices       node-1 4, node-2 4");
  }

  @Test
  void aTimeThatFiredTwiceBreaksThePromise() {
    SpreadSummary summary =
        summary(
            Optional.empty(),
            fire(1, "tick-1", 0, "node-1"),
            fire(2, "tick-1", 0, "node-2"),
            fire(3, "tick-2", 0, "node-2"));

    assertThat(summary.exitCode()).isEqualTo(Summary.BROKEN_PROMISE);
    assertThat(summary.twice())
        .containsExactly("DEFAULT.tick-1 at " + Chart.clock(START) + " by node-1 and node-2");
  }

  @Test
  void aTimeThatFiredNowhereBreaksThePromise() {
    SpreadSummary summary =
        summary(
            Optional.empty(),
            fire(1, "tick-1", 0, "node-1"),
            fire(2, "tick-2", 0, "node-1"),
            fire(3, "tick-1", 1, "node-1"));

    assertThat(summary.exitCode()).isEqualTo(Summary.BROKEN_PROMISE);
    assertThat(summary.lines())
        .contains("             DEFAULT.tick-2 at " + Chart.clock(START.plusSeconds(1)));
  }

  @Test
  void aScenarioThatDidNotComeToItsEndHasFailed() {
    assertThat(whole(Optional.of("waited in vain")).exitCode()).isEqualTo(DemoException.FAILED);
  }

  @Test
  void aSliceHasMovedIfItIsSeenWithAnotherNode() {
    try (Slices slices = new Slices(RedisSettings.parse("redis://unused"), "demo", 2)) {
      slices.see(List.of("node-1", ""));
      slices.see(List.of("", "node-2"));
      slices.see(List.of("node-1", "node-1"));

      assertThat(slices.moves()).isEqualTo(1);
      assertThat(slices.areSharedBy(List.of("node-1"))).isTrue();
      assertThat(slices.areSharedBy(List.of("node-1", "node-2"))).isFalse();
      assertThat(slices.shares()).isEqualTo("node-1 2");
    }
  }
}
