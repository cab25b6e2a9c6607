package io.beatcop.examples.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its user runs it, with real instances of the application and a real Redis. */
@Slow
class DemoIT {

  // Three instances, Redis, and the shell that watches over them.
  private static final int CHILDREN = 5;

  private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();
  private final List<Process> demos = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endWhatFailed() {
    demos.forEach(Process::destroyForcibly);
  }

  @Test
  void eachTimeIsFiredOnceThroughAKillAndADeletionByAnotherInstance() throws Exception {
    Process demo = start();
    awaitChildren(demo);

    assertThat(demo.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(output())
        .containsPattern("reports scheduled on node-\\d")
        .containsPattern("kill -9 node-\\d")
        .containsPattern("node-\\d fires what was scheduled on node-\\d")
        .containsPattern("invoices deleted on node-\\d")
        .containsPattern("node-\\d is back")
        .containsPattern("\\d+ firings, 0 twice, 0 lost, 0 after a deletion");
    assertThat(demo.exitValue()).isZero();
    awaitNoChildren();
  }

  @Test
  void anInterruptedDemoLeavesNoProcess() throws Exception {
    Process demo = start();
    awaitChildren(demo);

    demo.destroy();

    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isEqualTo(128 + 15);
    awaitNoChildren();
  }

  @Test
  void aKilledDemoLeavesNoProcess() throws Exception {
    Process demo = start();
    awaitChildren(demo);

    demo.destroyForcibly();

    awaitNoChildren();
  }

  @Test
  void aWrongOptionIsRefusedWithOneSentence() throws Exception {
    Process demo = start("--nodes=3");

    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output()).isEqualTo("demo: no such option: --nodes=3\n");
    assertThat(demo.exitValue()).isEqualTo(64);
  }

  private Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", "target/lib/*", "Demo.java", "."));
    command.addAll(List.of(options));
    Process demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(outputFile().toFile())
            .start();
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
    await().untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
  }

  private Path outputFile() {
    return folder.resolve("output");
  }

  private String output() throws IOException {
    return Files.readString(outputFile());
  }
}
