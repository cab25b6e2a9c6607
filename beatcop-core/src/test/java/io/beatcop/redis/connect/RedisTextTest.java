package io.beatcop.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Redis says is decoded in one place: bounded, typed, and nothing in it throws. */
class RedisTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "abc", "1.5", "9999999999999999999", "٣", "+1", " 1", "1\n", "0x1"})
  void whatIsNoNumberIsEmpty(String text) {
    assertThat(RedisText.number(text)).isEmpty();
    assertThat(RedisText.token(text)).isEmpty();
    assertThat(RedisText.pttl(text)).isEmpty();
    assertThat(RedisText.instant(text)).isEmpty();
    assertThat(RedisText.port(text)).isEmpty();
    assertThatThrownBy(() -> RedisText.written(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** L-a: sums of nanoseconds would overflow. */
  @Test
  void noKeyLivesLongerThanTenYears() {
    assertThat(RedisText.pttl("10000000000000")).contains(Duration.ofDays(3650));
    assertThat(RedisText.pttl("999999999999999999")).contains(Duration.ofDays(3650));
    assertThat(RedisText.pttl("-1")).isEmpty();
  }

  /** L-h: the scripts count in doubles. */
  @Test
  void aTokenThatCanNotGrowIsNone() {
    assertThat(RedisText.token("9007199254740990")).hasValue(9_007_199_254_740_990L);
    assertThat(RedisText.token("9007199254740991")).isEmpty();
    assertThat(RedisText.isForeignToken("9007199254740991")).isTrue();
    assertThat(RedisText.token("-7")).isEmpty();
    assertThat(RedisText.written("9007199254740991")).isEqualTo(9_007_199_254_740_991L);
  }

  @Test
  void aTimeOfDayIsAsRedisWritesIt() {
    assertThat(RedisText.instant("1764000000000"))
        .contains(Instant.ofEpochMilli(1_764_000_000_000L));
    assertThat(RedisText.instant("1764000000000.0"))
        .contains(Instant.ofEpochMilli(1_764_000_000_000L));
    assertThat(RedisText.instant("1764000000000000")).isEmpty();
    assertThat(RedisText.instant("-1")).isEmpty();
  }

  @Test
  void aPortIsOneOfSixtyFiveThousand() {
    assertThat(RedisText.port("6379")).hasValue(6379);
    assertThat(RedisText.port("0")).isEmpty();
    assertThat(RedisText.port("65536")).isEmpty();
  }
}
