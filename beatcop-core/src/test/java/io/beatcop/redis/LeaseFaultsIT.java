package io.beatcop.redis;

import io.beatcop.testing.JvmProcess;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each a process of its own, on a real Redis: two never hold the lease at one instant,
 * whatever is done to them, and one holds it again afterwards.
 */
@Slow
class LeaseFaultsIT {

  private static final Duration TTL = Duration.ofSeconds(1);
  private static final String NAME = "faults";

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @TempDir private Path directory;
  private NodeCluster cluster;

  @BeforeEach
  void threeNodesOfWhichOneHolds() {
    redis.start();
    redis.command("FLUSHALL");
    cluster = new NodeCluster(directory, NAME, redis.uri(), TTL);
    cluster.startNode();
    cluster.startNode();
    cluster.startNode();
    cluster.holder();
  }

  @AfterEach
  void neverDidTwoHold() {
    cluster.close();
  }

  @Test
  void aHolderThatIsKilled() {
    JvmProcess holder = cluster.holder();

    holder.kill();

    cluster.holder();
  }

  @Test
  void aHolderThatIsFrozenPastItsTermAndThawed() {
    JvmProcess holder = cluster.holder();

    holder.freeze();
    cluster.anotherNodeHoldsThan(holder);
    holder.thaw();

    NodeCluster.letTimePass(TTL);
    cluster.holder();
  }

  @Test
  void aHolderThatStepsDown() {
    JvmProcess holder = cluster.holder();

    holder.tell("step-down");

    cluster.anotherNodeHoldsThan(holder);
  }

  @Test
  void everyNodeFrozenAndThawed() {
    cluster.nodes().forEach(JvmProcess::freeze);
    NodeCluster.letTimePass(TTL.multipliedBy(2));

    cluster.nodes().forEach(JvmProcess::thaw);

    cluster.holder();
  }

  @Test
  void aRedisThatIsFrozenPastTheTermAndThawed() {
    redis.freeze();
    NodeCluster.letTimePass(TTL.multipliedBy(3));

    redis.thaw();

    cluster.holder();
  }

  @Test
  void aRedisThatIsKilledAndKeepsItsData() {
    redis.kill();
    NodeCluster.letTimePass(TTL.dividedBy(2));

    redis.start();

    cluster.holder();
  }

  @Test
  void aRedisThatIsAwayForLongerThanTheTerm() {
    redis.stop();
    NodeCluster.letTimePass(TTL.multipliedBy(2));

    redis.start();

    cluster.holder();
  }

  @Test
  void aRedisThatRestartsEmpty() {
    redis.restartEmpty();

    cluster.aNodeHoldsAfter(System.nanoTime() + TTL.toNanos());
  }

  @Test
  void aRedisThatIsFlushedWhileTheHolderIsFrozen() {
    JvmProcess holder = cluster.holder();

    holder.freeze();
    redis.command("FLUSHALL");
    cluster.anotherNodeHoldsThan(holder);
    holder.thaw();

    NodeCluster.letTimePass(TTL);
    cluster.holder();
  }

  @Test
  void aKeyThatIsDeletedAgainAndAgain() {
    for (int i = 0; i < 20; i++) {
      redis.command("DEL", NAME);
      NodeCluster.letTimePass(TTL.dividedBy(7));
    }

    cluster.holder();
  }

  @Test
  void aKeyThatIsOverwrittenAndOneOfAnotherType() {
    redis.command("SET", NAME, "a stranger", "PX", "300");
    cluster.aNodeHoldsAfter(System.nanoTime() + TTL.toNanos());
    redis.command("SADD", "a set", "no string");
    redis.command("RENAME", "a set", NAME);
    NodeCluster.letTimePass(TTL.multipliedBy(2));
    redis.command("DEL", NAME);

    cluster.holder();
  }
}
