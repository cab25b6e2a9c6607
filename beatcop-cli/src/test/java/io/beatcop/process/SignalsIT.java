package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals to a node reach its child as if there were no node (C2), and end a node that waits. */
@Execution(ExecutionMode.CONCURRENT)
@Slow
class SignalsIT {

  private static final Duration TTL = Duration.ofSeconds(2);

  /** Writes the name of each signal that comes, and lives on. */
  private static final String RECORDER =
      """
      for s in HUP INT QUIT USR1 USR2 TERM WINCH; do trap "echo $s" $s; done
      echo ready
      while :; do sleep 0.02; done
      """;

  @RegisterExtension static final RedisServer redis = Leases.redis();

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void aFreeLease() {
    cluster = Cluster.of(directory, redis, TTL);
  }

  @AfterEach
  void endNodes() {
    cluster.close();
  }

  private Node start(Node.Builder builder, String script) {
    return cluster.start(builder, List.of("sh", "-c", script));
  }

  /**
   * A node whose child has time for its trap on a machine that stands still for seconds. The Redis
   * has just started: without trust the first node would wait a ttl, longer than we wait for it.
   */
  private Node.Builder patient() {
    return cluster
        .named("node")
        .with("ttl", 60_000)
        .with("grace", 9_000)
        .with("trust-absence", true);
  }

  private void awaitOutput(Node.Builder of, String text) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(output(of)).as(cluster::log).contains(text));
  }

  private static String output(Node.Builder of) throws IOException {
    return Files.readString(of.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "INT", "QUIT", "USR1", "USR2", "TERM", "WINCH"})
  void eachSignalReachesTheChildOnce(String signal) throws IOException {
    // Most of them begin its end, and the next one must come before its grace is over.
    Node.Builder builder = patient();
    Node node = start(builder, RECORDER);
    awaitOutput(builder, "ready");

    node.signal(signal);
    awaitOutput(builder, signal);
    node.signal("TERM");
    node.exitCode();

    assertThat(output(builder)).as(cluster::log).isEqualTo("ready\n" + signal + "\nTERM\n");
  }

  @Test
  void termEndsTheChildAndThenTheNodeWithItsExitCode() {
    Node.Builder builder = patient();
    Node node = start(builder, "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
    awaitOutput(builder, "ready");

    node.signal("TERM");

    assertThat(node.exitCode()).isEqualTo(7);
  }

  @Test
  void aChildThatIgnoresTermIsKilledAfterItsGrace() {
    Node.Builder builder = cluster.named("node").with("grace", 300);
    Node node = start(builder, "trap '' TERM; echo ready; while :; do sleep 0.01; done");
    awaitOutput(builder, "ready");

    node.signal("TERM");

    assertThat(node.exitCode()).isEqualTo(137);
    assertThat(node.log())
        .contains("TERM did not end all processes of the child, so they are killed");
  }

  @Test
  void aChildThatEndsAfterIntIsNotStartedAgain() {
    Node.Builder builder = cluster.named("node").with("restart", "ALWAYS");
    Node node = start(builder, "echo ready; exec sleep 1000");
    awaitOutput(builder, "ready");

    node.signal("INT");

    assertThat(node.exitCode()).isEqualTo(130);
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130", "HUP,129", "QUIT,131"})
  void aNodeThatWaitsIsEndedAtOnce(String signal, int code) {
    cluster.start("holder", ChildKind.PLAIN);
    cluster.ticks().awaitChildOf("holder");
    Node node = cluster.start("node", ChildKind.PLAIN);
    node.awaitWaiting();

    node.signal(signal);

    assertThat(node.exitCode()).isEqualTo(code);
  }

  @Test
  void aNodeWhoseRedisIsAwayIsEndedAtOnce() {
    Node node =
        start(cluster.named("node").with("redis", "redis://127.0.0.1:1"), "exec sleep 1000");
    await().until(() -> node.log().contains("no answer"));

    node.signal("TERM");

    assertThat(node.exitCode()).isEqualTo(143);
  }

  @Test
  void aNodeWhoseJvmIsStillStartingIsEndedAtOnce() {
    Node node = start(cluster.named("node"), "exec sleep 1000");

    node.signal("TERM");

    assertThat(node.exitCode()).isEqualTo(143);
  }

  @Test
  void userSignalsDoNotEndANodeThatWaits() {
    Node holder = cluster.start("holder", ChildKind.PLAIN);
    cluster.ticks().awaitChildOf("holder");
    Node node = cluster.start("node", ChildKind.PLAIN);
    node.awaitWaiting();

    node.signal("USR1");
    node.signal("USR2");
    node.signal("WINCH");
    holder.signal("TERM");

    cluster.ticks().awaitChildOf("node");
  }

  @ParameterizedTest
  @CsvSource({"TERM,241", "INT,254", "HUP,255"})
  void asBeatCop1EachOfThreeSignalsStopsTheChildByTerm(String signal, int code) throws IOException {
    Node.Builder builder = patient().with("as-beatcop-1", true);
    Node node =
        start(builder, "trap 'echo told; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
    awaitOutput(builder, "ready");

    node.signal(signal);

    assertThat(node.exitCode()).isEqualTo(code);
    assertThat(output(builder)).isEqualTo("ready\ntold\n");
  }

  @Test
  void theChildBlocksAndIgnoresWhatItWouldWithoutUs() throws IOException {
    // Not by way of a shell: dash clears the mask that it inherits.
    List<String> look = List.of("grep", "-E", "Sig(Blk|Ign|Cgt)", "/proc/self/status");
    List<String> withoutUs = new ArrayList<>(Commands.withDefaultSignals());
    withoutUs.addAll(look);
    String without = Commands.run(withoutUs);
    Node.Builder builder = cluster.named("node");

    Node node = cluster.start(builder, look);

    node.exitCode();
    assertThat(output(builder)).isEqualTo(without);
  }

  @Test
  void whatWasIgnoredByTheCallerIsIgnoredByTheNodeAndItsChild() throws IOException {
    Node.Builder builder = cluster.named("node").under("nohup");
    Node node =
        start(builder, "grep -q 'SigIgn.*1$' /proc/$$/status && echo ignored; exec sleep 1000");
    awaitOutput(builder, "ignored");
    Node waiting = start(cluster.named("waiting").under("nohup"), "exec sleep 1000");
    waiting.awaitWaiting();

    waiting.signal("HUP");
    node.signal("TERM");

    waiting.awaitLog("started, pid");
  }

  @Test
  void termToTheGroupWhileTheChildIgnoresItAndThenTheDeathOfTheNode() {
    Node.Builder builder = cluster.named("node").under("setsid").with("grace", 700);
    Node node = cluster.start(builder, ChildKind.DEAF.around(cluster.ticks().ticking("node")));
    cluster.ticks().awaitChildOf("node");

    Commands.run("kill", "-s", "TERM", "--", "-" + node.pid());
    node.kill(List.of(Node.Part.FRONT));

    cluster.ticks().awaitSilence();
  }
}
