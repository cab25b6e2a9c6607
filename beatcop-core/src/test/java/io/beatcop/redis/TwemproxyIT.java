package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import io.beatcop.testing.Twemproxy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lease through a twemproxy with {@code auto_eject_hosts: false}. */
@Slow
class TwemproxyIT {

  @RegisterExtension static final Twemproxy proxy = Twemproxy.forTests();

  private static final Duration TTL = Duration.ofSeconds(1);

  private static Lease lease(String name, String holder) {
    return RedisLease.builder(name).redis(proxy.uri()).ttl(TTL).holder(holder).build();
  }

  @Test
  void aLeaseIsHeldAndRenewed() {
    RecordingListener listener = new RecordingListener();
    try (Lease lease =
        RedisLease.builder("renewed")
            .redis(proxy.uri())
            .ttl(TTL)
            .trustAbsence(true)
            .listener(listener)
            .build()) {
      lease.start();
      await().until(lease::isHeld);

      await()
          .during(TTL.multipliedBy(2))
          .atMost(TTL.multipliedBy(4))
          .until(() -> listener.heard().size() == 1 && lease.isHeld());
    }
  }

  @Test
  void aReleaseIsTakenUpWhenTheKeyWouldHaveExpired() {
    try (Lease first = lease("released", "a");
        Lease second = lease("released", "b")) {
      first.start();
      await().until(first::isHeld);
      second.start();

      first.stop();

      await().until(second::isHeld);
      assertThat(first.isHeld()).isFalse();
    }
  }

  @Test
  void aHolderThatFallsSilentIsFollowedWhenItsKeyExpires() {
    LeaseSettings settings = LeaseSettings.of("silent", TTL).withHolder("a");
    Acquire once = new Acquire(1, 1, 1, Optional.empty(), OptionalLong.empty(), true);
    try (RedisLeaseStore silent = new RedisLeaseStore(settings, RedisSettings.parse(proxy.uri()));
        Lease next = lease("silent", "b")) {
      assertThat(silent.ask(once)).isInstanceOf(Granted.class);

      next.start();

      assertThat(next.isHeld()).isFalse();
      await().until(next::isHeld);
    }
  }

  @Test
  void aServerThatIsFrozenBehindItIsNotReplaced() {
    try (LocalNodes nodes = new LocalNodes("frozen", proxy.uri(), TTL, 3)) {
      nodes.holder();
      RedisServer server = proxy.serverOf("frozen");

      server.freeze();
      nodes.untilNobodyHolds();
      await().during(TTL.multipliedBy(2)).until(() -> nodes.held().isEmpty());
      server.thaw();

      nodes.holder();
      assertThat(nodes.ledger().violations()).isEmpty();
    }
  }
}
