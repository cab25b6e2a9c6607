package io.beatcop.quartz.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogPaceTest {

  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final LogPace pace = new LogPace();

  @Test
  void saysAtOnceAndAgainAfterAnHour() {
    assertThat(pace.isDue(at(0))).isTrue();
    assertThat(pace.isDue(at(1))).isFalse();
    assertThat(pace.isDue(at(HOUR - 1))).isFalse();
    assertThat(pace.isDue(at(HOUR))).isTrue();
    assertThat(pace.isDue(at(HOUR + 1))).isFalse();
  }

  @Test
  void countsOnAClockThatBeginsAnywhere() {
    assertThat(pace.isDue(at(Long.MAX_VALUE))).isTrue();
    assertThat(pace.isDue(at(Long.MAX_VALUE + 1))).isFalse();
    assertThat(pace.isDue(at(Long.MAX_VALUE + HOUR))).isTrue();
  }

  private static Moment at(long nanos) {
    return new Moment(0, nanos);
  }
}
