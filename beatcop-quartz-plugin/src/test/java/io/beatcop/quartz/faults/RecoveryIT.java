package io.beatcop.quartz.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.H2Connections;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.tools.Server;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Recovery after a node was killed, compared with Quartz' own clustering: triggers of each kind
 * with each of their misfire instructions.
 *
 * <p>Each side has two nodes, and each node two schedulers: for one the gap is longer than the
 * misfire threshold, for the other it is shorter. The nodes of Quartz' own clustering all fire, so
 * that a gap there is one in which no node runs: the second is started when the first is long dead.
 *
 * <p>What Quartz' own clustering does is on record in {@code recovery-of-jdbc.txt}. On a busy
 * machine its database lags behind, and then triggers misfire once more. With {@code
 * -Dbeatcop.recovery.record=true} it runs as well, is compared with the record, and written to
 * {@code target}.
 */
@Slow
class RecoveryIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final long STEP = 1_000 * Scenario.STEP_SECONDS;
  private static final int COUNT = 10;

  /** Counted from the first time; in between nobody fires. */
  private static final long KILLED = 10_000;

  private static final long RESTARTED = 30_000;
  private static final long END = 62_000;
  private static final long LATE = 2_000;

  private static final String RECORD = "beatcop.recovery.record";

  private static List<NodeProcess.Said> ourFires = List.of();
  private static List<String> ours = List.of();
  private static List<String> jdbc = List.of();

  /**
   * The fate of a trigger, without the exact times.
   *
   * @param late whether times of its schedule were fired late
   * @param gapless whether all times of its schedule were fired, from the first to the last
   * @param madeUp how often it was fired at times that are not of its schedule: 0, 1, or 2 for more
   * @param goesOn whether times of its schedule were fired after the gap, and in time
   * @param count how often it was fired if that is limited: 2 for as often as it could, 1 for less
   *     often, 0 for never
   */
  record Outcome(boolean late, boolean gapless, int madeUp, boolean goesOn, int count) {

    static Outcome of(List<NodeProcess.Said> fires, long zero, int most) {
      List<NodeProcess.Said> natural =
          fires.stream().filter(fire -> (fire.scheduledMillis() - zero) % STEP == 0).toList();
      TreeSet<Long> times = new TreeSet<>();
      natural.forEach(fire -> times.add(fire.scheduledMillis()));
      return new Outcome(
          natural.stream().anyMatch(Outcome::isLate),
          !times.isEmpty() && times.last() - times.first() == (times.size() - 1) * STEP,
          Math.min(2, fires.size() - natural.size()),
          natural.stream()
              .anyMatch(fire -> fire.scheduledMillis() > zero + RESTARTED && !isLate(fire)),
          fires.size() >= most ? 2 : Math.min(1, fires.size()));
    }

    private static boolean isLate(NodeProcess.Said fire) {
      return fire.firedMillis() - fire.scheduledMillis() > LATE;
    }
  }

  @BeforeAll
  static void aNodeIsKilled() throws SQLException, IOException {
    if (Boolean.getBoolean(RECORD)) {
      aNodeOfQuartzOwnClusteringIsKilled();
    }
    try (NodeProcess first = NodeProcess.launch(Map.of(), ours());
        NodeProcess second = NodeProcess.launch(Map.of(), ours())) {
      Stream.of(first, second).forEach(NodeProcess::awaitReady);
      long zero = zero();
      Stream.of(first, second).forEach(node -> schedule(node, zero));
      Stream.of(first, second).forEach(node -> node.tell("start"));
      untilItIs(zero + KILLED);
      first.kill();
      untilItIs(zero + END);

      ourFires = Stream.of(first, second).flatMap(node -> node.fires().stream()).toList();
      ours = outcomes(zero, ourFires);
    }
  }

  private static void aNodeOfQuartzOwnClusteringIsKilled() throws SQLException, IOException {
    Server h2 = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    String url =
        "jdbc:h2:tcp://127.0.0.1:"
            + h2.getPort()
            + "/mem:quartz;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000";
    DriverManager.getConnection(
            url
                + ";INIT=RUNSCRIPT FROM"
                + " 'classpath:org/quartz/impl/jdbcjobstore/tables_h2.sql'",
            "sa",
            "")
        .close();
    try (NodeProcess first = NodeProcess.launch(Map.of(), jdbc(url, "a"));
        NodeProcess second = NodeProcess.launch(Map.of(), jdbc(url, "b"))) {
      Stream.of(first, second).forEach(NodeProcess::awaitReady);
      long zero = zero();
      schedule(first, zero);
      first.tell("start");
      untilItIs(zero + KILLED);
      first.kill();
      untilItIs(zero + RESTARTED);
      second.tell("start");
      untilItIs(zero + END);

      jdbc =
          outcomes(zero, Stream.of(first, second).flatMap(node -> node.fires().stream()).toList());
      Files.write(Path.of("target", "recovery-of-jdbc.txt"), jdbc);
    } finally {
      h2.stop();
    }
  }

  private static long zero() {
    return (System.currentTimeMillis() / STEP + 2) * STEP;
  }

  private static void schedule(NodeProcess node, long zero) {
    node.tell("schedule " + Scenario.EVERY_INSTRUCTION + " " + zero);
  }

  private static void untilItIs(long millis) {
    await()
        .atMost(Duration.ofSeconds(80))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> System.currentTimeMillis() >= millis);
  }

  private static List<String> ours() {
    List<String> arguments = new ArrayList<>();
    for (String scheduler : List.of("longer-2000", "shorter-60000")) {
      arguments.addAll(
          List.of(
              scheduler,
              "jobStore.misfireThreshold=" + scheduler.substring(scheduler.indexOf('-') + 1),
              "plugin.beatcop.class=" + BeatCopPlugin.class.getName(),
              "plugin.beatcop.redis=" + redis.uri(),
              "plugin.beatcop.ttl=18s",
              "plugin.beatcop.trustabsence=true"));
    }
    return arguments;
  }

  private static List<String> jdbc(String url, String instance) {
    List<String> arguments = new ArrayList<>();
    for (String scheduler : List.of("longer-2000", "shorter-60000")) {
      arguments.addAll(
          List.of(
              scheduler,
              "scheduler.instanceId=" + instance,
              "scheduler.batchTriggerAcquisitionMaxCount=50",
              "jobStore.class=org.quartz.impl.jdbcjobstore.JobStoreTX",
              "jobStore.driverDelegateClass=org.quartz.impl.jdbcjobstore.StdJDBCDelegate",
              "jobStore.dataSource=h2",
              "jobStore.acquireTriggersWithinLock=true",
              "jobStore.isClustered=true",
              "jobStore.clusterCheckinInterval=500",
              "jobStore.misfireThreshold=" + scheduler.substring(scheduler.indexOf('-') + 1),
              "dataSource.h2.connectionProvider.class=" + H2Connections.class.getName(),
              "dataSource.h2.url=" + url));
    }
    return arguments;
  }

  /** A line per scheduler and trigger. */
  private static List<String> outcomes(long zero, List<NodeProcess.Said> all) {
    Map<String, List<NodeProcess.Said>> byTrigger =
        all.stream()
            .collect(Collectors.groupingBy(fire -> fire.scheduler() + " " + fire.trigger()));
    return byTrigger.entrySet().stream()
        .map(
            each -> {
              int most = each.getKey().contains(" once.") ? 1 : COUNT;
              return each.getKey() + " " + Outcome.of(each.getValue(), zero, most);
            })
        .sorted()
        .toList();
  }

  @Test
  void noScheduledTimeWasFiredTwice() {
    assertThat(
            ourFires.stream()
                .map(fire -> fire.scheduler() + fire.trigger() + fire.scheduledMillis()))
        .doesNotHaveDuplicates();
  }

  @Test
  void triggersGoOnAsInQuartzOwnClustering() throws IOException {
    assertThat(ours).isEqualTo(record());
  }

  @Test
  @EnabledIfSystemProperty(named = RECORD, matches = "true")
  void quartzOwnClusteringDoesWhatIsOnRecord() throws IOException {
    assertThat(jdbc).isEqualTo(record());
  }

  private static List<String> record() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(RecoveryIT.class.getResourceAsStream("/recovery-of-jdbc.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
