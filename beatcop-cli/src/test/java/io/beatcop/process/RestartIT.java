package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** A child that ends, or is not well, while its node holds the lease (C4). */
@Execution(ExecutionMode.CONCURRENT)
@Slow
class RestartIT {

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

  private static List<String> lives(Node.Builder builder) throws IOException {
    return Files.readString(builder.output()).lines().toList();
  }

  @Test
  void aChildThatFailedIsStartedAgainInTheSameTerm() {
    Node.Builder builder = cluster.named("node").with("restart", "ON_FAILURE");

    cluster.start(builder, List.of("sh", "-c", "echo $BEATCOP_TOKEN; exit 1"));

    await().until(() -> lives(builder).size() == 2);
    await().until(() -> lives(builder).stream().distinct().count() == 1);
  }

  @Test
  void aChildThatSucceededIsNotStartedAgainAfterFailures() {
    Node node =
        cluster.start(
            cluster.named("node").with("restart", "ON_FAILURE"), List.of("sh", "-c", "exit 0"));

    assertThat(node.exitCode()).isZero();
  }

  @Test
  void aChildThatFailsAgainAndAgainIsLeftToAnotherNode() {
    Node node =
        cluster.start(
            cluster.named("sick").with("restart", "ALWAYS"), List.of("sh", "-c", "exit 1"));
    await().until(() -> node.log().contains("ended, exit code 1"));

    cluster.start("well", ChildKind.PLAIN);

    cluster.ticks().awaitChildOf("well");
    assertThat(node.log().lines().filter(line -> line.contains("ended, exit code 1"))).hasSize(3);
  }

  @Test
  void aNodeThatRestsIsEndedByASignal() {
    Node node =
        cluster.start(
            cluster.named("node").with("restart", "ALWAYS"), List.of("sh", "-c", "exit 1"));
    await().until(() -> node.log().contains("started again in"));

    node.signal("TERM");

    assertThat(node.exitCode()).isEqualTo(143);
    assertThat(redis.command("EXISTS", cluster.lease())).contains(0L);
  }

  @Test
  void aChildThatIsNotWellIsStoppedAndLeftToAnotherNode() {
    Path well = directory.resolve("well");
    assertThat(well.toFile().mkdir()).isTrue();
    Node.Builder sick = cluster.named("sick").with("health", "test -d " + well);
    cluster.start(sick, ChildKind.PLAIN.around(cluster.ticks().ticking("sick")));
    cluster.ticks().awaitChildOf("sick");
    cluster.start("other", ChildKind.PLAIN).awaitWaiting();

    assertThat(well.toFile().delete()).isTrue();

    cluster.ticks().awaitChildOf("other");
    cluster.assertNeverTwo();
  }

  @Test
  void aHealthCheckThatHangsIsOneThatFails() {
    Node node =
        cluster.start(cluster.named("node").with("health", "sleep 1000"), List.of("sleep", "1000"));

    await().until(() -> node.log().contains("the health check failed 3 times"));
    assertThat(node.log()).contains("3 of 3 times: it takes longer than 100ms");
  }
}
