package io.beatcop.quartz.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The fate of triggers that are to fire once, and of jobs that request recovery, when the holder of
 * the lease is killed, and its successor as well while it repeats the jobs that the first left.
 */
class DeadNodeIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final List<NodeProcess> NODES = new ArrayList<>();
  private static long zero;
  private static NodeProcess first;
  private static NodeProcess second;
  private static NodeProcess third;

  @BeforeAll
  static void twoOfThreeNodesAreKilled() {
    for (int i = 0; i < 3; i++) {
      NODES.add(
          NodeProcess.launch(
              Map.of(),
              List.of(
                  "once",
                  "plugin.beatcop.class=" + BeatCopPlugin.class.getName(),
                  "plugin.beatcop.redis=" + redis.uri(),
                  "plugin.beatcop.ttl=2s",
                  "plugin.beatcop.trustabsence=true")));
    }
    NODES.forEach(NodeProcess::awaitReady);
    zero = System.currentTimeMillis() + 2_500;
    NODES.forEach(node -> node.tell("schedule " + Scenario.ONCE_EACH + " " + zero).tell("start"));

    first = theOneThatFires("once.lasting", "once.lasting-recovered", "once.ended-recovered");
    await().pollInterval(Duration.ofMillis(10)).until(() -> running() == 1);
    first.kill();
    second = theOneThatFires("once.later");
    awaitRecovering(second);
    second.kill();
    third =
        NODES.stream().filter(node -> node != first && node != second).findFirst().orElseThrow();
    awaitRecovering(third);
    third.tell("release");
    await().until(() -> third.said().stream().anyMatch(said -> said.what().equals("end")));
    // Until whatever might come too many has had the time to come.
    int before = third.said().size();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(5))
        .until(() -> third.said().size() == before);
  }

  /** How many firings the journal holds to be repeated if their node dies. */
  private static long running() {
    return (Long) redis.command("HLEN", "{beatcop:once}:running").orElseThrow();
  }

  @AfterAll
  static void close() {
    NODES.forEach(NodeProcess::close);
  }

  private static NodeProcess theOneThatFires(String... triggers) {
    return await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> NODES.stream().filter(node -> hasFired(node, triggers)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static boolean hasFired(NodeProcess node, String... triggers) {
    return node.fires().stream()
        .map(NodeProcess.Said::trigger)
        .toList()
        .containsAll(List.of(triggers));
  }

  private static void awaitRecovering(NodeProcess node) {
    await().until(() -> !recovering(node).isEmpty());
  }

  private static List<NodeProcess.Said> recovering(NodeProcess node) {
    return node.fires().stream()
        .filter(fire -> fire.trigger().startsWith("RECOVERING_JOBS."))
        .toList();
  }

  private static Stream<NodeProcess.Said> fires(String trigger) {
    return NODES.stream()
        .flatMap(node -> node.fires().stream())
        .filter(fire -> fire.trigger().equals(trigger));
  }

  @Test
  void aOneShotTriggerIsFiredOnceThoughTheHolderDiedAMomentBefore() {
    assertThat(fires("once.later")).hasSize(1);
    assertThat(second.fires()).anyMatch(fire -> fire.trigger().equals("once.later"));
  }

  @Test
  void aOneShotTriggerThatWasFiringWhenTheHolderDiedIsNotFiredAgain() {
    assertThat(fires("once.lasting")).hasSize(1);
  }

  @Test
  void aJobThatRequestsRecoveryIsRepeatedByTheNextHolder() {
    NodeProcess.Said original = fires("once.lasting-recovered").findFirst().orElseThrow();

    assertThat(recovering(second))
        .singleElement()
        .satisfies(
            fire -> {
              assertThat(fire.scheduledMillis()).isEqualTo(zero);
              assertThat(fire.more())
                  .containsExactly(
                      "true",
                      "once.lasting-recovered",
                      String.valueOf(original.firedMillis()),
                      String.valueOf(zero),
                      "lasting-recovered");
            });
  }

  @Test
  void aRepetitionThatDiesWithItsNodeIsRepeatedInItsTurn() {
    NodeProcess.Said repetition = recovering(second).get(0);

    assertThat(recovering(third))
        .singleElement()
        .satisfies(
            fire ->
                assertThat(fire.more().subList(0, 4))
                    .containsExactly(
                        "true",
                        repetition.trigger(),
                        String.valueOf(repetition.firedMillis()),
                        String.valueOf(zero)));
  }

  @Test
  void aJobThatHadEndedIsNotRepeated() {
    assertThat(fires("once.ended-recovered")).hasSize(1);
    assertThat(recovering(second)).noneMatch(fire -> fire.more().contains("ended-recovered"));
  }

  @Test
  void whatHasEndedLeavesNothingBehind() {
    assertThat(running()).isZero();
  }
}
