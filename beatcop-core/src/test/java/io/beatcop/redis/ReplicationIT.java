package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A master that dies with what its replica has not seen, and {@code WAIT} against it (L10). */
@Slow
class ReplicationIT {

  @RegisterExtension static final RedisServer master = RedisServer.local();
  @RegisterExtension static final RedisServer replica = RedisServer.local();

  private static final Duration TTL = Duration.ofSeconds(30);

  private final RecordingListener listener = new RecordingListener();
  private final List<Lease> leases = new ArrayList<>();

  @BeforeEach
  void aMasterAndItsReplica() {
    master.start();
    master.command("FLUSHALL");
    attach();
  }

  @AfterEach
  void closeAll() {
    // A close waits for its release to get through.
    master.start();
    leases.forEach(Lease::close);
  }

  private static void attach() {
    replica.command("REPLICAOF", master.host(), String.valueOf(master.port()));
    await()
        .until(
            () ->
                replica
                    .command("INFO", "replication")
                    .orElseThrow()
                    .toString()
                    .contains("master_link_status:up"));
  }

  /** As a network that is cut: it keeps what it has, and hears no more. */
  private static void cut() {
    replica.command("REPLICAOF", master.host(), "1");
  }

  private static void failOver() {
    master.kill();
    replica.command("REPLICAOF", "NO", "ONE");
  }

  private Lease lease(String holder, RedisServer at, Duration ttl, int replicas) {
    Lease lease =
        RedisLease.builder("replicated")
            .redis(at.uri())
            .ttl(ttl)
            .holder(holder)
            .trustAbsence(true)
            .waitForReplicas(replicas)
            .listener(listener)
            .build();
    leases.add(lease);
    return lease;
  }

  @Test
  void withoutWaitingTwoNodesHoldTheLease() {
    cut();
    Lease first = lease("a", master, TTL, 0);
    first.start();

    failOver();
    Lease second = lease("b", replica, TTL, 0);
    second.start();

    assertThat(first.isHeld()).isTrue();
    assertThat(second.isHeld()).isTrue();
  }

  @Test
  void aGrantThatNoReplicaHasIsNone() {
    cut();
    Lease first = lease("a", master, TTL, 1);
    first.start();

    failOver();
    Lease second = lease("b", replica, TTL, 0);
    second.start();

    assertThat(first.isHeld()).isFalse();
    assertThat(second.isHeld()).isTrue();
    await().untilAsserted(() -> assertThat(listener.heard()).containsSubsequence("acquired"));
  }

  @Test
  void aGrantThatTheReplicaHasOutlivesTheMaster() {
    Lease first = lease("a", master, TTL, 1);
    first.start();

    failOver();
    Lease second = lease("b", replica, TTL, 0);
    second.start();

    assertThat(first.isHeld()).isTrue();
    assertThat(second.isHeld()).isFalse();
    assertThat(replica.command("GET", "replicated")).contains("a");
  }

  @Test
  void aRenewalThatNoReplicaHasIsNone() {
    Lease lease = lease("a", master, Duration.ofSeconds(1), 1);
    lease.start();
    assertThat(lease.isHeld()).isTrue();

    cut();
    await().until(() -> !lease.isHeld());
    await().until(() -> listener.heard().contains("lost EXPIRED"));
    attach();

    await().until(lease::isHeld);
  }

  @Test
  void whatIsMissingIsSaid() {
    LeaseSettings settings =
        LeaseSettings.of("replicated", TTL)
            .withHolder("a")
            .withTimeout(Duration.ofSeconds(1))
            .withTrustAbsence(true);
    RedisSettings redis = RedisSettings.parse(master.uri() + "?wait=2");
    Acquire acquire = new Acquire(1, 1, 1, Optional.empty(), OptionalLong.empty(), true);
    try (RedisLeaseStore store = new RedisLeaseStore(settings, redis)) {
      assertThat(store.ask(acquire))
          .isEqualTo(
              new LeaseAnswer.Unavailable(redis + ": 1 of 2 replicas have confirmed it in time"));
    }
  }
}
