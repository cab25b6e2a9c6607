package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A node that is the first process of a pid namespace, as in a container. */
@Execution(ExecutionMode.CONCURRENT)
class ContainerIT {

  @RegisterExtension static final RedisServer redis = Leases.redis();

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void root() {
    assumeTrue(
        Commands.isRoot() && Commands.exists("unshare"), "only root may make a pid namespace");
    cluster = Cluster.of(directory, redis, Duration.ofSeconds(1));
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  private Node.Builder firstProcess() {
    return cluster
        .named("node")
        .under("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
  }

  private static String output(Node.Builder of) throws IOException {
    return Files.readString(of.output());
  }

  @Test
  void itReapsTheOrphansOfOthers() throws IOException {
    Node.Builder builder = firstProcess();
    // A daemon of the child falls to its keeper; that of a health check to the first process.
    builder.with("health", "setsid sh -c 'sleep 0.01 & exit' & exit 0").with("health-interval", 30);
    cluster.start(
        builder,
        List.of(
            "sh",
            "-c",
            "setsid sh -c 'sleep 0.1 & exit' & sleep 1;"
                + " cat /proc/[0-9]*/stat | grep -c ') Z ' ; exit 3"));

    assertThat(cluster.node("node").exitCode()).isEqualTo(3);
    // At most one that is just about to be reaped.
    assertThat(output(builder).strip()).matches("[01]");
  }

  @Test
  void itForwardsSignalsAlthoughTheFirstProcessIgnoresThemByDefault() throws IOException {
    Node.Builder builder = firstProcess();
    Node node =
        cluster.start(
            builder,
            List.of("sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done"));
    await().atMost(Duration.ofSeconds(20)).until(() -> output(builder).contains("ready"));

    Node.signal("TERM", ProcessHandle.of(node.pid()).orElseThrow().children());

    assertThat(node.exitCode()).isEqualTo(7);
  }

  @Test
  void aProcOfAnotherNamespaceIsRefused() {
    Node node =
        cluster.start(
            cluster.named("node").under("unshare", "--pid", "--fork", "--kill-child"),
            List.of("true"));

    assertThat(node.exitCode()).isEqualTo(78);
    assertThat(node.log()).startsWith("beatcop: /proc is missing, or is that of another pid");
  }
}
