package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What operators ask of a node that runs a child: to leave, and to let nobody run. */
@Slow
class AskedToLeaveIT {

  @RegisterExtension static final RedisServer redis = Leases.redis();

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void twoNodesOneOfWhichRunsItsChild() {
    cluster = Cluster.of(directory, redis, Duration.ofSeconds(3));
    cluster.start("one", ChildKind.PLAIN);
    cluster.ticks().awaitChildOf("one");
    cluster.start("two", ChildKind.PLAIN).awaitWaiting();
  }

  @AfterEach
  void endNodes() {
    cluster.close();
  }

  @Test
  void aNodeThatIsAskedToStepDownLeavesTheChildToAnother() {
    String output = beatcop("step-down");

    cluster.ticks().awaitChildOf("two");
    cluster.assertNeverTwo();
    assertThat(cluster.node("one").isAlive()).isTrue();
    assertThat(cluster.node("one").log()).contains("this node is asked to leave");
    assertThat(output).contains("has taken over");
  }

  @Test
  void noChildRunsWhileTheLeaseIsPausedAndOneDoesAfterwards() {
    beatcop("pause", "--for", "1h");
    cluster.ticks().awaitSilence();
    long pausedNanos = Ticks.now();
    Ticks.letTimePass(Duration.ofSeconds(4));
    assertThat(cluster.ticks().lastOfAny()).isLessThan(pausedNanos);

    beatcop("resume");

    cluster.ticks().awaitAnyChildAfter(pausedNanos);
    cluster.assertNeverTwo();
  }

  /** C-h: the node that held the lease before a pause is woken by its end like all others. */
  @Test
  void afterAPauseTheFormerHolderIsWoken() {
    cluster.close();
    Duration ttl = Duration.ofSeconds(8);
    assertThat(directory.resolve("alone").toFile().mkdir()).isTrue();
    cluster = Cluster.of(directory.resolve("alone"), redis, ttl);
    cluster.start("alone", ChildKind.PLAIN);
    cluster.ticks().awaitChildOf("alone");
    try (LeaseControl control =
        new LeaseControl(
            LeaseSettings.of(cluster.lease(), ttl), RedisSettings.parse(redis.uri()))) {
      control.pause(new OperatorNote(Instant.now(), "ops@host", "upgrade"));
      cluster.ticks().awaitSilence();
      cluster.node("alone").awaitLog("nobody may hold it: paused by");
      long resumedNanos = Ticks.now();

      control.resume();

      cluster.ticks().awaitAnyChildAfter(resumedNanos);
      Duration out = Duration.ofNanos(cluster.ticks().firstAfter(resumedNanos) - resumedNanos);
      assertThat(out).isLessThan(ttl.dividedBy(2));
    }
  }

  private String beatcop(String command, String... options) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.beatcop.cli.Main"));
    line.addAll(List.of(command, "--redis", redis.uri(), "--lease", cluster.lease()));
    line.addAll(List.of(options));
    return Commands.run(line);
  }
}
