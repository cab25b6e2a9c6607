package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.Slow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guard is killed while it starts a child: between the fork and the exec, or just after. This
 * test plays the JVM, so that it can kill at the right moment, and often.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
@Slow
class SpawnRaceIT {

  /** What stands in the environment of a child of this test, and of what it starts. */
  private final String mark = "mark-" + UUID.randomUUID();

  @TempDir private Path directory;

  @RepeatedTest(150)
  void aFrontThatIsKilledAroundTheSpawnLeavesNothing(RepetitionInfo repetition) throws IOException {
    try (PlayedJvm jvm = PlayedJvm.start(directory)) {
      jvm.send(
          GuardFrame.start(
              child(), System.nanoTime() + Duration.ofMinutes(1).toNanos(), jvm.sleep()));
      // From 0 to 10 ms, in steps of a fifteenth.
      LockSupport.parkNanos(repetition.getCurrentRepetition() * 66_000L);
      jvm.killFront();

      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> marked().isEmpty());
    }
  }

  @RepeatedTest(50)
  void aKeeperThatIsKilledAroundTheSpawnLeavesNothing(RepetitionInfo repetition)
      throws IOException {
    try (PlayedJvm jvm = PlayedJvm.start(directory)) {
      jvm.send(
          GuardFrame.start(
              child(), System.nanoTime() + Duration.ofMinutes(1).toNanos(), jvm.sleep()));
      ProcessHandle keeper = jvm.keeper();
      LockSupport.parkNanos(repetition.getCurrentRepetition() * 50_000L);
      keeper.destroyForcibly();

      assertThat(jvm.read(Event.Gone.class)).isEqualTo(new Event.Gone());
      assertThat(marked()).isEmpty();
    }
  }

  private ChildCommand child() {
    return new ChildCommand(
        List.of("sh", "-c", "setsid sleep 1000 & sleep 1000 & exec sleep 1000"),
        Map.of("MARK", mark),
        Set.of());
  }

  private List<Path> marked() {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes.filter(this::isMarked).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isMarked(Path process) {
    try {
      return Character.isDigit(process.getFileName().toString().charAt(0))
          && Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
              .contains("MARK=" + mark);
    } catch (IOException e) {
      return false;
    }
  }
}
