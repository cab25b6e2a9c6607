package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
@Slow
class ContainerIT {

  @RegisterExtension static final RedisServer redis = Leases.redis();

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void root() {
    assumeTrue(
        Commands.isRoot() && Commands.exists("unshare"), "only root may make a pid namespace");
    cluster = Cluster.of(directory, redis);
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
    Path orphan = directory.resolve("orphan.sh");
    Files.writeString(orphan, "echo $$ >> $1; exec sleep 0.01\n");
    String leaveAnOrphan = "setsid sh -c 'sh " + orphan + " %s & exit'";
    Path ofChild = directory.resolve("of-child");
    Path ofHealth = directory.resolve("of-health");
    Path child = directory.resolve("child.sh");
    // A process that nobody reaps keeps its place in /proc.
    Files.writeString(
        child,
        leaveAnOrphan.formatted(ofChild)
            + """

            first_is_reaped() {
              read -r pid < "$1" && [ ! -e "/proc/$pid" ]
            }
            for i in $(seq 200); do
              if first_is_reaped %s && first_is_reaped %s; then exit 3; fi
              sleep 0.05
            done
            cat /proc/[0-9]*/stat
            """
                .formatted(ofChild, ofHealth));
    // A daemon of the child falls to its keeper; that of a health check to the first process.
    Node.Builder builder = firstProcess();
    builder
        .with("health", leaveAnOrphan.formatted(ofHealth) + " & exit 0")
        .with("health-interval", 30);

    cluster.start(builder, List.of("sh", child.toString()));

    int status = cluster.node("node").exitCode();
    assertThat(status).as("%s", output(builder)).isEqualTo(3);
  }

  @Test
  void itForwardsSignalsAlthoughTheFirstProcessIgnoresThemByDefault() throws IOException {
    Node.Builder builder = firstProcess();
    Node node =
        cluster.start(
            builder,
            List.of("sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done"));
    await().until(() -> output(builder).contains("ready"));

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
