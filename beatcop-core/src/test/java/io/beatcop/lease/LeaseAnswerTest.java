package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that anybody may have written are bounded, and a fresh store is distrusted. */
class LeaseAnswerTest {

  private static final LeaseSettings SETTINGS = LeaseSettings.of("nightly", Duration.ofSeconds(10));

  private static Stream<UnaryOperator<Optional<Duration>>> answers() {
    return Stream.of(
        told -> new Granted(1, "held a 1 1", told).uptime(),
        told -> new HeldByOther("b", told, "held b 1 1", OptionalLong.empty()).expiresIn(),
        told -> new Paused("by ops", told).expiresIn(),
        told -> new Seen(Optional.empty(), told, "", OptionalLong.empty()).expiresIn());
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyDurationIsBetweenZeroAndAHundredYears(UnaryOperator<Optional<Duration>> shown) {
    Duration longest = Duration.ofDays(36_500);

    assertThat(shown.apply(Optional.of(Duration.ofNanos(-1)))).contains(Duration.ZERO);
    assertThat(shown.apply(Optional.of(longest.plusNanos(1)))).contains(longest);
    for (Duration sound : List.of(Duration.ZERO, Duration.ofNanos(1), longest)) {
      assertThat(shown.apply(Optional.of(sound))).contains(sound);
    }
    assertThat(shown.apply(Optional.empty())).isEmpty();
  }

  /** S10. */
  @Test
  void aStoreIsDistrustedUntilItHasBeenUpForATtl() {
    assertThat(upFor(0).distrust(SETTINGS)).isEqualTo(Duration.ofSeconds(10));
    assertThat(upFor(9_999).distrust(SETTINGS)).isEqualTo(Duration.ofMillis(1));
    assertThat(upFor(10_000).distrust(SETTINGS)).isZero();
    assertThat(new Granted(1, "", Optional.empty()).distrust(SETTINGS)).isZero();
  }

  private static Granted upFor(long millis) {
    return new Granted(1, "held a 1 1", Optional.of(Duration.ofMillis(millis)));
  }

  @Test
  void aRefusalIsToldInTheWordsOfTheSetting() {
    assertThat(new Refused(new SettingException("redis", "x", "needs a password")).message())
        .isEqualTo("redis = x: needs a password");
  }
}
