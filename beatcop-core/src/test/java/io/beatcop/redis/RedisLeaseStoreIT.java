package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseAnswer.Cut;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import io.beatcop.lease.LeaseStore;
import io.beatcop.lease.LeaseStoreContract;
import io.beatcop.lease.StoreUnderTest;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scripts on a real Redis do what every store does. */
class RedisLeaseStoreIT extends LeaseStoreContract {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @Override
  protected StoreUnderTest openEmpty() {
    return new RedisUnderTest(redis, TTL);
  }

  @Test
  void anUptimeIsNotToldBeforeItIsReached() {
    long beganNanos = System.nanoTime();
    redis.restart();

    try (LeaseStore store = openEmpty().open("c")) {
      await().pollInterval(Duration.ofMillis(5)).until(() -> !uptime(store).isZero());
    }

    assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
        .isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void aReleaseThatIsNotAnnouncedWakesNobody() {
    StoreUnderTest memory = openEmpty();
    AtomicInteger woken = new AtomicInteger();
    try (LeaseStore holder = memory.open("a");
        LeaseStore waiting = memory.open("b")) {
      waiting.onRelease(woken::incrementAndGet);
      // Once, when it has begun to listen.
      await().until(() -> woken.get() == 1);

      holder.ask(trusting(1));
      holder.ask(new Release(1, false));
      holder.ask(trusting(2));
      holder.ask(new Release(2, true));

      await().until(() -> woken.get() > 1);
      assertThat(woken).hasValue(2);
    }
  }

  /**
   * C-g: a connection that was cut while it was idle, as proxies do, is no failure: nothing was
   * asked over it. A candidate learns of it, since what it has seen proves nothing to another
   * server (S9), and asks once more.
   */
  @Test
  void whoseIdleConnectionIsCutAsksOnAnother() {
    try (LeaseStore store = openEmpty().open("a")) {
      Granted granted = (Granted) store.ask(trusting(1));

      redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      assertThat(store.ask(new Renew(1, 2, granted.token()))).isInstanceOf(Granted.class);

      redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      assertThat(store.ask(trusting(1))).isEqualTo(new Cut());
      assertThat(store.ask(trusting(1))).isInstanceOf(Granted.class);
    }
  }

  /** C-g: a server that is away is one failure, not asked twice. */
  @Test
  void aHolderWhoseServerIsAwayIsTold() {
    try (LeaseStore store = openEmpty().open("a")) {
      Granted granted = (Granted) store.ask(trusting(1));
      redis.kill();

      assertThat(store.ask(new Renew(1, 2, granted.token()))).isInstanceOf(Unavailable.class);
    } finally {
      redis.start();
    }
  }

  private static Acquire trusting(long campaign) {
    return new Acquire(campaign, campaign, 1, Optional.empty(), OptionalLong.empty(), true);
  }

  private static Duration uptime(LeaseStore store) {
    Acquire trusting = new Acquire(1, 1, 1, Optional.empty(), OptionalLong.empty(), true);
    return ((Granted) store.ask(trusting)).uptime().orElseThrow();
  }
}
