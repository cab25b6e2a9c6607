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
    jvm.send(Frame.start(sh("exec sleep 1000"), in(Duration.ofMinutes(1)), jvm.sleep()));
    return jvm.read(Event.Started.class).pid();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  @Test
  void aChildIsKilledAtItsDeadlineAndNotBefore() throws IOException {
    long deadlineNanos = in(Duration.ofMillis(200));
    jvm.send(Frame.start(sh("exec sleep 1000"), deadlineNanos, jvm.sleep()));

    assertThat(jvm.read(Event.ChildEnded.class).status().isKill()).isTrue();
    assertThat(System.nanoTime() - deadlineNanos).isNotNegative();
    jvm.read(Event.Gone.class);
  }

  @Test
  void anExtendedDeadlineIsConfirmedAndHolds() throws IOException {
    jvm.send(Frame.start(sh("exec sleep 1000"), in(Duration.ofMillis(300)), jvm.sleep()));
    long later = in(Duration.ofMillis(700));
    jvm.send(Frame.extend(7, later, jvm.sleep()));

    assertThat(jvm.read(Event.Extended.class).id()).isEqualTo(7);
    jvm.read(Event.ChildEnded.class);
    assertThat(System.nanoTime() - later).isNotNegative();
  }

  @Test
  void aDeadlineThatHasPassedStartsNothing() throws IOException {
    Path trace = directory.resolve("trace");
    jvm.send(Frame.start(sh("echo ran >" + trace), in(Duration.ofMillis(-1)), jvm.sleep()));

    jvm.read(Event.Gone.class);
    assertThat(trace).doesNotExist();
  }

  @Test
  void aDeadlineFromBeforeASleepOfTheMachineComesEarly() throws IOException {
    // As if the machine had slept for a minute since the JVM last heard of it.
    long sleepNanos = jvm.sleep() - Duration.ofMinutes(1).toNanos();
    jvm.send(Frame.start(sh("exec sleep 1000"), in(Duration.ofSeconds(30)), sleepNanos));

    jvm.read(Event.Gone.class);
  }

  @Test
  void aDeadlineThatNoLeaseHasIsNotBelieved() throws IOException {
    jvm.send(Frame.start(sh("exec sleep 1000"), in(Duration.ofDays(3)), jvm.sleep()));

    jvm.read(Event.Gone.class);
  }

  @Test
  void aFrameOfAnUnknownTypeEndsEverything() throws IOException {
    long child = startSleeping();

    jvm.send(new byte[] {'?', 0, 0, 0, 0});

    assertThat(jvm.exitCode()).isEqualTo(137);
    assertThat(isAlive(child)).isFalse();
  }

  @Test
  void aFrameThatIsTooLongEndsEverything() throws IOException {
    long child = startSleeping();

    jvm.send(new byte[] {'E', 0x7f, 0, 0, 0});

    assertThat(jvm.exitCode()).isEqualTo(137);
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

    jvm.send(Frame.start(sh("true"), in(Duration.ofMinutes(1)), jvm.sleep()));

    assertThat(jvm.exitCode()).isEqualTo(137);
    assertThat(isAlive(child)).isFalse();
  }

  @Test
  void oneChildAfterTheOther() throws IOException {
    jvm.send(Frame.start(sh("exit 3"), in(Duration.ofMinutes(1)), jvm.sleep()));
    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(3);
    jvm.read(Event.Gone.class);

    jvm.send(Frame.start(sh("exit 4"), in(Duration.ofMinutes(1)), jvm.sleep()));
    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(4);
    jvm.read(Event.Gone.class);
  }

  @Test
  void whatTheChildLeavesBehindIsToldToEnd() throws IOException {
    Path trace = directory.resolve("trace");
    jvm.send(
        Frame.start(
            sh("(trap 'echo told >" + trace + "; exit' TERM; while :; do sleep 0.01; done) &"),
            in(Duration.ofMinutes(1)),
            jvm.sleep()));
    jvm.read(Event.ChildEnded.class);

    jvm.send(Frame.signalRest(Signal.TERM));

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
    jvm.send(Frame.extend(7, in(Duration.ofMinutes(1)), jvm.sleep()));

    assertThat(jvm.read(Event.Extended.class).id()).isEqualTo(7);
    jvm.killFront();
    await().atMost(Duration.ofSeconds(10)).until(() -> !isAlive(child));
  }

  @Test
  void aScriptWithoutAFirstLineIsRunByTheShell() throws IOException {
    Path script = Files.writeString(directory.resolve("script"), "exit 5\n");
    script.toFile().setExecutable(true);
    jvm.send(
        Frame.start(
            new ChildCommand(List.of(script.toString()), Map.of(), Set.of()),
            in(Duration.ofMinutes(1)),
            jvm.sleep()));

    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(5);
  }

  @Test
  void aProgramThatIsNotThereIsSaidNotToBe() throws IOException {
    jvm.send(
        Frame.start(
            new ChildCommand(List.of("no-such-program"), Map.of(), Set.of()),
            in(Duration.ofMinutes(1)),
            jvm.sleep()));

    assertThat(jvm.read(Event.NotExecuted.class).reason()).isEqualTo("No such file or directory");
    assertThat(jvm.read(Event.ChildEnded.class).status().code()).isEqualTo(127);
    jvm.read(Event.Gone.class);
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
        Frame.start(
            new ChildCommand(
                List.of(setpriv.toString(), "--reuid", "0", "sleep", "1000"), Map.of(), Set.of()),
            in(Duration.ofMinutes(1)),
            jvm.sleep()));
    long child = jvm.read(Event.Started.class).pid();
    // Until setpriv has given up its real user as well, we may still kill it.
    Path name = Path.of("/proc", String.valueOf(child), "comm");
    await().until(() -> Files.readString(name).strip().equals("sleep"));

    jvm.send(Frame.kill());

    int notPermitted = 1;
    assertThat(jvm.read(Event.Stuck.class)).isEqualTo(new Event.Stuck(child, notPermitted));
    ProcessHandle.of(child).orElseThrow().destroyForcibly();
    jvm.read(Event.Gone.class);
  }

  private static Path which(String command) {
    return Path.of(Commands.run("sh", "-c", "command -v " + command).strip());
  }
}
