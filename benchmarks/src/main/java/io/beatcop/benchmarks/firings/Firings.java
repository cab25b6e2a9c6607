package io.beatcop.benchmarks.firings;

import io.beatcop.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Prints the tables of {@code benchmarks/firings}. The contestants of a table take turns, round by
 * round, so that what else the machine does hits all of them alike.
 */
public final class Firings {

  private static final int FEW_WORKERS = 10;
  private static final int MANY_WORKERS = 50;

  private final int rounds;
  private final RedisServer redis;
  private final String postgres;

  private Firings(int rounds, RedisServer redis, String postgres) {
    this.rounds = rounds;
    this.redis = redis;
    this.postgres = postgres;
  }

  /**
   * Prints the tables.
   *
   * @param arguments how many rounds; when Redis writes to the disk; the JDBC URL of PostgreSQL,
   *     empty if there is none; the tables
   * @throws IOException if a contestant can't be started
   */
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    String appendfsync = words.get(1);
    // Never in a container: that would be further away than PostgreSQL is.
    try (RedisServer redis = RedisServer.local("--appendfsync", appendfsync)) {
      redis.start();
      System.out.printf(
          "- %s, appendfsync %s%n- Java %d, %d cores%n",
          redis.source(),
          appendfsync,
          Runtime.version().feature(),
          Runtime.getRuntime().availableProcessors());
      Firings firings = new Firings(Integer.parseInt(words.get(0)), redis, words.get(2));
      for (String table : words.subList(3, words.size())) {
        firings.print(table);
      }
    }
  }

  private void print(String table) throws IOException {
    switch (table) {
      case "peers" -> peers("10 workers", FEW_WORKERS);
      case "shared" -> shared();
      case "one-worker" -> peers("one worker", 1);
      case "far" -> far();
      case "gate" -> gate();
      default ->
          throw new IllegalArgumentException(
              "there is no table '" + table + "': name peers, shared, one-worker, far or gate");
    }
  }

  private void peers(String title, int workers) throws IOException {
    peers(title, workers, List.of(Peer.values()));
  }

  /** What shares its schedule, beside the plugin with a schedule of its own on each node. */
  private void shared() throws IOException {
    peers(
        "10 workers",
        FEW_WORKERS,
        List.of(
            Peer.BEATCOP_ON, Peer.SHARED, Peer.JDBC_H2, Peer.JDBC_POSTGRES, Peer.REDIS_JOBSTORE));
  }

  private void peers(String title, int workers, List<Peer> peers) throws IOException {
    try (Field field = new Field()) {
      for (Peer peer : peers) {
        if (!postgres.isEmpty() || !peer.needsPostgres()) {
          field.add(peer.label(), peer, conditions(workers, redis.port()));
        }
      }
      Race.print(title, field, rounds);
    }
  }

  private void far() throws IOException {
    try (Field field = new Field()) {
      field.add(Peer.BARE.label(), Peer.BARE, conditions(FEW_WORKERS, redis.port()));
      addWithJournal(field, "Redis on loopback", redis.port());
      for (int millis : List.of(1, 5)) {
        int port = Delay.before(redis.port(), Duration.ofMillis(millis)).port();
        addWithJournal(field, "Redis " + millis + " ms away", port);
      }
      Race.print("how far Redis is", field, rounds);
    }
  }

  private void addWithJournal(Field field, String distance, int port) throws IOException {
    double ping = Ping.medianMillis(port);
    for (int workers : List.of(FEW_WORKERS, MANY_WORKERS)) {
      field.add(
          "`journal = on`, %d workers, %s (a PING takes %.2f ms)"
              .formatted(workers, distance, ping),
          Peer.BEATCOP_ON,
          conditions(workers, port));
    }
  }

  private void gate() throws IOException {
    try (Field field = new Field()) {
      for (Peer peer : List.of(Peer.BEATCOP_OFF, Peer.BEATCOP_ON)) {
        field.add(peer.label(), peer, conditions(FEW_WORKERS, redis.port()));
      }
      GateTable.print("the gate, 10 workers", field, rounds);
    }
  }

  private Conditions conditions(int workers, int redisPort) {
    return new Conditions(workers, redisPort, postgres);
  }
}
