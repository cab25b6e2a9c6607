package io.beatcop.quartz.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.SharedJobStore;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nodes in processes of their own share a schedule, and are killed and frozen: the others change it
 * and fire on, nothing is fired twice and nothing lost, and each run has the data of the last one.
 */
@Slow
class SharedFaultsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Path LOGS = Path.of("target", "shared-faults");
  private static final String SCHEDULE = "{beatcop:shared}:schedule";

  private final List<NodeProcess> nodes = new ArrayList<>();
  private NodeProcess holder;

  @BeforeEach
  void threeNodesAndATriggerThatFires() throws IOException {
    Files.createDirectories(LOGS);
    redis.command("FLUSHALL");
    for (int i = 0; i < 3; i++) {
      start();
    }
    nodes.get(0).tell("add old");
    nodes.get(1).tell("add tick");
    holder = awaitFires("tick", 2, nodes);
  }

  @AfterEach
  void close() {
    nodes.forEach(NodeProcess::close);
  }

  private Path log(int node) {
    return LOGS.resolve("n" + node + ".txt");
  }

  private NodeProcess start() {
    NodeProcess node =
        NodeProcess.launch(
            Map.of(),
            List.of(
                "shared",
                "jobStore.class=" + SharedJobStore.class.getName(),
                "plugin.beatcop.class=" + BeatCopPlugin.class.getName(),
                "plugin.beatcop.redis=" + redis.uri(),
                "plugin.beatcop.ttl=2s",
                "plugin.beatcop.trustabsence=true"),
            ProcessBuilder.Redirect.to(log(nodes.size()).toFile()));
    nodes.add(node);
    node.awaitReady().order("start");
    return node;
  }

  private List<NodeProcess> others() {
    return nodes.stream().filter(node -> node != holder).toList();
  }

  private static List<NodeProcess.Said> fires(String name, List<NodeProcess> of) {
    return of.stream()
        .flatMap(node -> node.fires().stream())
        .filter(fire -> fire.trigger().equals("added." + name))
        .sorted(Comparator.comparingLong(NodeProcess.Said::scheduledMillis))
        .toList();
  }

  /** Waits until one of these nodes has fired a trigger so often. */
  private static NodeProcess awaitFires(String name, int times, List<NodeProcess> of) {
    return await()
        .until(
            () -> of.stream().filter(node -> fires(name, List.of(node)).size() >= times).findAny(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Each second once, without a gap. */
  private void assertEachSecondOnce(String name) {
    List<Long> times = fires(name, nodes).stream().map(NodeProcess.Said::scheduledMillis).toList();
    assertThat(times)
        .isEqualTo(
            LongStream.range(0, times.size()).mapToObj(i -> times.get(0) + 1_000 * i).toList());
  }

  /** Each run has counted on from the one before; {@code lost} runs died before Redis had that. */
  private void assertCounted(String name, int lost) {
    List<NodeProcess.Said> fires = fires(name, nodes);
    List<Integer> counts = fires.stream().map(fire -> Integer.valueOf(fire.more().get(4))).toList();
    for (int i = 1; i < counts.size(); i++) {
      assertThat(counts.get(i) - counts.get(i - 1)).as("counts %s", counts).isBetween(0, 1);
    }
    assertThat(fires.size() - counts.get(counts.size() - 1)).isBetween(0, lost);
  }

  private void changeOn(NodeProcess node) {
    node.tell("add new");
    node.tell("remove old");
  }

  /** Nobody fires the deleted trigger any more. */
  private void assertOldIsGone() {
    int fired = fires("old", nodes).size();
    int ticks = fires("tick", nodes).size();
    await().until(() -> fires("tick", nodes).size() >= ticks + 3);
    assertThat(fires("old", nodes)).hasSize(fired);
  }

  @Test
  void whenTheHolderIsKilledTheOthersChangeTheScheduleAndFireOn() {
    holder.kill();
    changeOn(others().get(0));

    NodeProcess next = awaitFires("tick", 3, others());
    awaitFires("new", 3, List.of(next));
    assertOldIsGone();
    assertEachSecondOnce("tick");
    assertEachSecondOnce("new");
    assertCounted("tick", 1);
    assertCounted("new", 0);
  }

  @Test
  void aHolderThatIsFrozenAndThawsGoesOnWithTheScheduleOfTheOthers() {
    holder.freeze();
    changeOn(others().get(0));
    NodeProcess next = awaitFires("tick", 3, others());

    holder.thaw();
    holder.tell("add later");

    awaitFires("later", 2, nodes);
    awaitFires("new", 3, List.of(next));
    assertOldIsGone();
    assertEachSecondOnce("tick");
    assertEachSecondOnce("new");
    assertCounted("tick", 1);
    assertCounted("new", 0);
  }

  @Test
  void aRunWhoseNodeDiesBeforeRedisHasItsDataIsRepeatedWithThoseBeforeIt() {
    nodes.get(0).tell("last long");
    awaitFires("long", 1, List.of(holder));
    // Redis takes claims, and no changes of the schedule.
    redis.command("RENAME", SCHEDULE, "aside");
    redis.command("SET", SCHEDULE, "none");
    holder.tell("release");
    Path log = log(nodes.indexOf(holder));
    await().until(() -> Files.readString(log).contains("Redis does not take the data"));

    holder.kill();
    redis.command("DEL", SCHEDULE);
    redis.command("RENAME", "aside", SCHEDULE);

    others().forEach(node -> node.tell("release"));
    NodeProcess.Said repeated =
        await()
            .until(
                () ->
                    others().stream()
                        .flatMap(node -> node.fires().stream())
                        .filter(fire -> fire.trigger().startsWith("RECOVERING_JOBS."))
                        .findAny(),
                Optional::isPresent)
            .orElseThrow();
    assertThat(repeated.more().get(4)).as("the count, as in the run that died").isEqualTo("1");
  }

  @Test
  void afterTheDeathOfAllNodesTheScheduleGoesOnWhereItWas() {
    nodes.forEach(NodeProcess::kill);

    NodeProcess next = start();

    awaitFires("tick", 3, List.of(next));
    awaitFires("old", 3, List.of(next));
    assertEachSecondOnce("tick");
    assertCounted("tick", 1);
    assertCounted("old", 1);
  }
}
