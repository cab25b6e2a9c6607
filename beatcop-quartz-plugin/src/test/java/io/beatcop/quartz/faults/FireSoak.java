package io.beatcop.quartz.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Lets a cluster run for a long time under faults, and accounts for each scheduled time, in
 * Markdown. {@code benchmarks/fire-soak} runs it.
 */
final class FireSoak {

  private static final int WORKERS = 10;
  private static final int TTL_MILLIS = 4_000;
  private static final int MISFIRE_MILLIS = 5_000;

  /** Slots this near to the misfire threshold may go either way. */
  private static final long SLACK_MILLIS = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FaultyCluster cluster;
  private final Map<Fault, int[]> struck = new EnumMap<>(Fault.class);
  private final List<Forgotten> forgotten = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  /** A time in which Redis lost its memory and the lease moved. */
  private record Forgotten(long fromMillis, long toMillis) {
    boolean has(FireLedger.Missing missing) {
      return fromMillis <= missing.millis() && missing.millis() < toMillis;
    }
  }

  private FireSoak(FaultyCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Runs, prints the report, and ends with the exit code 1 if a promise was broken.
   *
   * @param arguments how many minutes, how many nodes, how many seconds from fault to fault, and a
   *     seed
   * @throws SQLException if the ledger fails
   * @throws IOException if a log can't be written
   */
  public static void main(String[] arguments) throws SQLException, IOException {
    int minutes = Integer.parseInt(arguments[0]);
    int nodes = Integer.parseInt(arguments[1]);
    int pauseSeconds = Integer.parseInt(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    FaultyCluster.Plan plan =
        new FaultyCluster.Plan(
            nodes,
            WORKERS,
            TTL_MILLIS,
            MISFIRE_MILLIS,
            Scenario.ALSO_WITH_MISFIRES,
            Files.createTempDirectory("fire-soak"));
    try (FaultyCluster cluster = FaultyCluster.start(plan)) {
      FireSoak soak = new FireSoak(cluster);
      long begin = System.currentTimeMillis() + 1_000;
      soak.strike(begin + minutes * 60_000L, pauseSeconds, new Random(seed));
      cluster.missing(begin, System.currentTimeMillis() - 2_000, PATIENCE);
      long end = System.currentTimeMillis() - 3_000;
      System.out.printf(
          "%d nodes, %d workers each, ttl %d s, misfire threshold %d s; %.1f minutes, a fault every"
              + " %d s, seed %d; %s, Java %s.%n%n",
          nodes,
          WORKERS,
          TTL_MILLIS / 1_000,
          MISFIRE_MILLIS / 1_000,
          (end - begin) / 60_000.0,
          pauseSeconds,
          seed,
          cluster.redis().source(),
          Runtime.version().feature());
      soak.print(begin, end);
      System.exit(soak.violations.isEmpty() ? 0 : 1);
    }
  }

  private void strike(long end, int pauseSeconds, Random random) throws SQLException {
    List<Fault> faults = List.of(Fault.values());
    while (System.currentTimeMillis() < end) {
      long begin = System.currentTimeMillis();
      Fault fault = faults.get(random.nextInt(faults.size()));
      boolean moves = random.nextBoolean();
      String holder = cluster.holderName();
      fault.strike(cluster, moves);
      String next = cluster.holderName();
      int[] counts = struck.computeIfAbsent(fault, key -> new int[2]);
      counts[next.equals(holder) ? 0 : 1]++;
      cluster.pass(Math.max(0, begin + pauseSeconds * 1_000L - System.currentTimeMillis()));
      if (fault == Fault.AMNESIA && !cluster.holderName().equals(holder)) {
        forgotten.add(new Forgotten(begin - 1_000, System.currentTimeMillis()));
      }
      cluster.record();
      System.err.printf("%s, %s: %s to %s%n", fault, moves ? "moves" : "stays", holder, next);
    }
  }

  private void print(long begin, long end) throws SQLException {
    System.out.println("| fault | lease stayed | lease moved |");
    System.out.println("| --- | ---: | ---: |");
    struck.forEach(
        (fault, counts) -> System.out.printf("| %s | %d | %d |%n", fault, counts[0], counts[1]));
    System.out.println();
    System.out.println(
        "| trigger | slots | fired | dealt with by misfire | claimed by a node that died | lost with"
            + " Redis' memory | lost | twice |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    cluster.record();
    List<String> twice = cluster.ledger().twice();
    violations.addAll(twice);
    for (FireLedger.Due due : cluster.dues()) {
      print(due, begin, end, twice, false);
    }
    for (FireLedger.Due due : cluster.duesThatMayMisfire()) {
      print(due, begin, end, twice, true);
    }
    System.out.println();
    System.out.println(
        violations.isEmpty() ? "Nothing was lost, and nothing was fired twice." : "Violations:");
    System.out.println();
    violations.forEach(violation -> System.out.println("- " + violation));
  }

  private void print(
      FireLedger.Due due, long begin, long end, List<String> twice, boolean mayMisfire)
      throws SQLException {
    List<FireLedger.Missing> missing = cluster.ledger().missing(due, begin, end);
    int dead = 0;
    int misfired = 0;
    int forgot = 0;
    int lost = 0;
    long last = Long.MIN_VALUE;
    boolean isMisfire = false;
    for (FireLedger.Missing each : missing) {
      if (cluster.isClaimedByDead(each)) {
        dead++;
        continue;
      }
      // One misfire stands for all times up to the one at which the trigger goes on.
      boolean goesOn = each.millis() - last == due.everySeconds() * 1_000L && isMisfire;
      isMisfire =
          mayMisfire
              && (goesOn
                  || cluster.ledger().firstFiredOfLater(due.trigger(), each.millis())
                      >= each.millis() + cluster.misfireThresholdMillis() - SLACK_MILLIS);
      last = each.millis();
      if (isMisfire) {
        misfired++;
      } else if (forgotten.stream().anyMatch(time -> time.has(each))) {
        forgot++;
      } else {
        lost++;
        violations.add("lost: " + each);
      }
    }
    long slots = slots(due, begin, end);
    System.out.printf(
        "| %s | %d | %d | %d | %d | %d | %d | %d |%n",
        due.trigger(),
        slots,
        slots - missing.size(),
        misfired,
        dead,
        forgot,
        lost,
        twice.stream().filter(each -> each.startsWith("twice: " + due.trigger() + " ")).count());
  }

  private static long slots(FireLedger.Due due, long begin, long end) {
    long step = due.everySeconds() * 1_000L;
    return Math.floorDiv(end - 1, step) - Math.floorDiv(begin - 1, step);
  }
}
