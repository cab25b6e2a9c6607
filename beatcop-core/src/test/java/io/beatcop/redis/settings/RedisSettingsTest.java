package io.beatcop.redis.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisAddress.Tcp;
import io.beatcop.redis.settings.RedisTopology.Cluster;
import io.beatcop.redis.settings.RedisTopology.Quorum;
import io.beatcop.redis.settings.RedisTopology.Sentinel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Redis URI: its meaning, its mistakes, and its secrets, which are never shown. */
class RedisSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "redis://h redis://h:6379/0",
        "redis://h/ redis://h:6379/0",
        "redis://h:7000/3 redis://h:7000/3",
        "redis://under_score redis://under_score:6379/0",
        "rediss://h rediss://h:6379/0",
        "redis://[::1]:7000 redis://[::1]:7000/0",
        "redis://:secret@h redis://:***@h:6379/0",
        "redis://user:secret@h redis://user:***@h:6379/0",
        "unix:///run/redis.sock unix:///run/redis.sock",
        "unix://:secret@/run/redis.sock?database=2 unix://:***@/run/redis.sock?database=2",
        "redis+sentinel://h1,h2:7/main redis+sentinel://h1:26379,h2:7/main/0",
        "redis+sentinel://:secret@h1,h2/main/5 redis+sentinel://:***@h1:26379,h2:26379/main/5",
        "rediss+sentinel://h1/main?sentinelpassword=secret rediss+sentinel://h1:26379/main/0",
        "redis+cluster://h1:7000,[::1]:7001 redis+cluster://h1:7000,[::1]:7001",
        "rediss+cluster://u:secret@h1 rediss+cluster://u:***@h1:6379",
        "redis+quorum://h1,h2,h3/4 redis+quorum://h1:6379,h2:6379,h3:6379/4"
      })
  void aUriIsReadAndShownWithoutItsPasswords(String uri, String shown) {
    assertThat(RedisSettings.parse(uri)).hasToString(shown);
  }

  @Test
  void userAndPasswordAreDecoded() {
    RedisSettings settings = RedisSettings.parse("redis://a%40b:p%3Aq+r%2F@h");

    assertThat(settings.login())
        .isEqualTo(new RedisLogin(Optional.of("a@b"), Optional.of("p:q+r/")));
  }

  @Test
  void sentinelsHaveALoginOfTheirOwn() {
    RedisSettings settings =
        RedisSettings.parse("redis+sentinel://a:b@h/main?sentineluser=c&sentinelpassword=d%26");

    assertThat(settings.topology())
        .isEqualTo(
            new Sentinel(
                List.of(new Tcp("h", 26_379)),
                "main",
                new RedisLogin(Optional.of("c"), Optional.of("d&"))));
    assertThat(settings.login()).isEqualTo(new RedisLogin(Optional.of("a"), Optional.of("b")));
  }

  @Test
  void parametersSetTheRest() {
    RedisSettings settings =
        RedisSettings.parse(
            "rediss+cluster://h?ca=/ca.pem&cert=/c.pem&key=/k.pem&servername=redis.internal"
                + "&clientname=beatcop&wait=2");

    assertThat(settings)
        .isEqualTo(
            new RedisSettings(
                new Cluster(List.of(new Tcp("h", 6379))),
                RedisLogin.NONE,
                Optional.of(
                    new RedisTls(
                        Optional.of(Path.of("/ca.pem")),
                        Optional.of(Path.of("/c.pem")),
                        Optional.of(Path.of("/k.pem")),
                        Optional.of("redis.internal"))),
                0,
                Optional.of("beatcop"),
                2,
                Optional.empty()));
  }

  @Test
  void settingsBesideTheUriWin() {
    RedisSettings settings =
        RedisSettings.parse(
            "redis://a:b@h/1?wait=1",
            Map.of("user", "c", "password", "d@:/", "database", "2", "wait", "3", "ttl", "10s"));

    assertThat(settings.login()).isEqualTo(new RedisLogin(Optional.of("c"), Optional.of("d@:/")));
    assertThat(settings.database()).isEqualTo(2);
    assertThat(settings.waitForReplicas()).isEqualTo(3);
  }

  @Test
  void aQuorumIsTakenApartIntoItsMembers() {
    RedisSettings quorum = RedisSettings.parse("rediss+quorum://u:secret@h1,h2:7/3?ca=/ca.pem");

    assertThat(quorum.topology()).isInstanceOf(Quorum.class);
    assertThat(quorum.members())
        .containsExactly(
            RedisSettings.parse("rediss://u:secret@h1/3?ca=/ca.pem"),
            RedisSettings.parse("rediss://u:secret@h2:7/3?ca=/ca.pem"));
  }

  @Test
  void anythingElseHasItselfForItsOnlyMember() {
    RedisSettings settings = RedisSettings.parse("redis+cluster://h");

    assertThat(settings.members()).containsExactly(settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:6379", "http://h", "redis+magic://h", "redis:/h", ""})
  void whatIsNoRedisUriIsRefused(String uri) {
    assertThatThrownBy(() -> RedisSettings.parse(uri))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "redis = "
                + uri
                + ": must begin with redis://, rediss:// for TLS, unix://, redis+sentinel://,"
                + " redis+cluster:// or redis+quorum://");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis:// | a host is missing",
        "redis://h:port | the port must be from 1 to 65535",
        "redis://h:70000 | the port must be from 1 to 65535",
        "redis://h/zero | the database after the slash must be a number, from 0",
        "redis://h?x=y | 'x' is no parameter: there are database, ca, cert, key, servername, "
            + "clientname, wait, passwordfile, passwordcommand, sentineluser, sentinelpassword; "
            + "user and password stand before the hosts",
        "redis://h?ca | after the ? there must be name=value, joined by &",
        "rediss://h?ca=a&ca=b | 'ca' stands there twice",
        "redis://h?ca=a | ca needs rediss://, which speaks TLS",
        "rediss://h?key=k | key needs a cert",
        "rediss://h?ca= | ca must not be empty: leave it out",
        "redis://h?wait=all | wait must be a number, from 0",
        "redis://h?clientname=a%20b | clientname must be letters, digits and signs, without spaces",
        "redis://h/1?database=2 | has two databases",
        "redis://h1 h2 | must have no spaces: write %20",
        "redis://h#1 | must have no #: write %23",
        "redis://%zz@h | a percent sign that is meant as one must be written %25",
        "redis://h1,h2 | must have one host; a list of hosts needs redis+sentinel://, "
            + "redis+cluster:// or redis+quorum://",
        "redis+cluster://h1,,h2 | a host is missing",
        "redis+cluster://h1;h2 | 'h1;h2' is no host[:port]",
        "redis+quorum://h1,h2,h1:6379 | a host stands there twice",
        "redis+cluster://h/1 | must have database 0: a Redis Cluster has no other",
        "redis+sentinel://h | after the sentinels there must be /name-of-the-master[/database]",
        "redis+sentinel://h/main/x | the database after the slash must be a number, from 0",
        "redis://h?sentineluser=u | sentineluser is only for redis+sentinel://",
        "unix://run/redis.sock | must be unix:///path/of/socket, with three slashes",
        "redis://user:@h | a user needs a password"
      })
  void thePartThatIsWrongIsNamed(String uri, String expected) {
    assertThatThrownBy(() -> RedisSettings.parse(uri))
        .isInstanceOf(SettingException.class)
        .hasMessageEndingWith(": " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://h | ca | /ca.pem | ca = /ca.pem: needs rediss://, which speaks TLS",
        "redis://h | user | me | user = me: needs a password",
        "redis://h | database | x | database = x: must be a number, from 0",
        "redis+cluster://h | database | 1 | database = 1: must be 0: a Redis Cluster has no other",
        "redis://h | sentinelpassword | secret | "
            + "sentinelpassword = ***: is only for redis+sentinel://",
        "redis://h | password | '' | password = ***: must not be empty: leave it out"
      })
  void aSettingBesideTheUriIsNamedIfItIsWrong(
      String uri, String name, String value, String message) {
    assertThatThrownBy(() -> RedisSettings.parse(uri, Map.of(name, value)))
        .isInstanceOf(SettingException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:sec ret@h",
        "redis://:sec/ret@h",
        "redis://:sec?ret@h",
        "redis://:sec#ret@h",
        "redis://u:sec@ret@h",
        "redis://u:secret@h:bad",
        "redis://secret@h",
        "rediss//u:secret@h",
        "redis://:%zzsecret@h",
        "redis+cluster://h1,u:secret@h2,h3",
        "redis+cluster://h1:7000,u:secret@h2,h3",
        "redis+cluster://:sec,ret@h2,h3",
        "redis+sentinel://h/main/x?sentinelpassword=secret",
        "redis+sentinel://h/main?sentinelpassword=sec&ret@=1",
        "redis://h?password=secret"
      })
  void aPasswordIsHiddenHoweverWrongTheRestIs(String uri) {
    assertThatThrownBy(() -> RedisSettings.parse(uri))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining("sec")
        .hasMessageNotContaining("ret@")
        .hasMessageNotContaining("'ret");
  }
}
