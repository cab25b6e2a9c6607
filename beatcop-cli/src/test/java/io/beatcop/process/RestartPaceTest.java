package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long to wait before a child is started again. */
class RestartPaceTest {

  private static final Duration SHORT = Duration.ofSeconds(59);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final RestartPace pace = new RestartPace();

  @Test
  void thePauseDoublesUpToAMinute() {
    assertThat(pace.ended(SHORT, true)).isEqualTo(Duration.ofSeconds(1));
    assertThat(pace.ended(SHORT, true)).isEqualTo(Duration.ofSeconds(2));
    assertThat(pace.ended(SHORT, true)).isEqualTo(Duration.ofSeconds(4));
    assertThat(pace.ended(SHORT, true)).isEqualTo(Duration.ofSeconds(8));
    assertThat(pace.ended(SHORT, true)).isEqualTo(Duration.ofSeconds(16));
    assertThat(pace.ended(SHORT, true)).isEqualTo(Duration.ofSeconds(32));
    assertThat(pace.ended(SHORT, true)).isEqualTo(Duration.ofSeconds(60));
    assertThat(pace.ended(SHORT, true)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aLifeOfAMinuteIsANewBeginning() {
    pace.ended(SHORT, true);
    pace.ended(SHORT, true);

    assertThat(pace.ended(LONG, true)).isEqualTo(Duration.ofSeconds(1));
    assertThat(pace.isHopeless()).isFalse();
  }

  @Test
  void threeQuickFailuresInARowAreHopeless() {
    pace.ended(SHORT, true);
    pace.ended(SHORT, true);
    assertThat(pace.isHopeless()).isFalse();

    pace.ended(SHORT, true);

    assertThat(pace.isHopeless()).isTrue();
  }

  @Test
  void aSuccessInBetweenGivesHope() {
    pace.ended(SHORT, true);
    pace.ended(SHORT, true);
    pace.ended(SHORT, false);

    pace.ended(SHORT, true);

    assertThat(pace.isHopeless()).isFalse();
  }
}
