package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.Ledger;
import io.beatcop.testing.RedisServer;
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
 * Whatever is done to Redis: never do two children run at one instant, and one runs again within a
 * ttl and a second of when that is possible. Each test has a Redis of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class RedisFaultsIT {

  private static final Duration TTL = Duration.ofSeconds(1);
  private static final Duration BOUND = TTL.plusSeconds(1);

  @RegisterExtension final RedisServer redis = RedisServer.forTests();

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
    assertThat(cluster.ticks().ledger().violations()).as(cluster::log).isEmpty();
  }

  private void aChildRunsAfter(long nanos) {
    cluster.ticks().awaitAnyChildAfter(nanos);
  }

  private void aChildRunsWithin(Duration bound, long nanos) {
    aChildRunsAfter(nanos);
    assertThat(Duration.ofNanos(cluster.ticks().firstAfter(nanos) - nanos))
        .as(cluster::log)
        .isLessThan(bound);
  }

  @Test
  void itIsFrozenPastTheTermAndThawed() {
    redis.freeze();
    Ticks.lasting(TTL.multipliedBy(2));
    long frozen = Ticks.now();

    redis.thaw();

    assertThat(cluster.ticks().lastOfAny()).isLessThan(frozen - TTL.dividedBy(2).toNanos());
    // Half a second for the first retry, and the ttl that an unexplained absence costs (L7).
    aChildRunsWithin(BOUND, frozen);
  }

  @Test
  void itIsFrozenForAMoment() {
    redis.freeze();
    Ticks.lasting(TTL.dividedBy(5));

    redis.thaw();

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
    assertThat(cluster.ticks().ledger().longestGap()).as(cluster::log).isLessThan(BOUND);
  }

  @Test
  void itIsKilledAndKeepsItsData() {
    redis.kill();
    Ticks.lasting(TTL.dividedBy(4));

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
    Ticks.lasting(TTL.dividedBy(7));
    redis.command("FLUSHALL");
    Ticks.lasting(TTL.dividedBy(3));
    redis.command("FLUSHALL");

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
  }

  @Test
  void theKeyIsDeleted() {
    redis.command("DEL", cluster.lease());

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
    assertThat(cluster.ticks().ledger().longestGap()).as(cluster::log).isLessThan(BOUND);
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

    // It is noticed with the next renewal, and then the child is killed without any grace.
    Ledger.Gap gap = cluster.ticks().ledger().gaps().get(0);
    assertThat(gap.length()).as(cluster::log).isLessThan(BOUND.plus(TTL));
  }

  @Test
  void itIsSlow() {
    redis.command("CLIENT", "PAUSE", "100", "ALL");
    Ticks.lasting(TTL.dividedBy(2));
    redis.command("CLIENT", "PAUSE", "150", "ALL");
    Ticks.lasting(TTL.dividedBy(2));
    redis.command("CLIENT", "PAUSE", "100", "ALL");

    aChildRunsAfter(Ticks.now() + TTL.toNanos());
  }
}
