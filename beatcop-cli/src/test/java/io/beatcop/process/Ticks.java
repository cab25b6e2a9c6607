package io.beatcop.process;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lives of children, which each child writes down itself, every 10 ms.
 *
 * <p>The clock is {@code /proc/uptime}, which a shell can read: the same for all processes of a
 * machine, in steps of 10 ms. A child's first tick comes after its first sleep, so rounding down
 * can't make it seem to begin before another's last tick.
 */
final class Ticks {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String SCRIPT =
      """
      exec >>"$1"
      while :; do
        sleep 0.01
        read -r up rest </proc/uptime
        echo "${up%.*}${up#*.}0000000 $2 $3"
      done
      """;

  private final Path directory;

  private Ticks(Path directory) {
    this.directory = directory;
  }

  /** A place where children of any user may write. */
  static Ticks in(Path directory) {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.writeString(directory.resolve("ticks.sh"), SCRIPT);
      return new Ticks(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No children, and none to come. */
  static Ticks none() {
    return new Ticks(Path.of(""));
  }

  /** A shell command that lives until it is killed, and writes that it does. */
  String ticking(String node) {
    return "sh %s %s %s \"$BEATCOP_TOKEN\""
        .formatted(directory.resolve("ticks.sh"), file(node), node);
  }

  /** A shell command that ends when a child of a node has written that it lives. */
  String awaited(String node) {
    return "until [ -s %s ]; do sleep 0.01; done".formatted(file(node));
  }

  private Path file(String node) {
    return directory.resolve(node + ".ticks");
  }

  /** Kills the children that nobody ends: those of a node that was killed with its guard. */
  void killChildren() {
    if (directory.toString().isEmpty()) {
      return;
    }
    String script = directory.resolve("ticks.sh").toString();
    ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().filter(line -> line.contains(script)).isPresent())
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** This moment, by the clock of the ticks. */
  static long now() {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
      return Long.parseLong(uptime.replace(".", "")) * 10_000_000;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When the child of a node was last alive. */
  Optional<Long> last(String node) {
    return Files.exists(file(node)) ? last(file(node)) : Optional.empty();
  }

  private static Optional<Long> last(Path file) {
    return all(file).reduce((first, second) -> second);
  }

  private static Stream<Long> all(Path file) {
    try {
      String text = Files.readString(file);
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(line -> Long.valueOf(line.split(" ", 2)[0]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the child of a node is seen alive, from this moment on. */
  void awaitChildOf(String node) {
    long now = now();
    await("a child of " + node)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> last(node).filter(tick -> tick - now > 0).isPresent());
  }

  /** Waits until some child is seen alive after a moment. */
  void awaitAnyChildAfter(long nanos) {
    await("a child of any node")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> hasChildAfter(nanos));
  }

  /** Whether some child was seen alive after a moment. */
  boolean hasChildAfter(long nanos) {
    return files().stream()
        .anyMatch(file -> last(file).filter(tick -> tick - nanos > 0).isPresent());
  }

  /** The first tick of any child after a moment. */
  long firstAfter(long nanos) {
    return files().stream()
        .flatMap(Ticks::all)
        .filter(tick -> tick - nanos > 0)
        .min(Long::compare)
        .orElseThrow();
  }

  /** The last tick of any child. */
  long lastOfAny() {
    return files().stream().flatMap(Ticks::all).max(Long::compare).orElseThrow();
  }

  /** Waits until no child has been alive for a while. */
  void awaitSilence() {
    await("the end of all children")
        .until(() -> now() - lastOfAny() > Duration.ofMillis(200).toNanos());
  }

  /** Lets real time pass: how long something lasts is the subject here. */
  static void letTimePass(Duration time) {
    await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
  }

  /** What all children have written down. */
  Ledger ledger() {
    Ledger ledger = new Ledger();
    files().forEach(ledger::read);
    return ledger;
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(".ticks")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
