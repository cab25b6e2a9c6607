package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.process.Commands;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/beatcop} where the machine gives too little, or somebody else has been there before.
 */
@Slow
class HardStartIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String ANOTHER_USER = "54400";

  @TempDir Path folder;
  private Path program = Path.of("");

  @BeforeEach
  void aDistributionOfItsOwn() throws IOException {
    redis.start();
    redis.command("FLUSHALL");
    try (Stream<Path> versions = Files.list(Path.of("target/beatcop"))) {
      Path version = versions.filter(Files::isDirectory).findFirst().orElseThrow();
      Commands.run("cp", "-rp", version.toAbsolutePath().toString(), folder + "/beatcop");
    }
    Commands.run("chmod", "755", folder.toString());
    program = folder.resolve("beatcop/bin/beatcop");
  }

  private Beatcop run(Map<String, String> environment, List<String> wrapper, String... words)
      throws Exception {
    List<String> command = new ArrayList<>(wrapper);
    command.add(program.toString());
    command.addAll(List.of(words));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("BEATCOP_REDIS", redis.uri());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
      return new Beatcop(process.exitValue(), text(out), text(err));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** Made anew: the folder is a part of what it is made for. */
  private Path archive() throws IOException {
    Commands.run("sh", "-c", "rm -f " + folder + "/beatcop/lib/*.jsa");
    Commands.run(folder + "/beatcop/libexec/beatcop-archive", "prepare");
    try (Stream<Path> files = Files.list(folder.resolve("beatcop/lib"))) {
      return files
          .filter(file -> file.toString().endsWith(".jsa"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no archive was made"));
    }
  }

  /** Has many starts ask for an archive, and returns how often one was made. */
  private long made(Path archive) throws IOException {
    Path made = folder.resolve("made");
    Path java = folder.resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        echo made >>%s
        for word; do case $word in -XX:SharedArchiveFile=*) : >"${word#*=}" ;; esac; done
        sleep 1
        """
            .formatted(made));
    Commands.run("chmod", "755", java.toString());
    String program = folder + "/beatcop/libexec/beatcop-archive";
    Commands.run(
        "sh",
        "-c",
        "for i in 1 2 3 4 5 6; do %s later %s none %s & done; wait"
            .formatted(program, java, archive));
    return Files.readAllLines(made).size();
  }

  /** Nodes that start at once would keep all processors busy with the same work. */
  @Test
  void manyStartsMakeOneArchive() throws Exception {
    Path archive = folder.resolve("made.jsa");

    assertThat(made(archive)).isOne();

    assertThat(archive).exists();
    assertThat(folder.resolve("made.jsa.making")).doesNotExist();
  }

  /** Else a maker that was killed would be the last one. */
  @Test
  void whoeverWasKilledWhileItMadeAnArchiveIsForgotten() throws Exception {
    Path archive = folder.resolve("made.jsa");
    Files.createFile(folder.resolve("made.jsa.making"));

    assertThat(made(archive)).isOne();
  }

  /** C-a, C-d: with however few processes, it works, or it ends with 71 and says why. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 24, 40})
  void withTooFewProcessesItEndsAndSaysWhy(int processes) throws Exception {
    assumeTrue(Commands.isRoot() && Commands.run("prlimit", "--version").contains("util-linux"));
    String user = String.valueOf(54500 + processes);
    List<String> wrapper =
        List.of(
            "setpriv", "--reuid", user, "--clear-groups", "prlimit", "--nproc=" + processes, "--");

    Beatcop beatcop =
        run(Map.of(), wrapper, "run", "--lease", "few", "--ttl", "2s", "--", "sh", "-c", "exit 5");

    if (beatcop.code() != 5) {
      assertThat(beatcop.code()).as(beatcop.err()).isEqualTo(71);
      assertThat(
              beatcop
                  .err()
                  .lines()
                  .filter(line -> line.contains("beatcop: ") || line.contains("ERROR")))
          .as(beatcop.err())
          .isNotEmpty();
      assertThat(beatcop.err()).doesNotContain("\tat io.beatcop").doesNotContain("signal KILL");
    }
  }

  /** C-b: the commands for operators take no options that are an application's either. */
  @Test
  void theCommandsTakeNoOptionsOfOthers() throws Exception {
    Map<String, String> options =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-no-such-option",
            "JDK_JAVA_OPTIONS", "-no-such-option",
            "_JAVA_OPTIONS", "-no-such-option");

    Beatcop status = run(options, List.of(), "status", "--lease", "x");
    Beatcop run = run(options, List.of(), "run", "--lease", "x", "--", "sh", "-c", "exit 4");

    assertThat(status.err()).isEmpty();
    assertThat(status.code()).isEqualTo(1);
    assertThat(run.err()).doesNotContain("Picked up").doesNotContain("no-such-option");
    assertThat(run.code()).isEqualTo(4);
  }

  /** C-b: ours come by BEATCOP_JAVA_OPTS, and win. */
  @Test
  void ourOwnOptionsAreTaken() throws Exception {
    Beatcop beatcop = run(Map.of("BEATCOP_JAVA_OPTS", "-Xmx1k"), List.of(), "run", "--", "true");

    assertThat(beatcop.err()).contains("Too small maximum heap").contains("Java could not start");
    assertThat(beatcop.code()).isEqualTo(71);
  }

  /** C-f: without a Java it is a setting that is wrong. */
  @Test
  void withoutAJavaASettingIsWrong() throws Exception {
    Beatcop beatcop = run(Map.of("JAVA_HOME", "/no/such"), List.of(), "run", "--", "true");

    assertThat(beatcop.err()).contains("no Java found in JAVA_HOME=/no/such");
    assertThat(beatcop.code()).isEqualTo(78);
  }

  /** The first start has an archive made if there is none, when it is over itself. */
  @Test
  void theFirstStartHasAnArchiveMade() throws Exception {
    Path archive = archive();
    Files.delete(archive);

    Beatcop first = run(Map.of(), List.of(), "status", "--lease", "x");

    assertThat(first.code()).as(first.err()).isEqualTo(1);
    assertThat(archive).doesNotExist();
    await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(archive));
  }

  /** S-j: an archive that another user wrote, or could change, is not taken, and that is said. */
  @ParameterizedTest
  @ValueSource(strings = {"chown " + ANOTHER_USER, "chmod o+w", "chmod g+w"})
  void anArchiveOfAnotherUserIsNotTaken(String change) throws Exception {
    assumeTrue(Commands.isRoot(), "only root may do this");
    Commands.run("sh", "-c", change + " " + archive());

    Beatcop beatcop =
        run(
            Map.of("BEATCOP_JAVA_OPTS", "-Xlog:cds=info:stderr"),
            List.of(),
            "status",
            "--lease",
            "x");

    assertThat(beatcop.err())
        .contains("another user can write to it, so it is not used: remove it")
        .doesNotContain(archive().toString() + ", size");
    assertThat(beatcop.code()).isEqualTo(1);
  }

  /** S-j: a damaged archive makes no command crash, nor keeps a node from running. */
  @ParameterizedTest
  @ValueSource(longs = {100, 4096, 100_000, 1_000_000, 5_000_000})
  void aDamagedArchiveIsGotOver(long at) throws Exception {
    Commands.run(
        "dd",
        "if=/dev/urandom",
        "of=" + archive(),
        "bs=1",
        "seek=" + at,
        "count=4000",
        "conv=notrunc");

    Beatcop status = run(Map.of(), List.of(), "status", "--lease", "x");
    Beatcop first = run(Map.of(), List.of(), "run", "--lease", "x", "--", "sh", "-c", "exit 4");
    Beatcop second = run(Map.of(), List.of(), "run", "--lease", "x", "--", "sh", "-c", "exit 4");

    assertThat(status.code()).as(status.err()).isEqualTo(1);
    // If it crashed, the archive is gone now.
    assertThat(List.of(first.code(), second.code())).as(first.err()).contains(4);
    assertThat(second.code()).as(second.err()).isEqualTo(4);
  }
}
