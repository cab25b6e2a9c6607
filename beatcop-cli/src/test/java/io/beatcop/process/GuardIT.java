package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard itself, told by a test what a JVM would tell it. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class GuardIT {

  @TempDir private Path directory;
  private PlayedJvm jvm;

  @BeforeEach
  void aGuard() throws IOException {
    jvm = PlayedJvm.start(directory);
  }

  @AfterEach
  void end() throws IOException {
    jvm.close();
  }

  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  private ChildCommand sh(String script) {
    return new ChildCommand(List.of("sh", "-c", script), Map.of(), Set.of());
  }

  private long startSleeping() throws IOException {
    jvm.send(GuardFrame.start(sh("exec sleep 1000"), in(Duration.ofMinutes(1)), jvm.sleep()));
    return jvm.read(Event.Started.class).pid();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  @Test
  void aChildIsKilledAtItsDeadlineAndNotBefore() throws IOException {
    long deadlineNanos = in(Duration.ofMillis(200));
    jvm.send(GuardFrame.start(sh("exec sleep 1000"), deadlineNanos, jvm.sleep()));

    assertThat(jvm.read(Event.ChildEnded.class).status().isKill()).isTrue();
    assertThat(System.nanoTime() - deadlineNanos).isNotNegative();
    jvm.read(Event.Gone.class);
  }

  @Test
  void anExtendedDeadlineIsConfirmedAndHolds() throws IOException {
    jvm.send(GuardFrame.start(sh("exec sleep 1000"), in(Duration.ofMillis(300)), jvm.sleep()));
    long later = in(Duration.ofMillis(700));
    jvm.send(GuardFrame.extend(7, later, jvm.sleep()));

    assertThat(jvm.read(Event.Extended.class).id()).isEqualTo(7);
    jvm.read(Event.ChildEnded.class);
    assertThat(System.nanoTime() - later).isNotNegative();
  }

  @Test
  void aDeadlineThatHasPassedStartsNothing() throws IOException {
    Path trace = directory.resolve("trace");
    jvm.send(GuardFrame.start(sh("echo ran >" + trace), in(Duration.ofMillis(-1)), jvm.sleep()));

    jvm.read(Event.Gone.class);
    assertThat(trace).doesNotExist();
  }

  @Test
  void aDeadlineFromBeforeASleepOfTheMachineComesEarly() throws IOException {
    // As if the machine had slept for a minute since the JVM last heard of it.
    long sleepNanos = jvm.sleep() - Duration.ofMinutes(1).toNanos();
    jvm.send(GuardFrame.start(sh("exec sleep 1000"), in(Duration.ofSeconds(30)), sleepNanos));

    jvm.read(Event.Gone.class);
  }

  @Test
  void aDeadlineThatNoLeaseHasIsNotBelieved() throws IOException {
    jvm.send(GuardFrame.start(sh("exec sleep 1000"), in(Duration.ofDays(3)), jvm.sleep()));

    jvm.read(Event.Gone.class);
  }

  /** C-e: the front says why it kills the JVM. */
  @Test
  void aFrameOfAnUnknownTypeEndsEverything() throws IOException {
    long child = startSleeping();

    jvm.send(new byte[] {'?', 0, 0, 0, 0});

    assertThat(jvm.exitCode()).isEqualTo(70);
    assertThat(jvm.errors())
        .contains(
            "beatcop: the guard ends Java and the command: Java sent what this guard does not"
                + " understand");
    assertThat(isAlive(child)).isFalse();
  }

  @Test
  void aFrameThatIsTooLongEndsEverything() throws IOException {
    long child = startSleeping();

    jvm.send(new byte[] {'E', 0x7f, 0, 0, 0});

    assertThat(jvm.exitCode()).isEqualTo(70);
    assertThat(jvm.errors()).contains("the guard ends Java and the command: ");
    assertThat(isAlive(child)).isFalse();
  }

  @Test
  void aFrameThatIsTooShortEndsTheChild() throws IOException {
    startSleeping();

    jvm.send(new byte[] {'E', 0, 0, 0, 2, 0, 0});

    jvm.read(Event.Gone.class);
  }

  @Test
  void aSecondChildIsRefusedWhileTheFirstLives() throws IOException {
    long child = startSleeping();

    jvm.send(GuardFrame.start(sh("true"), in(Duration.ofMinutes(1)), jvm.sleep()));

    assertThat(jvm.exitCode()).isEqualTo(70);
    assertThat(jvm.errors()).contains("the guard ends Java and the command: ");
    assertThat(isAlive(child)).isFalse();
  }

  @Test
  void oneChildAfterTheOther() throws IOException {
    jvm.send(GuardFrame.start(sh("exit 3"), in(Duration.ofMinutes(1)), jvm.sleep()));
    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(3);
    jvm.read(Event.Gone.class);

    jvm.send(GuardFrame.start(sh("exit 4"), in(Duration.ofMinutes(1)), jvm.sleep()));
    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(4);
    jvm.read(Event.Gone.class);
  }

  @Test
  void whatTheChildLeavesBehindIsToldToEnd() throws IOException {
    Path trace = directory.resolve("trace");
    Path ready = directory.resolve("ready");
    jvm.send(
        GuardFrame.start(
            sh(
                "(trap 'echo told >%s; exit' TERM; touch %s; while :; do sleep 0.01; done) &"
                        .formatted(trace, ready)
                    + " until [ -e %s ]; do sleep 0.01; done".formatted(ready)),
            in(Duration.ofMinutes(1)),
            jvm.sleep()));
    jvm.read(Event.ChildEnded.class);

    jvm.send(GuardFrame.signalRest(Signal.TERM));

    jvm.read(Event.Gone.class);
    assertThat(trace).hasContent("told");
  }

  @Test
  void noSignalButKillAndStopHasAnEffectOnTheKeeper() throws IOException {
    long child = startSleeping();
    Stream<ProcessHandle> keeper = ProcessHandle.of(child).flatMap(ProcessHandle::parent).stream();
    long pid = keeper.findFirst().orElseThrow().pid();

    Commands.run(
        "sh", "-c", "for s in TERM HUP INT QUIT USR1 TSTP PIPE; do kill -s $s $0; done", "" + pid);
    jvm.send(GuardFrame.extend(7, in(Duration.ofMinutes(1)), jvm.sleep()));

    assertThat(jvm.read(Event.Extended.class).id()).isEqualTo(7);
    jvm.killFront();
    await().until(() -> !isAlive(child));
  }

  @Test
  void aScriptWithoutAFirstLineIsRunByTheShell() throws IOException {
    Path script = Files.writeString(directory.resolve("script"), "exit 5\n");
    script.toFile().setExecutable(true);
    jvm.send(
        GuardFrame.start(
            new ChildCommand(List.of(script.toString()), Map.of(), Set.of()),
            in(Duration.ofMinutes(1)),
            jvm.sleep()));

    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(5);
  }

  @Test
  void aProgramThatIsNotThereIsSaidNotToBe() throws IOException {
    jvm.send(
        GuardFrame.start(
            new ChildCommand(List.of("no-such-program"), Map.of(), Set.of()),
            in(Duration.ofMinutes(1)),
            jvm.sleep()));

    assertThat(jvm.read(Event.NotExecuted.class).reason()).isEqualTo("No such file or directory");
    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(127);
    jvm.read(Event.Gone.class);
  }

  /** C-e: a NUL, which no program can be given, and all else that is no START. */
  @Test
  void aCommandWithANulEndsEverythingAndIsNamed() throws IOException {
    jvm.send(GuardFrame.start(sh("echo \0"), in(Duration.ofMinutes(1)), jvm.sleep()));

    assertThat(jvm.exitCode()).isEqualTo(70);
    assertThat(jvm.errors()).contains("what is no command, such as one with a NUL in it");
  }

  /** C-d: neither the child's process nor the keeper's can be made. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void aProcessThatTheSystemDoesNotGiveIsToldOf(int processes) throws IOException {
    // Of a user who has no others: the guard, and the two that play the JVM; then the keeper.
    String user = String.valueOf(54321 + processes);
    restart("setpriv", "--reuid", user, "--clear-groups", "prlimit", "--nproc=" + processes, "--");

    jvm.send(GuardFrame.start(sh("true"), in(Duration.ofMinutes(1)), jvm.sleep()));

    assertThat(jvm.read(Event.NotStarted.class).reason())
        .isEqualTo("Resource temporarily unavailable");
    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(71);
    jvm.read(Event.Gone.class);
  }

  /** C-d: after one that could not be started the next is tried. */
  @Test
  void afterAProcessThatTheSystemDidNotGiveTheNextIsTried() throws IOException {
    restart("setpriv", "--reuid", "54331", "--clear-groups", "prlimit", "--nproc=4", "--");

    for (int i = 0; i < 3; i++) {
      jvm.send(GuardFrame.start(sh("true"), in(Duration.ofMinutes(1)), jvm.sleep()));
      assertThat(jvm.read(Event.NotStarted.class).reason()).startsWith("Resource temporarily");
      jvm.read(Event.Gone.class);
    }
  }

  /** C-f: a sandbox that denies a prctl is not an old kernel. */
  @Test
  void aSandboxThatDeniesSubreapersIsToldAsItIs() throws IOException {
    int subreaper = 36;
    Path errors = directory.resolve("denied");

    int code = deny(subreaper, errors);

    assertThat(Files.readString(errors))
        .contains("prctl(PR_SET_CHILD_SUBREAPER)")
        .contains("Operation not permitted")
        .doesNotContain("kernel");
    assertThat(code).isEqualTo(71);
  }

  private int deny(int option, Path errors) throws IOException {
    assumeTrue(Commands.exists("python3"), "there is no python3");
    Process process =
        new ProcessBuilder(
                "python3",
                "src/test/python/deny_prctl.py",
                String.valueOf(option),
                Distribution.guard().toString(),
                "true")
            .redirectError(errors.toFile())
            .start();
    return await().until(process::waitFor, code -> true);
  }

  /** C-f: the same for the child's parent-death signal. */
  @Test
  void aSandboxThatDeniesTheParentDeathSignalIsToldAsItIs() throws IOException {
    assumeTrue(Commands.exists("python3"), "there is no python3");
    restart("python3", Path.of("src/test/python/deny_prctl.py").toAbsolutePath().toString(), "1");

    jvm.send(GuardFrame.start(sh("true"), in(Duration.ofMinutes(1)), jvm.sleep()));

    assertThat(jvm.read(Event.NotStarted.class).reason()).isEqualTo("Operation not permitted");
    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(71);
  }

  /** C-b, S-i: variables that the JVM must not have in its environment come through the channel. */
  @Test
  void whatIsWithheldIsToldWhenAskedFor() throws IOException {
    restart(
        "env", "-i", "PATH=/usr/bin:/bin", "BEATCOP_X=" + "y".repeat(100_000), "_JAVA_OPTIONS=z");
    jvm.send(GuardFrame.environment());

    assertThat(jvm.read(Event.Variable.class).assignment()).hasSize(100_010);
    assertThat(jvm.read(Event.Variable.class).assignment()).isEqualTo("_JAVA_OPTIONS=z");
    assertThat(jvm.read(Event.Variable.class).assignment()).isEmpty();
  }

  /** C-f: Java that could not even start is one sentence, and no exit code of a command's. */
  @ParameterizedTest
  @CsvSource({
    "'exit 1',71,Java could not start",
    "'exit 3',71,Java ran out of memory",
    "'exit 78',78,''",
    "'kill -SEGV $$',139,Java was ended by signal 11"
  })
  void theEndOfAJvmThatNeverBegan(String script, int code, String message) throws Exception {
    Path errors = directory.resolve("ended");
    Process process =
        new ProcessBuilder(Distribution.guard().toString(), "sh", "-c", script)
            .redirectError(errors.toFile())
            .start();

    assertThat(process.waitFor()).isEqualTo(code);
    assertThat(Files.readString(errors)).contains(message);
  }

  /** C-f: no Java is a wrong setting, as in docs/cli.md. */
  @Test
  void aJavaThatIsNotThereIsAWrongSetting() throws Exception {
    Path errors = directory.resolve("missing");
    Process process =
        new ProcessBuilder(Distribution.guard().toString(), "/no/such/java")
            .redirectError(errors.toFile())
            .start();

    assertThat(process.waitFor()).isEqualTo(78);
    assertThat(Files.readString(errors))
        .contains("beatcop: /no/such/java: No such file or directory: see JAVA_HOME");
  }

  /**
   * S-j: an archive whose JVM crashed, or failed before it began, is removed, and one whose JVM
   * ended otherwise is not.
   */
  @ParameterizedTest
  @CsvSource({
    "kill -s SEGV $$,false",
    "kill -s BUS $$,false",
    "kill -s ABRT $$,false",
    "exit 1,false",
    "exit 3,true",
    "exit 78,true",
    "kill -s KILL $$,true",
    "kill -s TERM $$,true"
  })
  void theArchiveOfAJvmThatCrashedIsRemoved(String end, boolean stays) throws Exception {
    Path archive = Files.writeString(directory.resolve("beatcop-x.jsa"), "damaged");
    Process process =
        new ProcessBuilder(
                Distribution.guard().toString(),
                "sh",
                "-c",
                end,
                "-XX:SharedArchiveFile=" + archive)
            .redirectError(directory.resolve("crashed").toFile())
            .start();

    process.waitFor();
    assertThat(Files.exists(archive)).isEqualTo(stays);
  }

  /** Another guard, executed by a command of ours. */
  private void restart(String... wrapper) throws IOException {
    assumeTrue(!wrapper[0].equals("setpriv") || Commands.isRoot(), "only root may do this");
    Commands.run("chmod", "777", directory.toString());
    jvm.close();
    Commands.run("rm", directory + "/to", directory + "/from");
    jvm = PlayedJvm.start(directory, wrapper);
  }

  @Test
  void aChildThatMayNotBeKilledIsNamedAndItsEndAwaited() throws IOException {
    assumeTrue(Commands.isRoot() && Commands.exists("setpriv"), "only root may do this");
    // Not just setuid, but another user's altogether, as what su(1) starts.
    Path setpriv = Files.copy(which("setpriv"), directory.resolve("setpriv"));
    Commands.run("chmod", "4755", setpriv.toString());
    Commands.run("chmod", "777", directory.toString());
    Commands.run("rm", directory + "/to", directory + "/from");
    jvm.close();
    jvm = PlayedJvm.start(directory, "setpriv", "--reuid", "65534", "--clear-groups");
    jvm.send(
        GuardFrame.start(
            new ChildCommand(
                List.of(setpriv.toString(), "--reuid", "0", "sleep", "1000"), Map.of(), Set.of()),
            in(Duration.ofMinutes(1)),
            jvm.sleep()));
    long child = jvm.read(Event.Started.class).pid();
    // Until setpriv has given up its real user as well, we may still kill it.
    Path name = Path.of("/proc", String.valueOf(child), "comm");
    await().until(() -> Files.readString(name).strip().equals("sleep"));

    jvm.send(GuardFrame.kill());

    int notPermitted = 1;
    assertThat(jvm.read(Event.Stuck.class)).isEqualTo(new Event.Stuck(child, notPermitted));
    ProcessHandle.of(child).orElseThrow().destroyForcibly();
    jvm.read(Event.Gone.class);
  }

  private static Path which(String command) {
    return Path.of(Commands.run("sh", "-c", "command -v " + command).strip());
  }
}
