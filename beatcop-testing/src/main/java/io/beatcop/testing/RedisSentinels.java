package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A master, two replicas and three sentinels, which promote a replica about two seconds after the
 * master has fallen silent.
 *
 * <p>Registered with JUnit as a static extension; all are children of this JVM.
 */
public final class RedisSentinels extends Topology {

  /** The sentinels' name of the master. */
  public static final String MASTER = "main";

  private static final int SERVERS = 3;
  private static final int SENTINELS = 3;

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private RedisSentinels() {
    for (int i = 0; i < SERVERS; i++) {
      List<String> arguments =
          new ArrayList<>(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always"));
      arguments.addAll(List.of("--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"));
      if (i > 0) {
        String first = Integer.toString(servers.get(0).port());
        arguments.addAll(List.of("--replicaof", RedisServer.HOST, first));
      }
      servers.add(RedisServer.ofSeveral(FreePort.choose(), arguments));
    }
    for (int i = 0; i < SENTINELS; i++) {
      sentinels.add(
          RedisServer.ofSeveral(
              FreePort.choose(), List.of(settings(servers.get(0)).toString(), "--sentinel")));
    }
  }

  /** The six, not started yet. */
  public static RedisSentinels forTests() {
    return new RedisSentinels();
  }

  /**
   * A sentinel by itself, which knows where a master is and never fails it over; not started yet.
   *
   * @param settings lines of its file, such as {@code requirepass secret}
   */
  public static RedisServer lone(RedisServer master, String... settings) {
    Path file = settings(master);
    try {
      Files.writeString(file, String.join("\n", settings) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RedisServer.ofSeveral(FreePort.choose(), List.of(file.toString(), "--sentinel"));
  }

  /** A file that a sentinel reads, and writes what it learns to. */
  private static Path settings(RedisServer master) {
    String prefix = "sentinel %s " + MASTER + " ";
    String text =
        prefix.formatted("monitor")
            + "%s %d 2%n".formatted(RedisServer.HOST, master.port())
            + prefix.formatted("down-after-milliseconds")
            + "1000\n"
            + prefix.formatted("failover-timeout")
            + "4000\n";
    try {
      Path file = Files.createTempFile("beatcop-sentinel-", ".conf");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<RedisServer> all() {
    List<RedisServer> all = new ArrayList<>(servers);
    all.addAll(sentinels);
    return all;
  }

  /** Such as {@code redis+sentinel://127.0.0.1:1,127.0.0.1:2,127.0.0.1:3/main}. */
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> sentinel.host() + ":" + sentinel.port())
        .collect(Collectors.joining(",", "redis+sentinel://", "/" + MASTER));
  }

  /** The sentinels, in the order of the URI. */
  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /** The server that the sentinels take for the master: all of those that answer agree. */
  public RedisServer master() {
    return present("a master on which the sentinels agree", this::agreed);
  }

  /** The servers that are not the master. */
  public List<RedisServer> replicas() {
    RedisServer master = master();
    return servers.stream().filter(server -> server != master).toList();
  }

  private Optional<RedisServer> agreed() {
    List<Object> said =
        sentinels.stream()
            .filter(sentinel -> sentinel.answersWithin(Duration.ofMillis(500)))
            .map(sentinel -> sentinel.command("SENTINEL", "get-master-addr-by-name", MASTER))
            .map(Optional::orElseThrow)
            .distinct()
            .toList();
    if (said.size() != 1) {
      return Optional.empty();
    }
    String port = ((List<?>) said.get(0)).get(1).toString();
    return servers.stream()
        .filter(server -> port.equals(Integer.toString(server.port())))
        .findFirst();
  }

  @Override
  public void heal() {
    startAll();
    until("a master and two replicas", this::isWhole);
  }

  private boolean isWhole() {
    Optional<RedisServer> master = agreed();
    if (master.isEmpty() || !field(master.get(), "role", "INFO", "replication").equals("master")) {
      return false;
    }
    boolean connected =
        servers.stream()
            .filter(server -> server != master.get())
            .allMatch(
                server ->
                    field(server, "master_link_status", "INFO", "replication").equals("up")
                        && field(server, "master_port", "INFO", "replication")
                            .equals(Integer.toString(master.get().port())));
    return connected
        && sentinels.stream()
            .map(sentinel -> field(sentinel, "master0", "INFO", "sentinel"))
            .allMatch(line -> line.contains("status=ok") && line.endsWith("slaves=2,sentinels=3"));
  }
}
