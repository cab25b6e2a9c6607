package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import redis.clients.jedis.Connection;

/** What these tests run on: a version profile without effect must not look like a pass. */
class JedisVersionIT {

  @Test
  @EnabledIfSystemProperty(named = "beatcop.test.jedis", matches = ".+")
  void theseTestsRunOnTheJedisThatTheBuildNames() {
    assertThat(Connection.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .endsWith("/jedis-" + System.getProperty("beatcop.test.jedis") + ".jar");
  }
}
