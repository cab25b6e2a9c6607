package io.beatcop.quartz.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes tell of what nobody fires, in time, and of nothing else (O1). */
@Slow
class OverdueSimulationTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final long SEEDS = 20;

  @Test
  void aDayOfHandOversGivesNoFalseAlarm() {
    long lived = 0;
    FireCoverage coverage = new FireCoverage();
    for (long seed = 1; lived < DAY.toMillis(); seed++) {
      lived +=
          FireSimulation.run(FireCase.HAND_OVERS, seed, RulesUnderTest.RULES, coverage)
              .virtualMillis();
    }
    System.out.println(coverage);
    // Each trigger that fires each second is looked at once per ttl, so this is no idle day.
    assertThat(coverage.below(Map.of("looks for what is overdue", 10_000L))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"LONG_SILENCE", "HUNG_WORKER"})
  void whatNobodyFiresIsToldOfInTime(FireCase scenario) {
    FireRuns runs = FireRuns.of(scenario, 1, SEEDS);

    System.out.println(runs);
    assertThat(runs.violations()).isEmpty();
  }
}
