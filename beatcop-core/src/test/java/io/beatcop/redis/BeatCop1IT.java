package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One lock shared with BeatCop 1.0, whose commands are played here one by one (L1).
 *
 * <p>1.0 acquires with {@code SET key value NX PX timeout}, refreshes every third of the timeout
 * with a script that compares the value and then sets the expiry, and never deletes the key.
 */
@Slow
class BeatCop1IT {

  private static final String REFRESH =
      "if redis.call('get', KEYS[1]) == ARGV[1] then"
          + " return redis.call('pexpire', KEYS[1], ARGV[2]) else return 0 end";
  private static final String OLD = "old-node.example.com-4711";
  private static final Duration TTL = Duration.ofSeconds(1);

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final Lease lease =
      RedisLease.builder("beatcop:celery beat").redis(redis.uri()).ttl(TTL).holder("new").build();

  @BeforeEach
  void anEmptyRedis() {
    redis.command("FLUSHALL");
  }

  @AfterEach
  void close() {
    lease.close();
  }

  private static boolean oldAcquires(String millis) {
    return redis
        .command("SET", "beatcop:celery beat", OLD, "NX", "PX", millis)
        .equals(Optional.of("OK"));
  }

  private static boolean oldRefreshes(String millis) {
    return redis
        .command("EVAL", REFRESH, "1", "beatcop:celery beat", OLD, millis)
        .equals(Optional.of(1L));
  }

  @Test
  void whileTheNewHoldsTheOldIsRefused() {
    lease.start();
    await().until(lease::isHeld);

    assertThat(oldAcquires("1000")).isFalse();
    assertThat(oldRefreshes("1000")).isFalse();
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void afterTheNewStoppedTheOldAcquiresAtOnce() {
    lease.start();
    await().until(lease::isHeld);

    lease.stop();

    assertThat(oldAcquires("1000")).isTrue();
    assertThat(oldRefreshes("1000")).isTrue();
  }

  @Test
  void whileTheOldHoldsTheNewWaits() {
    assertThat(oldAcquires("60000")).isTrue();

    lease.start();

    await().during(TTL.multipliedBy(2)).atMost(TTL.multipliedBy(4)).until(() -> !lease.isHeld());
    assertThat(oldRefreshes("60000")).isTrue();
    assertThat(redis.command("GET", "beatcop:celery beat")).contains(OLD);
  }

  @Test
  void whenTheOldNoLongerRefreshesTheNewTakesOver() {
    assertThat(oldAcquires("500")).isTrue();

    lease.start();

    await().until(lease::isHeld);
    assertThat(oldRefreshes("500")).isFalse();
    assertThat(redis.command("GET", "beatcop:celery beat")).contains("new");
  }
}
