package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Two children never run at one instant, whatever is done to Redis, and one runs again within a ttl
 * and a second of when that is possible. Each test has a Redis of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
@Slow
class RedisFaultsIT {

  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration BOUND = TTL.plusSeconds(1);

  @RegisterExtension final RedisServer redis = Leases.redis();

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void twoNodesOfWhichOneHasAChild() {
    redis.start();
    cluster = Cluster.of(directory, redis, TTL);
    cluster.start("one", ChildKind.DEAF);
    cluster.ticks().awaitChildOf("one");
    cluster.start("two", ChildKind.DEAF).awaitWaiting();
  }

  @AfterEach
  void neverDidTwoRun() {
    cluster.close();
    redis.close();
    cluster.assertNeverTwo();
  }

  private void aChildRunsAfter(long nanos) {
    cluster.ticks().awaitAnyChildAfter(nanos);
  }

  @Test
  void itIsFrozenPastTheTermAndThawed() {
    redis.freeze();
    Ticks.letTimePass(TTL.multipliedBy(2));
    long frozen = Ticks.now();

    redis.thaw();

    assertThat(cluster.ticks().lastOfAny()).isLessThan(frozen - TTL.dividedBy(2).toNanos());
    aChildRunsAfter(frozen);
    // Half a second for the first retry, and the ttl that an unexplained absence costs (L7).
    cluster.assertGapsWithin(BOUND.plus(TTL.multipliedBy(2)));
  }

  @Test
  void itIsFrozenForAMoment() {
    redis.freeze();
    Ticks.letTimePass(TTL.dividedBy(5));

    redis.thaw();

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
    cluster.assertGapsWithin(BOUND);
  }

  @Test
  void itIsKilledAndKeepsItsData() {
    redis.kill();
    Ticks.letTimePass(TTL.dividedBy(4));

    redis.start();

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
  }

  @Test
  void itRestartsEmpty() {
    redis.restartEmpty();

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
  }

  @Test
  void itIsFlushedAgainAndAgain() {
    redis.command("FLUSHALL");
    Ticks.letTimePass(TTL.dividedBy(7));
    redis.command("FLUSHALL");
    Ticks.letTimePass(TTL.dividedBy(3));
    redis.command("FLUSHALL");

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
  }

  @Test
  void theKeyIsDeleted() {
    redis.command("DEL", cluster.lease());

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
    cluster.assertGapsWithin(BOUND);
  }

  @Test
  void theKeyIsDeletedWhileTheHolderIsFrozen() {
    cluster.node("one").freeze(List.of(Node.Part.JVM));
    redis.command("DEL", cluster.lease());

    cluster.ticks().awaitChildOf("two");
    cluster.node("one").thaw();
    aChildRunsAfter(Ticks.now() + TTL.toNanos());
  }

  @Test
  void theKeyIsStolen() {
    redis.command("SET", cluster.lease(), "a stranger", "PX", "500");
    long stolen = Ticks.now();

    aChildRunsAfter(stolen + TTL.toNanos());

    // It is noticed with the next renewal; and that the stranger did not release costs a ttl (L7).
    cluster.assertGapsWithin(BOUND.plus(TTL));
  }

  @Test
  void itIsSlow() {
    redis.command("CLIENT", "PAUSE", "100", "ALL");
    Ticks.letTimePass(TTL.dividedBy(2));
    redis.command("CLIENT", "PAUSE", "150", "ALL");
    Ticks.letTimePass(TTL.dividedBy(2));
    redis.command("CLIENT", "PAUSE", "100", "ALL");

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
  }

  @Test
  void aChildWhoseLeaseIsNotRenewedIsAskedToEndBeforeItIsKilled() {
    cluster.close();
    redis.command("DEL", cluster.lease());
    Node.Builder builder = cluster.named("polite");
    cluster.start(
        builder,
        List.of(
            "sh", "-c", "trap 'echo told; exit' TERM; echo ready; while :; do sleep 0.01; done"));
    await().atMost(BOUND.multipliedBy(5)).until(() -> output(builder).equals("ready\n"));

    redis.freeze();

    await().atMost(BOUND.multipliedBy(5)).until(() -> output(builder).equals("ready\ntold\n"));
  }

  private static String output(Node.Builder of) throws IOException {
    return Files.readString(of.output());
  }
}
