package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node's connections: how many there are, and that a peer that falls silent is noticed. */
class ConnectionsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(1);

  private static Lease lease(String name, String holder) {
    return RedisLease.builder(name)
        .redis(redis.uri() + "?clientname=" + holder)
        .ttl(TTL)
        .holder(holder)
        .trustAbsence(true)
        .build();
  }

  private static List<String> connections(String client) {
    return redis
        .command("CLIENT", "LIST")
        .orElseThrow()
        .toString()
        .lines()
        .filter(line -> line.contains(" name=" + client + " "))
        .toList();
  }

  private static boolean listens(String client) {
    return connections(client).stream().anyMatch(line -> line.contains(" sub=1 "));
  }

  @Test
  void aNodeHasOneConnectionToAskAndOneToListen() {
    try (Lease holder = lease("two", "holder");
        Lease waiter = lease("two", "waiter")) {
      holder.start();
      waiter.start();
      await().until(() -> listens("holder") && listens("waiter"));

      await()
          .during(TTL.multipliedBy(3))
          .atMost(TTL.multipliedBy(5))
          .until(() -> connections("holder").size() == 2 && connections("waiter").size() == 2);
    }
  }

  @Test
  void whatIsCutIsOpenedAgainAndNothingIsLeftOver() {
    try (Lease lease = lease("cut", "cut")) {
      lease.start();
      await().until(() -> listens("cut"));

      redis.command("CLIENT", "KILL", "TYPE", "normal");
      redis.command("CLIENT", "KILL", "TYPE", "pubsub");

      await().until(() -> connections("cut").size() == 2 && listens("cut"));
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void aServerThatWasSilentIsListenedToAnew() {
    try (Lease lease = lease("silent", "silent")) {
      lease.start();
      await().until(() -> listens("silent"));
      List<String> before = ids();

      redis.freeze();
      await().until(() -> !lease.isHeld());
      redis.thaw();

      await().until(() -> listens("silent") && ids().stream().noneMatch(before::contains));
      await().until(() -> connections("silent").size() == 2);
    }
  }

  private static List<String> ids() {
    return connections("silent").stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  @Test
  void nobodyIsNamedUnlessAskedFor() {
    try (Lease lease = RedisLease.builder("unnamed").redis(redis.uri()).ttl(TTL).build()) {
      lease.start();

      assertThat(connections("")).isNotEmpty();
      assertThat(redis.command("INFO", "commandstats").orElseThrow().toString())
          .doesNotContain("cmdstat_hello:");
    }
  }
}
