package io.beatcop.examples.quartz.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its user runs it, in a JVM of its own with real nodes and a real Redis. */
@Tag("slow") // As io.beatcop.testing.Slow, which is no dependency of examples.
class DemoIT {

  private static final Duration PROMPT = Duration.ofSeconds(30);

  // Three nodes; Redis, the shell that watches over it, and that shell's cat.
  private static final int CHILDREN = 6;

  private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();
  private final List<Process> demos = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endWhatFailed() {
    demos.forEach(Process::destroyForcibly);
  }

  @Test
  void aDemoEndsWithoutADuplicateALossOrAProcess() throws Exception {
    Process demo = start("--ttl", "1s", "--duration", "20s");
    awaitChildren(demo);

    assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output())
        .containsPattern("kill -9 node-\\d")
        .containsPattern("fail-over node-\\d -> node-\\d after")
        .containsPattern("freeze node-\\d")
        .containsPattern("node-\\d thaws")
        .containsPattern("clean stop node-\\d")
        .containsPattern("hand-over node-\\d -> node-\\d in \\d+ ms")
        .containsPattern("lost 0\n")
        .containsPattern("duplicates +0\n");
    assertThat(demo.exitValue()).isZero();
    awaitNoChildren();
  }

  @Test
  void aDemoThatSpreadsEndsWithoutADuplicateALossOrAProcess() throws Exception {
    Process demo = start("--ttl", "1s", "--spread", "8");
    awaitChildren(demo);

    assertThat(demo.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(output())
        .contains("node-3 comes")
        .contains("kill -9 node-2")
        .contains("node-2 comes back")
        .contains("clean stop node-3")
        .containsPattern("shared by 3, \\d+ moves")
        .containsPattern("lost 0\n")
        .containsPattern("duplicates +0\n")
        .containsPattern("moves +\\d+, of 8 slices\n")
        .containsPattern("slices +node-1 [23], node-2 [23], node-3 [23]\n");
    assertThat(demo.exitValue()).isZero();
    awaitNoChildren();
  }

  @Test
  void anInterruptedDemoLeavesNoProcess() throws Exception {
    Process demo = start();
    awaitChildren(demo);

    demo.destroy();

    assertThat(demo.waitFor(PROMPT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isEqualTo(128 + 15);
    assertThat(output()).contains("Interrupted.");
    awaitNoChildren();
  }

  @Test
  void aKilledDemoLeavesNoProcess() throws Exception {
    Process demo = start();
    awaitChildren(demo);

    demo.destroyForcibly();

    awaitNoChildren();
  }

  private Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Ddemo.logs=" + folder.resolve("logs"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Demo.class.getName());
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(outputFile());
    // Plain ASCII, whatever the terminal of whoever runs the tests.
    builder.environment().put("LC_ALL", "C");
    Process demo = builder.start();
    demos.add(demo);
    return demo;
  }

  private void awaitChildren(Process demo) {
    await()
        .untilAsserted(
            () -> {
              demo.descendants().forEach(children::add);
              assertThat(demo.descendants()).hasSize(CHILDREN);
            });
  }

  private void awaitNoChildren() {
    await()
        .atMost(PROMPT)
        .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
  }

  private File outputFile() {
    return folder.resolve("output").toFile();
  }

  private String output() throws IOException {
    return Files.readString(outputFile().toPath());
  }
}
