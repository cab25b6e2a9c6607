package io.beatcop.process;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisSentinels;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes whose Redis is failed over by sentinels: never do two children run, and one does. */
@Slow
class SentinelFaultsIT {

  @RegisterExtension static final RedisSentinels sentinels = RedisSentinels.forTests();

  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void twoNodesOfWhichOneHasAChild() {
    sentinels.heal();
    String lease = Leases.unused();
    Leases.release(lease, sentinels.master(), "1");
    cluster = Cluster.of(directory, lease, sentinels.uri() + "?wait=1", TTL);
    cluster.startTwo();
  }

  @AfterEach
  void neverDidTwoRun() {
    cluster.close();
    cluster.assertNeverTwo();
  }

  private boolean hasReplica() {
    RedisServer master = sentinels.master();
    return master.command("INFO", "replication").orElse("").toString().contains("state=online");
  }

  @Test
  void theMasterIsKilledAndThenTheLeader() {
    RedisServer master = sentinels.master();
    long killed = Ticks.now();

    master.kill();
    await().atMost(PATIENCE).until(() -> sentinels.master() != master);
    // Without a replica no grant counts. Sentinels may take ten seconds to give it one, and it may
    // lose that one again.
    await().atMost(PATIENCE).until(this::hasReplica);
    long chosen = Ticks.now();
    AtomicLong lastWithoutReplica = new AtomicLong(chosen);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              if (!hasReplica()) {
                lastWithoutReplica.set(Ticks.now());
              }
              return cluster.ticks().hasChildAfter(chosen);
            });
    Duration failOver = Duration.ofNanos(lastWithoutReplica.get() - killed);

    // The key may have expired before anybody could see it, which costs a ttl (L7).
    cluster.assertGapsWithin(failOver.plus(TTL.multipliedBy(2)).plusSeconds(1));
    cluster.killLeader();
  }
}
