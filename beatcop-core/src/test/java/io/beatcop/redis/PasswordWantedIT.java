package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** S-l: a Redis that wants a password is told of once, and asked a few times a second. */
class PasswordWantedIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 60;

  private final RecordingListener told = new RecordingListener();

  @AfterEach
  void open() {
    admin("CONFIG", "SET", "requirepass", "");
    redis.command("FLUSHALL");
  }

  private static RedisProbe.Reply admin(String... words) {
    RedisSettings settings = RedisSettings.parse(redis.uri(), Map.of("password", "wanted"));
    try (RedisProbe probe = RedisProbe.connect(settings, Duration.ofSeconds(2), "nightly")) {
      return probe.ask(words);
    }
  }

  /** The server hangs up after its answer to a long command, and the answer may be lost. */
  @Test
  void whoeverHasNoPasswordGetsTheSameAnswerEachTime() {
    redis.command("CONFIG", "SET", "requirepass", "wanted");
    Acquire request = new Acquire(1, 1, 1, Optional.empty(), OptionalLong.empty(), true);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (RedisLeaseStore store =
          new RedisLeaseStore(LeaseSettings.of("nightly", TTL), RedisSettings.parse(redis.uri()))) {
        assertThat(store.ask(request))
            .isInstanceOfSatisfying(
                Refused.class,
                refused ->
                    assertThat(refused.reason()).hasMessageContaining(": needs a password (Redis"));
      }
    }
  }

  /** Near the deadline a holder asks ever more often; its pauses between requests have a floor. */
  @Test
  void aHolderThatIsNotLetInAnyMoreAsksAFewTimesASecond() {
    try (Lease lease =
        RedisLease.builder("nightly")
            .redis(redis.uri())
            .ttl(TTL)
            .trustAbsence(true)
            .listener(told)
            .build()) {
      lease.start();
      await().until(lease::isHeld);
      redis.command("CONFIG", "SET", "requirepass", "wanted");
      admin("CONFIG", "RESETSTAT");
      admin("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

      await().until(() -> told.heard().contains("lost EXPIRED"));

      String stats = admin("INFO", "stats").word().orElseThrow();
      long connections =
          Long.parseLong(stats.replaceAll("(?s).*total_connections_received:(\\d+).*", "$1"));
      // Of the holder at most one each 166 ms for 2 s; its listener's, and ours.
      assertThat(connections).isLessThan(30);
    }
  }
}
