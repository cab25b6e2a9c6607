package io.beatcop.process;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisCluster;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with a Redis Cluster: never do two children run, and one does. */
@Slow
class RedisClusterFaultsIT {

  @RegisterExtension static final RedisCluster servers = RedisCluster.forTests();

  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void twoNodesOfWhichOneHasAChild() {
    servers.heal();
    String lease = Leases.unused();
    Leases.release(lease, servers.ownerOf(lease), "1");
    cluster = Cluster.of(directory, lease, servers.uri() + "?wait=1", TTL);
    cluster.startTwo();
  }

  @AfterEach
  void neverDidTwoRun() {
    cluster.close();
    cluster.assertNeverTwo();
  }

  @Test
  void theMasterIsKilledAndThenTheLeader() {
    RedisServer owner = servers.ownerOf(cluster.lease());
    long killed = Ticks.now();

    owner.kill();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> servers.ownerOf(cluster.lease()) != owner);
    // The new master has no replica to wait for until this one is back.
    owner.start();
    servers.heal();
    Duration failOver = Duration.ofNanos(Ticks.now() - killed);
    cluster.ticks().awaitAnyChildAfter(Ticks.now());

    // The key may have expired before anybody could see it, which costs a ttl (L7).
    cluster.assertGapsWithin(failOver.plus(TTL.multipliedBy(2)).plusSeconds(1));
    cluster.killLeader();
  }
}
