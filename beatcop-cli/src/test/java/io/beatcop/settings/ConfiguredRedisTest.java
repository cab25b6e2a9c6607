package io.beatcop.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisLogin;
import io.beatcop.redis.settings.RedisSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How several settings become one address and login. */
class ConfiguredRedisTest {

  @TempDir private Path folder;

  private ConfiguredRedis configured(String redisSection, Map<String, String> environment)
      throws Exception {
    Path file = folder.resolve("b.ini");
    Files.writeString(file, "[redis]\n" + redisSection);
    return ConfiguredRedis.of(Settings.of(Map.of(), environment, Optional.of(file)));
  }

  private RedisSettings parsed(String redisSection, Map<String, String> environment)
      throws Exception {
    return configured(redisSection, environment).parsed();
  }

  static Stream<Arguments> filesOfBeatCop1BecomeUris() {
    return Stream.of(
        arguments("host = h", "redis://h"),
        arguments("host = h\nport = 7", "redis://h:7"),
        arguments("host = h\nport = 7\ndatabase = 2", "redis://h:7/2"),
        arguments("host = h\ndatabase = 2", "redis://h/2"),
        arguments("host = ::1\nport = 7", "redis://[::1]:7"),
        arguments("host = h\npassword = p@s/s", "redis://:p%40s%2Fs@h"),
        arguments("host = h\npassword = p%%:\u00fc +", "redis://:p%25%3A%C3%BC%20%2B@h"),
        arguments("host = /run/redis.sock", "unix:///run/redis.sock"),
        arguments("host = /r.sock\ndatabase = 3", "unix:///r.sock?database=3"),
        arguments("host = /r.sock\npassword = p", "unix://:p@/r.sock"),
        arguments("startup_nodes = a:1\n  b:2", "redis+cluster://a:1,b:2"),
        arguments("startup_nodes =\n  a:1\n  b:2", "redis+cluster://a:1,b:2"),
        arguments("startup_nodes = a:1\npassword = p", "redis+cluster://:p@a:1"));
  }

  @ParameterizedTest
  @MethodSource
  void filesOfBeatCop1BecomeUris(String section, String uri) throws Exception {
    assertThat(parsed(section, Map.of())).isEqualTo(RedisSettings.parse(uri));
  }

  static Stream<Arguments> whatIsGivenBesideAUriReplacesWhatIsInIt() {
    return Stream.of(
        arguments("redis://h/0", Map.of("BEATCOP_PASSWORD", "p"), "redis://:p@h/0"),
        arguments("redis://u:x@h", Map.of("BEATCOP_PASSWORD", "p"), "redis://u:p@h"),
        arguments("redis://u:x@h", Map.of("BEATCOP_USER", "v"), "redis://v:x@h"),
        arguments("rediss://h", Map.of("BEATCOP_CA", "/a b.pem"), "rediss://h?ca=%2Fa%20b.pem"),
        arguments(
            "rediss://h?wait=1",
            Map.of("BEATCOP_CERT", "c", "BEATCOP_KEY", "k", "BEATCOP_SERVER_NAME", "n"),
            "rediss://h?wait=1&cert=c&key=k&servername=n"),
        arguments(
            "redis://h?wait=1",
            Map.of("BEATCOP_CLIENT_NAME", "n", "BEATCOP_WAIT_REPLICAS", "2"),
            "redis://h?clientname=n&wait=2"),
        arguments(
            "redis+sentinel://a:1,b:2/main/0",
            Map.of("BEATCOP_PASSWORD", "p"),
            "redis+sentinel://:p@a:1,b:2/main/0"));
  }

  @ParameterizedTest
  @MethodSource
  void whatIsGivenBesideAUriReplacesWhatIsInIt(
      String given, Map<String, String> environment, String uri) throws Exception {
    assertThat(parsed("uri = " + given, environment)).isEqualTo(RedisSettings.parse(uri));
  }

  @Test
  void anotherRedisThanTheFilesHasNothingOfItsAddress() throws Exception {
    assertThat(
            parsed(
                "host = h\nport = 7\ndatabase = 2",
                Map.of("BEATCOP_REDIS", "redis://other:6379/0")))
        .isEqualTo(RedisSettings.parse("redis://other:6379/0"));
  }

  /** S-k: the file is named, and read for each connection. */
  @Test
  void thePasswordMayBeInAFileOfItsOwn() throws Exception {
    Path password = folder.resolve("password");
    Files.writeString(password, "geheim\n");

    RedisSettings read = parsed("host = h", Map.of("BEATCOP_PASSWORD_FILE", password.toString()));

    assertThat(read.loginNow(Duration.ofSeconds(1)).password()).contains("geheim");
    Files.writeString(password, "neu\n");
    assertThat(read.loginNow(Duration.ofSeconds(1)).password()).contains("neu");
  }

  /** S-k */
  @Test
  void thePasswordMayComeFromACommand() throws Exception {
    assertThat(
            parsed(
                    "uri = redis://a:geheim@h?passwordfile=%%2Fx\npassword-command = echo token",
                    Map.of())
                .loginNow(Duration.ofSeconds(20)))
        .isEqualTo(new RedisLogin(Optional.of("a"), Optional.of("token")));
    assertThat(
            parsed("host = h\npassword-command = echo token", Map.of("BEATCOP_PASSWORD", "geheim")))
        .isEqualTo(RedisSettings.parse("redis://:geheim@h"));
  }

  /** S-d: settings beside the URI come into no text. */
  @Test
  void noSecretStandsInItsText() throws Exception {
    ConfiguredRedis configured = configured("host = h", Map.of("BEATCOP_PASSWORD", "geheim"));

    assertThat(configured.uri() + configured + configured.parsed()).doesNotContain("geheim");
  }

  static Stream<Arguments> contradictionsAreRefused() {
    return Stream.of(
        arguments(
            "host = h\nstartup_nodes = a:1", ":3: startup_nodes = a:1: must not stand beside"),
        arguments("uri = redis://h\nhost = h", ":3: host = h: must not stand beside"),
        arguments("host = h\nport = x", ":3: port = x: must be a port, from 1 to 65535"),
        arguments("host = h\nport = 0", ":3: port = 0: must be a port, from 1 to 65535"),
        arguments("host = h\ndatabase = -1", ":3: database = -1: must be the number of a database"),
        arguments(
            "host = h\npassword = geheim\npassword-file = /f",
            ":4: password-file = /f: must not stand beside"),
        arguments(
            "host = h\npassword = geheim\npassword-command = geheim",
            ":4: password-command = ***: must not stand beside"),
        arguments("host = h\npassword-file = /no/such", ":3: password-file = /no/such: must be a"));
  }

  @ParameterizedTest
  @MethodSource
  void contradictionsAreRefused(String section, String message) {
    assertThatThrownBy(() -> configured(section, Map.of()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("b.ini" + message)
        .hasMessageNotContaining("geheim");
  }
}
