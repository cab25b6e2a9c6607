package io.beatcop.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durations in words. */
class HumanDurationsTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.0 s",
    "PT3.249S, 3.2 s",
    "PT1M, 1 min",
    "PT4M10S, 4 min 10 s",
    "PT2H5M30S, 2 h 5 min",
    "P3DT4H, 3 d 4 h"
  })
  void haveAtMostTwoUnits(Duration duration, String words) {
    assertThat(HumanDurations.of(duration)).isEqualTo(words);
  }
}
