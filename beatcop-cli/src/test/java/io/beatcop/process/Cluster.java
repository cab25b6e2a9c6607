package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Nodes that contend for one lease, whose children write down their lives. */
final class Cluster implements AutoCloseable {

  /** Long enough for a machine that stands still for seconds: no node loses its lease by that. */
  private static final Duration AMPLE = Duration.ofSeconds(6);

  private final Path directory;
  private final Ticks ticks;
  private final String lease;
  private final String redis;
  private final Duration ttl;
  private final Stalls stalls = new Stalls();
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  private Cluster(Path directory, Ticks ticks, String lease, String redis, Duration ttl) {
    this.directory = directory;
    this.ticks = ticks;
    this.lease = lease;
    this.redis = redis;
    this.ttl = ttl;
  }

  /** No nodes yet, and a lease that is free, for a test in which no lease is to be lost. */
  static Cluster of(Path directory, RedisServer redis) {
    return of(directory, redis, AMPLE);
  }

  /** The same for a test whose subject is the ttl. */
  static Cluster of(Path directory, RedisServer redis, Duration ttl) {
    return new Cluster(directory, Ticks.in(directory), Leases.released(redis), redis.uri(), ttl);
  }

  /** The same, for nodes that reach Redis by another address than we do. */
  static Cluster of(Path directory, RedisServer redis, String uri, Duration ttl) {
    return new Cluster(directory, Ticks.in(directory), Leases.released(redis), uri, ttl);
  }

  /** The same for a lease that was made elsewhere. */
  static Cluster of(Path directory, String lease, String uri, Duration ttl) {
    return new Cluster(directory, Ticks.in(directory), lease, uri, ttl);
  }

  /** What stands in the place of a cluster before there is one. */
  static Cluster none() {
    return new Cluster(Path.of(""), Ticks.none(), "", "", Duration.ZERO);
  }

  String lease() {
    return lease;
  }

  Ticks ticks() {
    return ticks;
  }

  /** The node whose child was alive last. */
  Node leader() {
    return nodes.values().stream()
        .max(Comparator.comparing(node -> ticks.last(node.name()).orElse(0L)))
        .orElseThrow();
  }

  /** Kills the JVM of the node whose child runs, and waits for a child of the other one. */
  void killLeader() {
    Node leader = leader();
    Node other = nodes.values().stream().filter(node -> node != leader).findFirst().orElseThrow();
    leader.kill(List.of(Node.Part.JVM));
    ticks.awaitChildOf(other.name());
  }

  /** Starts two nodes, the second when a child of the first runs, and waits until it knows. */
  void startTwo() {
    start("one", ChildKind.DEAF);
    ticks.awaitChildOf("one");
    start("two", ChildKind.DEAF).awaitWaiting();
  }

  Node node(String name) {
    return Objects.requireNonNull(nodes.get(name));
  }

  /** A node of this cluster, to be started with {@link #start(Node.Builder, List)}. */
  Node.Builder named(String name) {
    return Node.named(name, directory)
        .with("lease", lease)
        .with("redis", redis)
        .with("ttl", ttl.toMillis());
  }

  Node start(String name, ChildKind kind) {
    return start(named(name), kind.around(ticks.ticking(name)));
  }

  Node start(Node.Builder builder, List<String> command) {
    Node node = builder.start(command);
    if (nodes.isEmpty()) {
      stalls.start();
    }
    nodes.put(node.name(), node);
    return node;
  }

  /** No time in which no child ran was longer, save for what the machine has to be forgiven. */
  void assertGapsWithin(Duration bound) {
    assertThat(ticks.ledger().longestGap()).as(this::log).isLessThan(allow(bound));
  }

  /** A bound, and what the machine has to be forgiven. */
  Duration allow(Duration bound) {
    return stalls.allow(bound);
  }

  void assertNeverTwo() {
    assertThat(ticks.ledger().violations()).as(this::log).isEmpty();
  }

  /** What all nodes have logged. */
  String log() {
    return nodes.values().stream()
        .map(node -> "\n" + node.name() + ":\n" + node.log())
        .collect(Collectors.joining());
  }

  /** Kills what is left of all nodes. */
  @Override
  public void close() {
    stalls.close();
    nodes.values().forEach(Node::close);
    ticks.killChildren();
  }
}
