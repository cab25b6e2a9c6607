package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.JvmProcess;
import io.beatcop.testing.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Nodes that contend for one lease, each a process of its own, and what they write of it. */
final class NodeCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final List<String> leaseRedisAndTtl;
  private final List<JvmProcess> nodes = new ArrayList<>();

  /** A cluster without nodes that write into this empty directory. */
  NodeCluster(Path directory, String lease, String redis, Duration ttl) {
    this.directory = directory;
    this.leaseRedisAndTtl = List.of(lease, redis, String.valueOf(ttl.toMillis()));
  }

  void startNode() {
    String name = "node-" + (nodes.size() + 1);
    List<String> arguments = new ArrayList<>();
    arguments.add(name);
    arguments.add(directory.resolve(name + ".ticks").toString());
    arguments.addAll(leaseRedisAndTtl);
    nodes.add(JvmProcess.of(name, LeaseNode.class).start(arguments));
  }

  List<JvmProcess> nodes() {
    return nodes;
  }

  /** Who holds the lease now; waits until somebody does. */
  JvmProcess holder() {
    return aNodeHoldsAfter(System.nanoTime());
  }

  /** Waits until some node holds the lease at an instant after this one, and says which. */
  JvmProcess aNodeHoldsAfter(long nanos) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                nodes.stream()
                    .filter(JvmProcess::isAlive)
                    .filter(node -> lastTick(node).filter(tick -> tick - nanos > 0).isPresent())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  void anotherNodeHoldsThan(JvmProcess last) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !holder().equals(last));
  }

  /** When any node last held the lease, by the clock that all of them share. */
  long lastTick() {
    return nodes.stream()
        .flatMap(node -> lastTick(node).stream())
        .reduce((one, other) -> one - other > 0 ? one : other)
        .orElseThrow();
  }

  private Optional<Long> lastTick(JvmProcess node) {
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

  /** All that was written so far. */
  Ledger ledger() {
    Ledger ledger = new Ledger();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(ledger::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ledger;
  }

  /** Ends all nodes, and fails if ever two of them held the lease. */
  @Override
  public void close() {
    nodes.forEach(JvmProcess::close);
    assertThat(ledger().violations()).isEmpty();
  }

  /** Lets real time pass: how long a fault lasts is the subject. */
  static void letTimePass(Duration fault) {
    await().pollDelay(fault).atMost(fault.plus(PATIENCE)).until(() -> true);
  }
}
