package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.process.Commands;
import io.beatcop.testing.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands as they are shipped: through {@code bin/beatcop}. */
class LauncherIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @TempDir Path folder;

  @BeforeEach
  void aLeaseThatIsHeld() {
    redis.start();
    redis.command("FLUSHALL");
    redis.command("SET", "nightly", "a", "PX", "60000");
    redis.command("SET", "{nightly}:term", "held a 1 1");
  }

  /** Below a folder with the version in its name, or not. */
  private static String launcher() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("target/beatcop"))) {
      return files
          .filter(file -> file.endsWith("bin/beatcop"))
          .findFirst()
          .orElseThrow()
          .toString();
    }
  }

  private Process beatcop(String... words) throws IOException {
    List<String> command = new ArrayList<>(Commands.withDefaultSignals());
    command.add(launcher());
    command.addAll(List.of(words));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    process.environment().put("BEATCOP_REDIS", redis.uri());
    process.environment().put("BEATCOP_LEASE", "nightly");
    return process.start();
  }

  private String written() throws IOException {
    return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8);
  }

  @Test
  void theStatusIsTheExitCode() throws Exception {
    Process process = beatcop("status", "--json");

    assertThat(process.waitFor()).isZero();
    assertThat(written()).startsWith("{\"lease\":\"nightly\",\"state\":\"held\",\"holder\":\"a\"");
  }

  /** An installing user has others than a service. */
  @Test
  void theClassArchiveIsTheSameOneInEachTimeZone() throws IOException {
    String program = Path.of(launcher()).resolveSibling("../libexec/beatcop-archive").toString();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    String east = Commands.run("env", "TZ=Pacific/Auckland", program, "where", java);
    String west = Commands.run("env", "TZ=Pacific/Honolulu", program, "where", java);

    assertThat(east).endsWith(".jsa\n").isEqualTo(west);
  }

  @Test
  void aWatchWritesALinePerChangeAndEndsWhenInterrupted() throws Exception {
    Process process = beatcop("status", "--watch");
    await().until(() -> written().contains("nightly: held by a, waiting: 0\n"));
    redis.command("DEL", "nightly");
    await().until(() -> written().contains("nightly: held by nobody, waiting: 0\n"));

    assertThat(new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor())
        .isZero();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(written()).hasLineCount(2);
  }
}
