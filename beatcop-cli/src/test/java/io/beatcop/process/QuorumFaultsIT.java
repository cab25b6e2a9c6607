package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with three servers that decide by majority: the child outlives one of them. */
@Slow
class QuorumFaultsIT {

  @RegisterExtension static final RedisServer first = Leases.redis();
  @RegisterExtension static final RedisServer second = Leases.redis();
  @RegisterExtension static final RedisServer third = Leases.redis();

  private static final List<RedisServer> SERVERS = List.of(first, second, third);
  private static final Duration TTL = Duration.ofSeconds(3);

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void twoNodesOfWhichOneHasAChild() {
    SERVERS.forEach(RedisServer::start);
    String lease = Leases.unused();
    // A token of a time of day: a small one tells of a server that has forgotten.
    SERVERS.forEach(server -> Leases.release(lease, server, "1764000000000"));
    String uri =
        SERVERS.stream()
            .map(server -> server.host() + ":" + server.port())
            .collect(Collectors.joining(",", "redis+quorum://", ""));
    cluster = Cluster.of(directory, lease, uri, TTL);
    cluster.startTwo();
    // A server that has just started votes after a ttl.
    Ticks.letTimePass(TTL.plusSeconds(2));
  }

  @AfterEach
  void neverDidTwoRun() {
    cluster.close();
    cluster.assertNeverTwo();
  }

  @Test
  void aServerIsKilledAndNothingIsNoticedAndThenTheLeaderIs() {
    first.kill();
    Ticks.letTimePass(TTL.multipliedBy(2));

    assertThat(cluster.leader().name()).isEqualTo("one");
    cluster.assertGapsWithin(TTL.dividedBy(2));

    cluster.killLeader();

    // Two ttls in the rare case that a key is looked for in the moment in which it expires.
    cluster.assertGapsWithin(TTL.multipliedBy(2).plusSeconds(1));
  }

  @Test
  void aMajorityIsKilledAndStartedAgain() {
    second.kill();
    third.kill();
    Ticks.letTimePass(TTL.multipliedBy(2));
    long without = Ticks.now();

    assertThat(cluster.ticks().lastOfAny()).isLessThan(without - TTL.dividedBy(2).toNanos());
    second.start();

    cluster.ticks().awaitAnyChildAfter(without);
  }
}
