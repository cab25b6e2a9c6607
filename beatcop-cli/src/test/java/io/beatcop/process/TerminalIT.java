package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A node at a terminal, which script(1) provides. */
@Execution(ExecutionMode.CONCURRENT)
@Slow
class TerminalIT {

  private static final String INTERRUPT = "\u0003";
  private static final String QUIT = "\u001c";
  private static final String SUSPEND = "\u001a";

  @RegisterExtension static final RedisServer redis = Leases.redis();

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();
  private Optional<Process> opened = Optional.empty();

  @BeforeEach
  void aTerminal() {
    assumeTrue(Commands.exists("script"), "script(1), of util-linux, is not installed");
    cluster = Cluster.of(directory, redis);
  }

  @AfterEach
  void hangUp() {
    opened.ifPresent(
        terminal -> {
          terminal.descendants().toList().forEach(ProcessHandle::destroyForcibly);
          terminal.destroyForcibly();
        });
    cluster.close();
  }

  private Process terminal() {
    return opened.orElseThrow();
  }

  /** Has a shell at a new terminal run something, where $NODE is the command line of a node. */
  private void open(String shell, String child) throws IOException {
    Path node = directory.resolve("node.sh");
    Path childScript = Files.writeString(directory.resolve("child.sh"), child);
    Files.writeString(
        node,
        "exec "
            + String.join(
                " ",
                cluster.named("node").commandLine(List.of("sh", childScript.toString())).stream()
                    .map(word -> "'" + word + "'")
                    .toList())
            + " 2>>"
            + directory.resolve("node.log"));
    opened =
        Optional.of(
            new ProcessBuilder(
                    "script",
                    "-q",
                    "-e",
                    "-c",
                    shell.replace("$NODE", "exec sh " + node),
                    "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("screen").toFile())
                .start());
  }

  private void type(String text) throws IOException {
    terminal().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    terminal().getOutputStream().flush();
  }

  private String screen() {
    try {
      return Files.readString(directory.resolve("screen")).replace("\r", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitScreen(String text) {
    await("«" + text + "» on the screen").until(() -> screen().contains(text));
  }

  @Test
  void theChildHasTheTerminalAndReadsFromIt() throws IOException {
    open("$NODE", "test -t 0 && test -t 1 && read -r line </dev/tty && echo \"it reads $line\"");

    type("a line\n");

    awaitScreen("it reads a line");
  }

  @Test
  void interruptReachesTheChildOnce() throws IOException {
    open(
        "$NODE",
        """
        trap 'echo interrupted' INT
        trap 'echo quit; exit 9' QUIT
        echo ready
        while :; do sleep 0.02; done
        """);
    awaitScreen("ready");

    type(INTERRUPT);
    awaitScreen("interrupted");
    Ticks.letTimePass(Duration.ofMillis(200));
    type(QUIT);

    await().until(() -> !terminal().isAlive());
    assertThat(terminal().exitValue()).isEqualTo(9);
    assertThat(screen().split("interrupted", -1)).hasSize(2);
    assertThat(screen().split("quit", -1)).hasSize(2);
  }

  @Test
  void aSuspendedNodeLosesItsChildAndWaitsAgainWhenItGoesOn() throws IOException {
    open("bash --norc -i", cluster.ticks().ticking("node"));
    type("sh " + directory.resolve("node.sh") + "\n");
    cluster.ticks().awaitChildOf("node");

    type(SUSPEND);
    awaitScreen("Stopped");
    cluster.start("other", ChildKind.PLAIN);
    cluster.ticks().awaitChildOf("other");
    type("fg\n");
    cluster.node("other").signal("TERM");

    cluster.ticks().awaitChildOf("node");
    cluster.close();
    cluster.assertNeverTwo();
  }
}
