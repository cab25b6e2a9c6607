package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.JvmProcess;
import io.beatcop.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each a process of its own, on several Redis servers: the holder notices nothing of
 * what befalls a minority of the servers, and gives up in time when it has no majority any more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QuorumFaults {

  private static final Duration TTL = Duration.ofSeconds(2);

  private final List<RedisServer> servers;
  private @TempDir Path directory;
  private NodeCluster cluster;
  private int tests;

  QuorumFaults(int size) {
    this.servers = Stream.generate(RedisServer::forTests).limit(size).toList();
  }

  @BeforeAll
  void startServers() {
    servers.forEach(RedisServer::start);
  }

  @AfterAll
  void closeServers() {
    servers.forEach(RedisServer::close);
  }

  @BeforeEach
  void threeNodesOfWhichOneHolds() {
    servers.forEach(RedisServer::start);
    String redis = servers.stream().map(RedisServer::uri).collect(Collectors.joining(","));
    cluster = new NodeCluster(directory, "quorum-" + tests++, redis, TTL);
    cluster.startNode();
    cluster.startNode();
    cluster.startNode();
    cluster.holder();
    // The members that were asked last have voted too.
    NodeCluster.letTimePass(TTL);
  }

  @AfterEach
  void neverDidTwoHold() {
    cluster.close();
  }

  private List<RedisServer> minority() {
    return servers.subList(0, (servers.size() - 1) / 2);
  }

  private List<RedisServer> majority() {
    return servers.subList(0, servers.size() / 2 + 1);
  }

  private void theHolderHoldsOnWhile(Consumer<RedisServer> fault) {
    JvmProcess holder = cluster.holder();

    minority().forEach(fault);
    NodeCluster.letTimePass(TTL.multipliedBy(2));

    assertThat(cluster.holder()).isEqualTo(holder);
    // One term, from the first tick to the last.
    assertThat(cluster.ledger().gaps()).isEmpty();
  }

  @Test
  void aMinorityThatIsKilled() {
    theHolderHoldsOnWhile(RedisServer::kill);
  }

  @Test
  void aMinorityThatIsFrozenAndThawed() {
    theHolderHoldsOnWhile(RedisServer::freeze);

    theHolderHoldsOnWhile(RedisServer::thaw);
  }

  @Test
  void aMinorityThatRestartsEmpty() {
    theHolderHoldsOnWhile(RedisServer::restartEmpty);
  }

  @Test
  void aMinorityThatRestartsEmptyAndThenAHolderThatIsKilled() {
    JvmProcess holder = cluster.holder();
    minority().forEach(RedisServer::restartEmpty);

    holder.kill();

    cluster.anotherNodeHoldsThan(holder);
  }

  @Test
  void aMinorityThatIsKilledAndThenAHolderThatStepsDown() {
    JvmProcess holder = cluster.holder();
    minority().forEach(RedisServer::kill);

    holder.tell("step-down");

    cluster.anotherNodeHoldsThan(holder);
  }

  @Test
  void aMajorityThatIsFrozenAndThawed() {
    majority().forEach(RedisServer::freeze);
    long frozenNanos = System.nanoTime();
    NodeCluster.letTimePass(TTL.multipliedBy(2));
    long lastTickNanos = cluster.lastTick();

    majority().forEach(RedisServer::thaw);

    assertThat(Duration.ofNanos(lastTickNanos - frozenNanos)).isLessThan(TTL);
    cluster.holder();
  }

  @Test
  void aMajorityThatRestartsEmpty() {
    majority().forEach(RedisServer::restartEmpty);

    cluster.aNodeHoldsAfter(System.nanoTime() + TTL.toNanos());
  }
}
