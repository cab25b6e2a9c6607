package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.Ledger;
import io.beatcop.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each a process of its own, on a real Redis: whatever is done to them, never do two
 * hold the lease at one instant, and one holds it again afterwards.
 */
class LeaseFaultsIT {

  private static final Duration TTL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String NAME = "faults";

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @TempDir private Path directory;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private int started;

  @BeforeEach
  void threeNodesOfWhichOneHolds() {
    redis.start();
    redis.command("FLUSHALL");
    startNode();
    startNode();
    startNode();
    aNodeHoldsAfter(System.nanoTime());
  }

  @AfterEach
  void neverDidTwoHold() {
    nodes.forEach(NodeProcess::close);
    Ledger ledger = new Ledger();
    tickFiles().forEach(ledger::read);
    assertThat(ledger.violations()).isEmpty();
  }

  private void startNode() {
    String name = "node-" + ++started;
    nodes.add(
        NodeProcess.start(
            name,
            directory.resolve(name + ".ticks"),
            List.of(NAME, redis.uri(), String.valueOf(TTL.toMillis()))));
  }

  /** Waits until some node holds the lease at an instant after this one, and says which. */
  private NodeProcess aNodeHoldsAfter(long nanos) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                nodes.stream()
                    .filter(NodeProcess::isAlive)
                    .filter(node -> lastTick(node).filter(tick -> tick - nanos > 0).isPresent())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void anotherNodeHoldsThan(NodeProcess last) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !aNodeHoldsAfter(System.nanoTime()).equals(last));
  }

  private Optional<Long> lastTick(NodeProcess node) {
    Path file = directory.resolve(node.name() + ".ticks");
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .reduce((first, second) -> second)
          .map(line -> Long.valueOf(line.split(" ", 2)[0]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> tickFiles() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NodeProcess holder() {
    return aNodeHoldsAfter(System.nanoTime());
  }

  /** Lets real time pass: how long a fault lasts is the subject here. */
  private static void lasting(Duration fault) {
    await().pollDelay(fault).atMost(fault.plus(PATIENCE)).until(() -> true);
  }

  @Test
  void aHolderThatIsKilled() {
    NodeProcess holder = holder();

    holder.kill();

    aNodeHoldsAfter(System.nanoTime());
  }

  @Test
  void aHolderThatIsFrozenPastItsTermAndThawed() {
    NodeProcess holder = holder();

    holder.freeze();
    anotherNodeHoldsThan(holder);
    holder.thaw();

    lasting(TTL);
    aNodeHoldsAfter(System.nanoTime());
  }

  @Test
  void aHolderThatStepsDown() {
    NodeProcess holder = holder();

    holder.tell("step-down");

    anotherNodeHoldsThan(holder);
  }

  @Test
  void everyNodeFrozenAndThawed() {
    nodes.forEach(NodeProcess::freeze);
    lasting(TTL.multipliedBy(2));

    nodes.forEach(NodeProcess::thaw);

    aNodeHoldsAfter(System.nanoTime());
  }

  @Test
  void aRedisThatIsFrozenPastTheTermAndThawed() {
    redis.freeze();
    lasting(TTL.multipliedBy(3));

    redis.thaw();

    aNodeHoldsAfter(System.nanoTime());
  }

  @Test
  void aRedisThatIsKilledAndKeepsItsData() {
    redis.kill();
    lasting(TTL.dividedBy(2));

    redis.start();

    aNodeHoldsAfter(System.nanoTime());
  }

  @Test
  void aRedisThatIsAwayForLongerThanTheTerm() {
    redis.stop();
    lasting(TTL.multipliedBy(2));

    redis.start();

    aNodeHoldsAfter(System.nanoTime());
  }

  @Test
  void aRedisThatRestartsEmpty() {
    redis.restartEmpty();

    aNodeHoldsAfter(System.nanoTime() + TTL.toNanos());
  }

  @Test
  void aRedisThatIsFlushedWhileTheHolderIsFrozen() {
    NodeProcess holder = holder();

    holder.freeze();
    redis.command("FLUSHALL");
    anotherNodeHoldsThan(holder);
    holder.thaw();

    lasting(TTL);
    aNodeHoldsAfter(System.nanoTime());
  }

  @Test
  void aKeyThatIsDeletedAgainAndAgain() {
    for (int i = 0; i < 20; i++) {
      redis.command("DEL", NAME);
      lasting(TTL.dividedBy(7));
    }

    aNodeHoldsAfter(System.nanoTime());
  }

  @Test
  void aKeyThatIsOverwrittenAndOneOfAnotherType() {
    redis.command("SET", NAME, "a stranger", "PX", "300");
    aNodeHoldsAfter(System.nanoTime() + TTL.toNanos());
    redis.command("SADD", "a set", "no string");
    redis.command("RENAME", "a set", NAME);
    lasting(TTL.multipliedBy(2));
    redis.command("DEL", NAME);

    aNodeHoldsAfter(System.nanoTime());
  }
}
