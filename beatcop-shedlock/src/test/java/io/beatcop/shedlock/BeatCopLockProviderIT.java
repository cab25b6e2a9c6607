package io.beatcop.shedlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.SettingException;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ShedLock does not ask for. */
@Slow
class BeatCopLockProviderIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();

  /** With less, a busy machine would now and then miss the answer to a lock. */
  private static final Duration TTL = Duration.ofSeconds(4);

  private final String name = "task-" + NAMES.incrementAndGet();
  private final List<BeatCopLockProvider> providers = new ArrayList<>();

  @AfterEach
  void closeAll() {
    providers.forEach(BeatCopLockProvider::close);
  }

  private BeatCopLockProvider provider() {
    BeatCopLockProvider provider = BeatCopLockProvider.builder(redis.uri()).ttl(TTL).build();
    providers.add(provider);
    return provider;
  }

  private Optional<SimpleLock> lock(BeatCopLockProvider provider) {
    return provider.lock(
        new LockConfiguration(Instant.now(), name, Duration.ofHours(1), Duration.ZERO));
  }

  @Test
  void aLockIsRenewedWhileItsTaskRuns() {
    BeatCopLockProvider first = provider();
    assertThat(lock(first)).isPresent();
    BeatCopLockProvider second = provider();

    await()
        .during(TTL.multipliedBy(3))
        .atMost(TTL.multipliedBy(6))
        .until(() -> lock(second).isEmpty());
    assertThat(first.token(name)).isPresent();
  }

  @Test
  void eachLockHasAHigherToken() {
    BeatCopLockProvider first = provider();
    SimpleLock lock = lock(first).orElseThrow();
    long token = first.token(name).orElseThrow();
    lock.unlock();
    BeatCopLockProvider second = provider();

    assertThat(lock(second)).isPresent();

    assertThat(second.token(name).orElseThrow()).isGreaterThan(token);
    assertThat(first.token(name)).isEmpty();
  }

  /** Or a holder might be left whose key was deleted, evicted or forgotten. */
  @Test
  void aKeyThatIsMissingWithoutAReasonIsNotTakenForAFreeLock() {
    BeatCopLockProvider first = provider();
    assertThat(lock(first)).isPresent();
    redis.command("DEL", "shedlock:" + name);
    long begun = System.nanoTime();

    assertThat(lock(provider())).isPresent();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(TTL.dividedBy(2));
  }

  @Test
  void aLockOfAKilledNodeEndsWithinTheTtlAndNotWithLockAtMostFor() {
    redis.command("SET", "shedlock:" + name, "killed", "PX", "1000");
    BeatCopLockProvider provider = provider();

    await().until(() -> lock(provider).isPresent());
  }

  @Test
  void aRedisThatIsDownGivesNoLockAndNoException() {
    try (BeatCopLockProvider provider =
        BeatCopLockProvider.builder("redis://127.0.0.1:1").ttl(TTL).build()) {
      assertThat(lock(provider)).isEmpty();
    }
  }

  @Test
  void aWrongSettingIsToldAtOnce() {
    assertThatThrownBy(() -> BeatCopLockProvider.builder("http://r").build())
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("redis = http://r: must begin with redis://");
  }

  @Test
  void aLockMayBeForAnyTime() {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    Optional<SimpleLock> lock =
        provider().lock(new LockConfiguration(Instant.now(), name, longest, Duration.ZERO));

    lock.orElseThrow().unlock();
    assertThat(lock(provider())).isPresent();
  }
}
