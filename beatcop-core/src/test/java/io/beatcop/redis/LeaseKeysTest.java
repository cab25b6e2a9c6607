package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The names of the keys, and that those of one lease share a hash slot. */
class LeaseKeysTest {

  @Test
  void theKeyIsTheNameAndTheOthersAreTaggedWithIt() {
    assertThat(LeaseKeys.of("nightly", 0))
        .isEqualTo(
            new LeaseKeys("nightly", "{nightly}:token", "{nightly}:term", "{nightly}:released:0"));
  }

  @Test
  void aHashTagOfTheNamesOwnIsKept() {
    assertThat(LeaseKeys.of("{app}:nightly", 2))
        .isEqualTo(
            new LeaseKeys(
                "{app}:nightly",
                "{app}:nightly:token",
                "{app}:nightly:term",
                "{app}:nightly:released:2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightly",
        "beatcop:celery -A app beat",
        "{app}:nightly",
        "a{b}c{d}",
        "open{only",
        "ünï©ode"
      })
  void allKeysOfALeaseShareASlot(String name) {
    LeaseKeys keys = LeaseKeys.of(name, 0);

    assertThat(keys.declared())
        .hasSize(8)
        .doesNotHaveDuplicates()
        .extracting(JedisClusterCRC16::getSlot)
        .containsOnly(JedisClusterCRC16.getSlot(name));
  }
}
