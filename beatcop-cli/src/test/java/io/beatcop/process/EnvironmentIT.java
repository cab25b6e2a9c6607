package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/** The child gets what it would have without a node, and what it should know (C5, C6). */
@Execution(ExecutionMode.CONCURRENT)
@Slow
class EnvironmentIT {

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

  private String run(Node.Builder builder, String... command) throws IOException {
    cluster.start(builder, List.of(command)).exitCode();
    return Files.readString(builder.output());
  }

  @Test
  void itKnowsItsTermAndNoneOfOurSecrets() throws IOException {
    String output =
        run(
            cluster
                .named("node")
                .environment("BEATCOP_PASSWORD", "secret")
                .environment("BEATCOP_REDIS", "redis://:secret@h")
                .environment("BEATCOP_NODE", "a node above this one")
                .environment("OTHER", "kept"),
            "sh",
            "-c",
            "env | grep -E '^(BEATCOP|OTHER)' | sort");

    assertThat(output)
        .matches(
            "BEATCOP_LEASE="
                + cluster.lease()
                + "\nBEATCOP_NODE=\\S+-\\d+-[0-9a-f]{8}\n"
                + "BEATCOP_TOKEN=\\d+\nOTHER=kept\n");
  }

  /** C-b: options for the Java of an application are the child's alone. */
  @Test
  void optionsForJavaAreTheChildsAlone() throws IOException {
    Node.Builder builder =
        cluster
            .named("node")
            .environment("JAVA_TOOL_OPTIONS", "-Dcom.sun.management.jmxremote.port=none -Xmx1")
            .environment("JDK_JAVA_OPTIONS", "-XX:+UseParallelGC")
            .environment("_JAVA_OPTIONS", "-Xms512m")
            .environment("OPENJ9_JAVA_OPTIONS", "-nonsense")
            .environment("IBM_JAVA_OPTIONS", "-nonsense");

    String output = run(builder, "sh", "-c", "env | grep JAVA_ | grep OPTIONS | sort");

    assertThat(output)
        .isEqualTo(
            """
            IBM_JAVA_OPTIONS=-nonsense
            JAVA_TOOL_OPTIONS=-Dcom.sun.management.jmxremote.port=none -Xmx1
            JDK_JAVA_OPTIONS=-XX:+UseParallelGC
            OPENJ9_JAVA_OPTIONS=-nonsense
            _JAVA_OPTIONS=-Xms512m
            """);
    assertThat(cluster.log()).doesNotContain("Picked up");
  }

  /** C-b: the health check, which has the child's environment, gets them too. */
  @Test
  void optionsForJavaAreTheHealthChecksToo() {
    Path seen = directory.resolve("seen");
    cluster.start(
        cluster
            .named("node")
            .environment("JAVA_TOOL_OPTIONS", "-Dx=y")
            .environment("BEATCOP_PASSWORD", "secret")
            .with("health", "echo \"$JAVA_TOOL_OPTIONS$BEATCOP_PASSWORD\" >" + seen),
        List.of("sleep", "1000"));

    await().untilAsserted(() -> assertThat(seen).hasContent("-Dx=y"));
  }

  /** S-i: neither the child nor a process beside it can read a secret in {@code /proc}. */
  @Test
  void noSecretCanBeReadInProc() throws IOException {
    assumeTrue(Commands.isRoot() && Commands.exists("setpriv"), "only root may do this");
    Node.Builder builder =
        cluster
            .named("node")
            // The same user without the right to read everything, as most users are.
            .under("setpriv", "--bounding-set", "-all", "--inh-caps", "-all")
            .environment("BEATCOP_REDIS", "redis://:M4RKED@h")
            .environment("BEATCOP_PASSWORD", "M4RKED");

    String output =
        run(
            builder,
            "sh",
            "-c",
            "keeper=$PPID; front=$(cut -d' ' -f4 /proc/$keeper/stat);"
                + " jvm=$(cat /proc/$front/task/$front/children | tr ' ' '\\n' | head -n 1);"
                + " cat /proc/$jvm/comm;"
                + " for p in $$ $keeper $front $jvm; do tr '\\0' '\\n' </proc/$p/environ; done 2>&1"
                + " | grep -e M4RKED -e 'ermission denied' -e BEATCOP_GUARD_PID");

    assertThat(output).startsWith("java\n").contains("BEATCOP_GUARD_PID").doesNotContain("M4RKED");
    assertThat(output.lines().filter(line -> line.contains("ermission denied"))).hasSize(2);
  }

  @Test
  void standardInputIsItsOwn() throws IOException {
    Path input = Files.writeString(directory.resolve("input"), "a line\nanother\n");

    assertThat(run(cluster.named("node").input(input), "cat")).isEqualTo("a line\nanother\n");
  }

  @Test
  void nothingElseIsWrittenToStandardOutput() throws IOException {
    assertThat(run(cluster.named("node"), "echo", "only this")).isEqualTo("only this\n");
  }

  @Test
  void argumentsArriveByteForByteInAnyLocale() throws IOException {
    String output =
        run(cluster.named("node").environment("LC_ALL", "C"), "printf", "%s|", "Grüße", "", "日本");

    assertThat(output).isEqualTo("Grüße||日本|");
  }

  @Test
  void itStaysInTheSessionAndTheGroupOfItsUser() throws IOException {
    Node.Builder builder = cluster.named("node").under("setsid");
    Node node = cluster.start(builder, List.of("sh", "-c", "cut -d' ' -f5,6 /proc/$$/stat"));

    node.exitCode();

    assertThat(Files.readString(builder.output())).isEqualTo(node.pid() + " " + node.pid() + "\n");
  }

  @Test
  void itsLimitsAreItsOwnAndTheJvmLeavesNoCore() throws IOException {
    Node.Builder builder =
        cluster.named("node").under("sh", "-c", "ulimit -c 1000; ulimit -n 300; exec \"$@\"", "sh");
    Node node =
        cluster.start(builder, List.of("sh", "-c", "ulimit -c; ulimit -n; exec sleep 1000"));
    await().until(() -> Files.readString(builder.output()).equals("1000\n300\n"));

    assertThat(Files.readString(Path.of("/proc", "" + node.part(Node.Part.JVM).pid(), "limits")))
        .containsPattern("Max core file size +0 +0 ");
  }

  @Test
  void openFilesAreHandedDown() throws IOException {
    Node.Builder builder =
        cluster
            .named("node")
            .under("sh", "-c", "exec 7>" + directory + "/seven; exec \"$@\"", "sh");

    run(builder, "sh", "-c", "echo here >&7; ls /proc/self/fd");

    assertThat(directory.resolve("seven")).hasContent("here");
    // 0 to 2, the one that was handed down, and the one by which ls reads.
    assertThat(Files.readString(builder.output()).lines()).hasSize(5);
  }
}
