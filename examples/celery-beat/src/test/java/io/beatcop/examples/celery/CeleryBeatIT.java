package io.beatcop.examples.celery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with a real Celery, worker and Redis. Left out where no Python finds Celery. */
@Tag("slow") // As io.beatcop.testing.Slow, which is no dependency of examples.
class CeleryBeatIT {

  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  @TempDir private Path folder;

  private String python = "";
  private Optional<Process> demo = Optional.empty();

  @BeforeEach
  void findCelery() {
    Optional<String> found = PYTHONS.stream().filter(CeleryBeatIT::findsCelery).findFirst();
    assumeTrue(found.isPresent(), "left out: no Python finds celery and redis, " + PYTHONS);
    python = found.orElseThrow();
  }

  @AfterEach
  void endWhatFailed() {
    demo.ifPresent(Process::destroy);
  }

  @Test
  void eachTickIsRunOnceThroughKillFreezeAndCleanStop() throws Exception {
    Process running = start("--seconds", "24", "--ttl", "2");

    assertThat(running.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(output())
        .containsPattern("kill -9 node-\\d")
        .containsPattern("freeze node-\\d")
        .containsPattern("clean stop node-\\d")
        .containsPattern("duplicates +0\n")
        .contains("each greater than the one before");
    assertThat(running.exitValue()).as(output()).isZero();
  }

  private Process start(String... options) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        python,
                        "demo.py",
                        "--beatcop",
                        beatcop().toString(),
                        "--redis-jars",
                        "target/lib",
                        "--logs",
                        folder.resolve("logs").toString()),
                    Stream.of(options))
                .toList());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("PYTHONIOENCODING", "UTF-8");
    Process started =
        builder.redirectErrorStream(true).redirectOutput(outputFile().toFile()).start();
    demo = Optional.of(started);
    return started;
  }

  /** The product as the build has laid it out. */
  private static Path beatcop() throws IOException {
    Path distributions = Path.of("..", "..", "beatcop-cli", "target", "beatcop");
    try (Stream<Path> found = Files.list(distributions)) {
      return found.findFirst().orElseThrow().resolve("bin/beatcop").toRealPath();
    }
  }

  private static boolean findsCelery(String python) {
    try {
      return new ProcessBuilder(python, "-c", "import celery, redis")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Path outputFile() {
    return folder.resolve("output");
  }

  private String output() throws IOException {
    return Files.readString(outputFile());
  }
}
