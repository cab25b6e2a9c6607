package io.beatcop.quartz.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Q-a and Q-b: no scheduled time is fired twice and none is lost, whatever happens to Redis, the
 * network and the nodes. Exceptions are the claims of a node that was killed, and the claims that
 * Redis forgot while the lease moved.
 *
 * <p>By default each fault strikes once: in a cluster of two nodes while the lease stays, in one of
 * three nodes while it moves. The whole matrix is two and three nodes, each with 3 and 10 workers,
 * both while the lease stays and while it moves; {@code beatcop.fire.rounds} is how often. Twelve
 * rounds take more than an hour:
 *
 * <pre>
 * mvn verify -pl beatcop-quartz-plugin -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dit.test=FireFaultsIT -Dfailsafe.failIfNoSpecifiedTests=false -Dbeatcop.fire.rounds=12
 * </pre>
 */
@Slow
class FireFaultsIT {

  private static final int ROUNDS = Integer.getInteger("beatcop.fire.rounds", 0);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LINES = 40;

  @ParameterizedTest
  @CsvSource({"2, 3, false", "3, 10, true", "2, 10, true", "3, 3, false"})
  void noScheduledTimeIsFiredTwiceAndNoneIsLost(int nodes, int workers, boolean moves)
      throws SQLException, IOException {
    assumeTrue(ROUNDS > 0 || (nodes == 2) == (workers == 3), "only with beatcop.fire.rounds");
    FaultyCluster.Plan plan =
        new FaultyCluster.Plan(
            nodes,
            workers,
            4_000,
            60_000,
            Scenario.EACH_SECOND_AND_EACH_TWO,
            Path.of("target", "fire-faults", nodes + "-nodes-" + workers + "-workers"));
    List<String> violations = new ArrayList<>();
    try (FaultyCluster cluster = FaultyCluster.start(plan)) {
      long begin = System.currentTimeMillis();
      for (int round = 0; round < Math.max(1, ROUNDS); round++) {
        for (Fault fault : Fault.values()) {
          violations.addAll(strike(cluster, fault, moves));
          if (ROUNDS > 0) {
            violations.addAll(strike(cluster, fault, !moves));
          }
        }
      }
      assertThat(cluster.fired()).isGreaterThan((System.currentTimeMillis() - begin) / 1_000);
    }
    assertThat(violations).isEmpty();
  }

  private static List<String> strike(FaultyCluster cluster, Fault fault, boolean moves)
      throws SQLException {
    List<String> twice = cluster.ledger().twice();
    String holder = cluster.holderName();
    long begin = System.currentTimeMillis() - 1_000;
    fault.strike(cluster, moves);
    cluster.pass(1_500);
    long end = System.currentTimeMillis();
    List<FireLedger.Missing> lost = cluster.missing(begin, end, PATIENCE);
    List<String> violations = new ArrayList<>(cluster.ledger().twice());
    violations.removeAll(twice);
    boolean forgotten = fault == Fault.AMNESIA && !cluster.holderName().equals(holder);
    if (!forgotten) {
      lost.forEach(missing -> violations.add("lost: " + missing));
    }
    System.out.printf(
        "%s, %s, lease at %s, then at %s, %d s: %d lost%s, %d twice%n",
        fault,
        moves ? "moves" : "stays",
        holder,
        cluster.holderName(),
        (System.currentTimeMillis() - begin) / 1_000,
        lost.size(),
        forgotten ? " with Redis' memory" : "",
        violations.stream().filter(each -> each.startsWith("twice")).count());
    if (!violations.isEmpty()) {
      violations.add(
          "in %s from %d to %d, lease %s, first held by %s%n%s"
              .formatted(
                  fault, begin, end, moves ? "moves" : "stays", holder, cluster.lastLines(LINES)));
      violations.forEach(System.out::println);
    }
    return violations;
  }
}
