package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The news of a release comes over a connection that is proved alive. */
@Slow
class ReleaseSignalIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(6);

  // A node that heard of no release asks once per ttl.
  private static final Duration SOONER_THAN_ASKED = TTL.dividedBy(2);

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "signal-" + NAMES.incrementAndGet();

  private Lease lease(String holder, String uri) {
    Lease lease =
        RedisLease.builder(name).redis(uri).ttl(TTL).holder(holder).trustAbsence(true).build();
    lease.start();
    return lease;
  }

  /** L-e: hand-overs took 8 s instead of 5 ms, silently, for ever. */
  @Test
  void aSubscriptionThatIsOpenAtOneEndOnlyIsNoticedWithinATtl() {
    try (SilentRelay relay = new SilentRelay(redis.port());
        Lease first = lease("a", redis.uri());
        Lease second = lease("b", relay.uri())) {
      await().until(() -> relay.subscriptions() == 1);

      relay.loseSubscriptions();

      await().atMost(TTL).until(() -> relay.subscriptions() == 2);
      first.stop();
      await().atMost(SOONER_THAN_ASKED).until(second::isHeld);
    }
  }

  /** L-e: one that is alive is kept, however little happens. */
  @Test
  void aSubscriptionOverWhichNothingComesIsKept() {
    try (SilentRelay relay = new SilentRelay(redis.port());
        Lease first = lease("a", redis.uri());
        Lease second = lease("b", relay.uri())) {
      await()
          .during(TTL.plusSeconds(1))
          .atMost(TTL.multipliedBy(3))
          .until(() -> relay.subscriptions() <= 1);

      first.stop();
      await().atMost(SOONER_THAN_ASKED).until(second::isHeld);
      assertThat(relay.subscriptions()).isEqualTo(1);
    }
  }

  /** L-e: also on a node that held the lease before, and proved nothing then. */
  @Test
  void aSubscriptionOfANodeThatComesToWaitIsProvedFromThenOn() {
    try (SilentRelay relay = new SilentRelay(redis.port());
        Lease first = lease("a", relay.uri());
        Lease second = lease("b", redis.uri())) {
      await().until(() -> relay.subscriptions() == 1);
      first.stop();
      await().until(second::isHeld);

      first.campaign();
      relay.loseSubscriptions();

      await().atMost(TTL).until(() -> relay.subscriptions() == 2);
    }
  }

  /** It learns of a pause with its next renewal, and waits for nobody's release. */
  @Test
  void aHolderSubscribesOnlyOnce() {
    try (Lease holder = lease("a", redis.uri())) {
      await().until(() -> holder.isHeld() && subscribes() > 0);
      redis.command("CONFIG", "RESETSTAT");

      await()
          .during(TTL.multipliedBy(2))
          .atMost(TTL.multipliedBy(4))
          .until(() -> subscribes() == 0);
    }
  }

  private static long subscribes() {
    return String.valueOf(redis.command("INFO", "commandstats").orElseThrow())
        .lines()
        .filter(line -> line.startsWith("cmdstat_subscribe:"))
        .count();
  }
}
