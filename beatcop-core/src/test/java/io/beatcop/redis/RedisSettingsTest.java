package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Redis URI: what it says, what is refused, and what is never shown. */
class RedisSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "redis://h, redis://h:6379/0",
    "redis://h/, redis://h:6379/0",
    "redis://h:7000/3, redis://h:7000/3",
    "rediss://h, rediss://h:6379/0",
    "redis://[::1]:7000, redis://[::1]:7000/0",
    "redis://:secret@h, redis://:***@h:6379/0",
    "redis://user:secret@h, redis://user:***@h:6379/0"
  })
  void aUriIsReadAndShownWithoutItsPassword(String uri, String shown) {
    assertThat(RedisSettings.parse(uri)).hasToString(shown);
  }

  @Test
  void userAndPasswordAreDecoded() {
    RedisSettings settings = RedisSettings.parse("redis://a%40b:p%3Aq+r%2F@h");

    assertThat(settings.user()).isEqualTo(Optional.of("a@b"));
    assertThat(settings.password()).isEqualTo(Optional.of("p:q+r/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:6379",
        "http://h",
        "redis://",
        "redis://h:port",
        "redis://h?x=y",
        "redis://under_score:6379:1",
        "redis:// h"
      })
  void whatIsNoRedisUriIsRefused(String uri) {
    assertThatThrownBy(() -> RedisSettings.parse(uri))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "redis = "
                + uri
                + ": must be redis://[[user]:password@]host[:port][/database], or rediss:// for"
                + " TLS");
  }

  @Test
  void thePartThatIsWrongIsNamed() {
    assertThatThrownBy(() -> RedisSettings.parse("redis://h:70000"))
        .hasMessage("redis = redis://h:70000: the port must be from 1 to 65535");
    assertThatThrownBy(() -> RedisSettings.parse("redis://h/zero"))
        .hasMessage(
            "redis = redis://h/zero: the database after the slash must be a number, from 0");
    assertThatThrownBy(() -> RedisSettings.parse("redis://secret@h"))
        .hasMessage(
            "redis = redis://***@h: before the @ there must be user:password, or :password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:sec ret@h",
        "redis://u:sec@ret@h",
        "redis://u:secret@h:bad",
        "rediss//u:secret@h",
        "redis://:%zzsecret@h"
      })
  void aPasswordIsHiddenHoweverWrongTheRestIs(String uri) {
    assertThatThrownBy(() -> RedisSettings.parse(uri))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining("sec")
        .hasMessageNotContaining("ret@");
  }
}
