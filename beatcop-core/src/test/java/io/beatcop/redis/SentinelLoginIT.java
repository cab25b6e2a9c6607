package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Seen;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisSentinels;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentinels and servers that ask for a password each, and not for the same. */
@Slow
class SentinelLoginIT {

  @RegisterExtension
  static final RedisServer master = RedisServer.local("--requirepass", "se:cret");

  @RegisterExtension
  static final RedisServer sentinel = RedisSentinels.lone(master, "requirepass ot&her");

  private static LeaseAnswer look(String login, String query) {
    Duration ttl = Duration.ofSeconds(10);
    LeaseSettings settings = LeaseSettings.of("login", ttl).withHolder("a");
    String uri = "redis+sentinel://" + login + "127.0.0.1:" + sentinel.port() + "/main" + query;
    try (RedisLeaseStore store = new RedisLeaseStore(settings, RedisSettings.parse(uri))) {
      return store.look();
    }
  }

  private static SettingException refusal(LeaseAnswer answer) {
    assertThat(answer).isInstanceOf(Refused.class);
    return ((Refused) answer).reason();
  }

  @Test
  void eachIsToldItsOwnPassword() {
    assertThat(look(":se%3Acret@", "?sentinelpassword=ot%26her")).isInstanceOf(Seen.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?sentinelpassword=se%3Acret"})
  void aSentinelThatRefusesIsSetApartFromARedisThatDoes(String query) {
    LeaseAnswer answer = look(":se%3Acret@", query);

    assertThat(refusal(answer))
        .hasMessageContaining("check sentineluser and sentinelpassword")
        .hasMessageNotContaining("se:cret");
  }

  @Test
  void aRedisThatRefusesIsSetApartFromASentinelThatDoes() {
    assertThat(refusal(look("", "?sentinelpassword=ot%26her")))
        .hasMessageContaining("needs a password");
    assertThat(refusal(look(":wrong@", "?sentinelpassword=ot%26her")))
        .hasMessageContaining("check user and password")
        .hasMessageNotContaining("wrong@");
  }
}
