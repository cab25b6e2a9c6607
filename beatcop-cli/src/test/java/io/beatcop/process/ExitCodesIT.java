package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node ends as its child did, unless it has a reason of its own (C3). */
@Execution(ExecutionMode.CONCURRENT)
class ExitCodesIT {

  @RegisterExtension static final RedisServer redis = Leases.redis();

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void aFreeLease() {
    cluster = Cluster.of(directory, redis);
  }

  @AfterEach
  void endNodes() {
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource({
    "true,0",
    "exit 3,3",
    "kill -TERM $$,143",
    "kill -KILL $$,137",
    "exec no-such-program,127",
    "exec /etc/passwd,126"
  })
  void theExitCodeOfTheChild(String script, int code) {
    Node node = cluster.start(cluster.named("node"), List.of("sh", "-c", script));

    assertThat(node.exitCode()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"no-such-program,127", "/no/such/program,127", "/etc/passwd,126", "/etc,126"})
  void aCommandThatCanNotBeExecuted(String program, int code) {
    Node node = cluster.start(cluster.named("node"), List.of(program));

    assertThat(node.exitCode()).isEqualTo(code);
    assertThat(node.log()).contains("the command can't be executed: ");
  }

  @Test
  void asBeatCop1AnyEndOfTheChildIsOne() {
    Node node =
        cluster.start(
            cluster.named("node").with("as-beatcop-1", true), List.of("sh", "-c", "exit 0"));

    assertThat(node.exitCode()).isEqualTo(1);
  }

  /** C-a: a part that has ended for good ends the node: the child first, then the lease. */
  @Slow
  @Test
  void aPartThatHasEndedEndsTheNode() {
    Path runs = directory.resolve("runs");
    Node node =
        cluster.start(
            cluster.named("node").with("broken", runs),
            List.of("sh", "-c", "touch '" + runs + "'; exec sleep 1000"));

    assertThat(node.exitCode()).isEqualTo(70);
    assertThat(node.log())
        .contains("a bug of BeatCop, please report it: java.lang.IllegalStateException: broken")
        .contains("ended, by signal SIGTERM")
        .contains("released, token");
    assertThat(redis.command("EXISTS", cluster.lease())).contains(0L);
  }

  @Test
  void aLostLeaseEndsTheNodeIfItIsToldSo() {
    Node node =
        cluster.start(
            cluster.named("node").with("on-lost", "EXIT"),
            ChildKind.DEAF.around(cluster.ticks().ticking("node")));
    cluster.ticks().awaitChildOf("node");

    redis.command("SET", cluster.lease(), "a stranger");

    assertThat(node.exitCode()).isEqualTo(69);
  }

  @Test
  void theLeaseIsReleasedBeforeTheExit() {
    Node node = cluster.start(cluster.named("node"), List.of("true"));

    node.exitCode();

    assertThat(redis.command("EXISTS", cluster.lease())).contains(0L);
  }

  @Test
  void aChildThatCouldNotBeStoppedInTimeIsRefused() {
    Node node =
        cluster.start(cluster.named("node").with("ttl", 1000).with("grace", 400), List.of("true"));

    assertThat(node.exitCode()).isEqualTo(1);
    assertThat(node.log()).contains("stop-grace = 400ms");
  }

  @Slow
  @Test
  void whatTheChildLeavesBehindEndsBeforeTheNodeDoes() {
    Node node =
        cluster.start(
            cluster.named("node"),
            List.of(
                "sh",
                "-c",
                cluster.ticks().ticking("node") + " & " + cluster.ticks().awaited("node")));

    node.exitCode();

    long last = cluster.ticks().lastOfAny();
    Ticks.letTimePass(Duration.ofMillis(100));
    assertThat(cluster.ticks().lastOfAny()).isEqualTo(last);
  }
}
