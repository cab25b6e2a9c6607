package io.beatcop.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A Redis Cluster of three masters and a replica of each.
 *
 * <p>Registered with JUnit as a static extension; all are children of this JVM.
 */
public final class RedisCluster extends Topology {

  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;

  private final List<RedisServer> nodes =
      IntStream.range(0, 2 * MASTERS).mapToObj(i -> node()).toList();
  private boolean formed;

  private RedisCluster() {}

  /** The six, not started yet. */
  public static RedisCluster forTests() {
    return new RedisCluster();
  }

  private static RedisServer node() {
    return RedisServer.ofSeveral(
        FreePort.chooseWithBus(),
        Stream.of(
                "--save \"\" --appendonly yes --appendfsync always --repl-diskless-sync yes"
                    + " --repl-diskless-sync-delay 0 --cluster-enabled yes"
                    + " --cluster-node-timeout 1000 --cluster-replica-validity-factor 0")
            .flatMap(line -> Stream.of(line.split(" ", -1)))
            .map(word -> word.replace("\"", ""))
            .toList());
  }

  @Override
  List<RedisServer> all() {
    return nodes;
  }

  /** All six, such as {@code redis+cluster://127.0.0.1:1,…}. */
  public String uri() {
    return uri(nodes);
  }

  /** The same with these nodes only. */
  public static String uri(List<RedisServer> seeds) {
    return seeds.stream()
        .map(node -> node.host() + ":" + node.port())
        .collect(Collectors.joining(",", "redis+cluster://", ""));
  }

  /** The master that a key belongs to, as the nodes that answer see it. */
  public RedisServer ownerOf(String key) {
    int slot = JedisClusterCRC16.getSlot(key);
    return present("a master that serves the slot " + slot, () -> serving(slot));
  }

  private Optional<RedisServer> serving(int slot) {
    for (RedisServer node : answering()) {
      for (Object range : (List<?>) node.command("CLUSTER", "SLOTS").orElseThrow()) {
        List<?> fields = (List<?>) range;
        if ((Long) fields.get(0) <= slot && slot <= (Long) fields.get(1)) {
          return Optional.of(byPort((Long) ((List<?>) fields.get(2)).get(1)));
        }
      }
    }
    return Optional.empty();
  }

  /** A master that a key does not belong to. */
  public RedisServer strangerTo(String key) {
    RedisServer owner = ownerOf(key);
    return present(
        "a master of other slots",
        () -> answering().stream().filter(node -> node != owner && isMaster(node)).findFirst());
  }

  /** The replicas of a master that runs. */
  public List<RedisServer> replicasOf(RedisServer master) {
    String port = Integer.toString(master.port());
    return answering().stream()
        .filter(node -> !isMaster(node))
        .filter(node -> field(node, "master_port", "INFO", "replication").equals(port))
        .toList();
  }

  /** The id of a node. */
  public String id(RedisServer node) {
    return node.command("CLUSTER", "MYID").orElseThrow().toString();
  }

  private List<RedisServer> answering() {
    return nodes.stream().filter(node -> node.answersWithin(Duration.ofMillis(500))).toList();
  }

  private static boolean isMaster(RedisServer node) {
    return field(node, "role", "INFO", "replication").equals("master");
  }

  private RedisServer byPort(long port) {
    return nodes.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
  }

  @Override
  public void heal() {
    startAll();
    if (!formed) {
      form();
      formed = true;
    }
    until("three masters and their replicas", () -> nodes.stream().allMatch(this::isWell));
  }

  private boolean isWell(RedisServer node) {
    return field(node, "cluster_state", "CLUSTER", "INFO").equals("ok")
        && field(node, "cluster_known_nodes", "CLUSTER", "INFO").equals("6")
        && (isMaster(node)
            ? field(node, "connected_slaves", "INFO", "replication").equals("1")
            : field(node, "master_link_status", "INFO", "replication").equals("up"));
  }

  private void form() {
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      nodes.get(i).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(nodes.get(0).port()));
    }
    until(
        "all nodes have met",
        () ->
            nodes.stream()
                .map(node -> field(node, "cluster_known_nodes", "CLUSTER", "INFO"))
                .allMatch("6"::equals));
    for (int i = 0; i < MASTERS; i++) {
      List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS)
          .forEach(slot -> command.add(Integer.toString(slot)));
      nodes.get(i).command(command.toArray(String[]::new));
    }
    for (int i = 0; i < MASTERS; i++) {
      RedisServer replica = nodes.get(MASTERS + i);
      String master = id(nodes.get(i));
      until("knows its master", () -> replica.command("CLUSTER", "REPLICATE", master).isPresent());
    }
  }
}
