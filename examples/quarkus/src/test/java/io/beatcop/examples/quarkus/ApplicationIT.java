package io.beatcop.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the application, configured as containers are: by their environment. */
@Slow
class ApplicationIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String LEASE = "quarkus-example";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern FIRED = Pattern.compile("fired (\\S+)");

  private final List<Instance> instances = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endWhatFailed() {
    instances.forEach(instance -> instance.process().destroyForcibly());
  }

  /** An instance of the application, and what it logs. */
  private record Instance(Process process, Path log) {

    String output() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> fires() {
      return FIRED.matcher(output()).results().map(MatchResult::group).toList();
    }
  }

  private Instance start(String name) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            Objects.requireNonNull(System.getProperty("example.jar"), "run by Maven"));
    builder.environment().put("REDIS_URL", redis.uri());
    builder.environment().put("LEASE_TTL", "2s");
    Path log = folder.resolve(name + ".log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Instance instance = new Instance(builder.start(), log);
    instances.add(instance);
    return instance;
  }

  private static void untilFires(Instance instance) {
    await().atMost(PATIENCE).until(() -> instance.fires().size() >= 3);
  }

  @Test
  void oneInstanceFiresAndWhenItIsKilledTheOther() throws Exception {
    Instance first = start("first");
    untilFires(first);
    Instance second = start("second");
    await().atMost(PATIENCE).until(() -> second.output().contains(LEASE + ": held by"));
    assertThat(second.fires()).isEmpty();

    first.process().destroyForcibly();

    untilFires(second);
    second.process().destroy();
    assertThat(second.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(redis.command("EXISTS", LEASE)).contains(0L);
    List<String> fires = new ArrayList<>(first.fires());
    fires.addAll(second.fires());
    assertThat(fires).doesNotHaveDuplicates();
  }
}
