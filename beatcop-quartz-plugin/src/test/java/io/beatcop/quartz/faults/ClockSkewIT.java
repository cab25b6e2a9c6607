package io.beatcop.quartz.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nodes whose clocks differ, handing over to each other again and again: no scheduled time is fired
 * twice, and none is lost.
 *
 * <p>Their clocks are those of libfaketime (Debian: {@code libfaketime}); without it the tests are
 * skipped.
 */
@Slow
class ClockSkewIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final long STEP = 200;

  /** By Redis' clock; a moment more than is refused. */
  private static final long MOST_AHEAD = 5_500;

  private static final int HAND_OVERS = 12;

  /** By each holder, before it hands over. */
  private static final int FIRES = 40;

  private final List<NodeProcess> nodes = new ArrayList<>();

  private NodeProcess node(Path libfaketime, String lease, String offset) {
    return node(libfaketime, lease, offset, ProcessBuilder.Redirect.INHERIT);
  }

  private NodeProcess node(
      Path libfaketime, String lease, String offset, ProcessBuilder.Redirect log) {
    NodeProcess node =
        NodeProcess.launch(
            Map.of(
                "LD_PRELOAD",
                libfaketime.toString(),
                "FAKETIME",
                offset,
                // Only the wall clock is to differ; without the second one no wait would last.
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0"),
            List.of(
                lease,
                "jobStore.misfireThreshold=60000",
                "plugin.beatcop.class=" + BeatCopPlugin.class.getName(),
                "plugin.beatcop.redis=" + redis.uri(),
                "plugin.beatcop.ttl=2s",
                "plugin.beatcop.overdue=4s",
                "plugin.beatcop.trustabsence=true"),
            log);
    nodes.add(node);
    return node;
  }

  private static Optional<Path> libfaketime() {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve("faketime/libfaketime.so.1"))
          .filter(Files::exists)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"+2s, +0s", "-2s, +0s", "+1s, -1s"})
  void noScheduledTimeIsFiredTwiceAndNoneIsLost(String clock, String otherClock) {
    Optional<Path> library = libfaketime();
    assumeTrue(library.isPresent(), "libfaketime is not installed");
    String lease = "skew" + clock + otherClock;
    try (NodeProcess one = node(library.get(), lease, clock);
        NodeProcess other = node(library.get(), lease, otherClock)) {
      one.awaitReady();
      other.awaitReady();
      String schedule =
          "schedule " + Scenario.HUNDRED_A_SECOND + " " + (System.currentTimeMillis() + 3_000);
      one.tell(schedule).tell("start");
      other.tell(schedule).tell("start");

      handOver(one, other);

      assertThat(one.fires()).isNotEmpty().allMatch(fire -> isBy(fire, clock));
      assertThat(other.fires()).isNotEmpty().allMatch(fire -> isBy(fire, otherClock));
      assertThat(one.fires().size() + other.fires().size())
          .isGreaterThanOrEqualTo(HAND_OVERS * FIRES);
      eachTimeWasFiredOnce();
    }
  }

  /** Q-i: the node leaves slots that lie more than some seconds ahead to the others. */
  @Test
  void aClockThatIsFarAheadUsesUpNobodysTimes(@TempDir Path folder) {
    Optional<Path> library = libfaketime();
    assumeTrue(library.isPresent(), "libfaketime is not installed");
    Path log = folder.resolve("log");
    try (NodeProcess wrong =
            node(library.get(), "ahead", "+600s", ProcessBuilder.Redirect.to(log.toFile()));
        NodeProcess right = node(library.get(), "ahead", "+0s")) {
      wrong.awaitReady().tell("schedule " + Scenario.EACH_SECOND_AND_EACH_TWO + " 0").tell("start");
      await().until(() -> Files.readString(log).contains("set the clocks right"));

      right.awaitReady().tell("schedule " + Scenario.EACH_SECOND_AND_EACH_TWO + " 0").tell("start");

      await().until(() -> right.fires().size() >= 6);
      assertThat(wrong.fires())
          .allMatch(fire -> fire.scheduledMillis() - fire.heardMillis() < MOST_AHEAD);
      assertThat(right.fires()).allMatch(fire -> fire.scheduledMillis() <= fire.heardMillis());
      assertThat(Stream.concat(wrong.fires().stream(), right.fires().stream()))
          .extracting(fire -> fire.trigger() + " " + fire.scheduledMillis())
          .doesNotHaveDuplicates();
    }
  }

  /** O1: by its own clock nothing is due, and by Redis' clock all is. */
  @Test
  void aHolderWhoseClockIsAnHourBehindTellsWhatItDoesNotFire() {
    Optional<Path> library = libfaketime();
    assumeTrue(library.isPresent(), "libfaketime is not installed");
    try (NodeProcess wrong = node(library.get(), "behind", "-3600s")) {
      wrong
          .awaitReady()
          .tell("schedule " + Scenario.EACH_SECOND_AND_EACH_TWO + " " + System.currentTimeMillis())
          .tell("start");

      await()
          .until(
              () ->
                  String.valueOf(redis.command("HGET", "{beatcop:behind}:fires", "overdue"))
                      .contains("its clock is wrong by 3"));
    }
  }

  private static void handOver(NodeProcess one, NodeProcess other) {
    await().until(() -> !one.fires().isEmpty());
    NodeProcess holder = one;
    NodeProcess next = other;
    for (int i = 0; i < HAND_OVERS; i++) {
      NodeProcess heir = next;
      int before = heir.fires().size();
      holder.tell("standby");
      await().pollInterval(Duration.ofMillis(20)).until(() -> heir.fires().size() > before + FIRES);
      holder.tell("start");
      next = holder;
      holder = heir;
    }
  }

  /** Whether a node went by this clock; late by seconds it may be, but not early. */
  private static boolean isBy(NodeProcess.Said fire, String clock) {
    long offset = Long.parseLong(clock.replace("s", "")) * 1_000;
    return Math.abs(fire.firedMillis() - fire.heardMillis() - offset) < 900;
  }

  private void eachTimeWasFiredOnce() {
    Map<String, List<Long>> times = new TreeMap<>();
    nodes.stream()
        .flatMap(node -> node.fires().stream())
        .forEach(
            fire ->
                times
                    .computeIfAbsent(fire.trigger(), key -> new ArrayList<>())
                    .add(fire.scheduledMillis()));
    assertThat(times).hasSize(20);
    times
        .values()
        .forEach(
            fired -> {
              long first = fired.stream().mapToLong(Long::longValue).min().orElseThrow();
              long last = fired.stream().mapToLong(Long::longValue).max().orElseThrow();
              // A slot that is still on its way when the test ends leaves no gap further back.
              List<Long> expected =
                  LongStream.iterate(first, time -> time <= last - 3_000, time -> time + STEP)
                      .boxed()
                      .toList();
              assertThat(fired).doesNotHaveDuplicates().containsAll(expected);
            });
  }
}
