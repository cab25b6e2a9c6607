package io.beatcop.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.ApplicationProcess;
import io.beatcop.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the application, configured as containers are: by their environment. */
class ApplicationIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String LEASE = "beatcop:spring-boot-example";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // Ended by SIGTERM, after all that Spring does at its end.
  private static final int TERMINATED = 128 + 15;

  private final List<Process> processes = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endWhatFailed() {
    processes.forEach(Process::destroyForcibly);
  }

  private Instance start(String name) {
    Instance instance =
        new Instance(
            ApplicationProcess.start(
                folder.resolve(name + ".log"),
                Map.of("BEATCOP_REDIS", redis.uri(), "BEATCOP_TTL", "2s")));
    processes.add(instance.process());
    return instance;
  }

  private static void untilFires(Instance instance) {
    await().atMost(PATIENCE).until(() -> instance.fires().size() >= 3);
  }

  @Test
  void oneInstanceFiresAndWhenItIsKilledTheOther() throws InterruptedException {
    Instance first = start("first");
    untilFires(first);
    Instance second = start("second");
    await()
        .atMost(PATIENCE)
        .until(() -> second.application().output().contains(LEASE + ": held by"));
    assertThat((Long) redis.command("PTTL", LEASE).orElseThrow()).isBetween(1L, 2000L);

    first.process().destroyForcibly();

    untilFires(second);
    assertThat(second.fires().get(0).token()).isGreaterThan(first.fires().get(0).token());
    second.process().destroy();
    assertThat(second.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(second.process().exitValue()).isEqualTo(TERMINATED);
    assertThat(redis.command("EXISTS", LEASE)).contains(0L);
    assertThat(processes).noneMatch(Process::isAlive);
    List<Instance.Fire> fires = new ArrayList<>(first.fires());
    fires.addAll(second.fires());
    assertThat(fires).extracting(Instance.Fire::time).doesNotHaveDuplicates();
  }
}
