package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Durations of any length can be shown: Redis may say anything, and so may a clock. */
class DurationsTest {

  @Test
  void noDurationIsTooLongToBeShown() {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    Duration shortest = Duration.ofSeconds(Long.MIN_VALUE);

    assertThat(Durations.format(longest)).isEqualTo("9223372036854775807ms");
    assertThat(Durations.format(shortest)).isEqualTo("-9223372036854775808ms");
  }

  @Test
  void theLongestOfEachUnitAreShown() {
    assertThat(Durations.format(Duration.ofMillis(Long.MAX_VALUE)))
        .isEqualTo("9223372036854775807ms");
    assertThat(Durations.format(Duration.ofMillis(Long.MIN_VALUE)))
        .isEqualTo("-9223372036854775808ms");
    assertThat(Durations.format(Duration.ofDays(36_500))).isEqualTo("36500d");
    assertThat(Durations.format(Duration.ofMillis(-500))).isEqualTo("-500ms");
  }
}
