package io.beatcop.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the child from this JVM, if front and keeper are both gone or frozen.
 *
 * <p>It is the third line of defence: it can't tell whether all processes are gone, so the lease is
 * not released after it.
 */
final class LastResort {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final int SWEEPS = 5;
  private static final Path PROC = Path.of("/proc");

  private LastResort() {}

  /** Kills the descendants of a frozen keeper, and then the keeper, which ends the child too. */
  static void killBelow(ProcessHandle keeper) {
    for (int i = 0; i < SWEEPS; i++) {
      keeper.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    keeper.destroyForcibly();
  }

  /**
   * Kills all processes with this node in their environment: the child and all that it has started,
   * unless they cleared their environment.
   */
  static void killMarked(String holder) {
    String mark = "BEATCOP_NODE=" + holder;
    for (int i = 0; i < SWEEPS; i++) {
      marked(mark).forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static List<ProcessHandle> marked(String mark) {
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(process -> isMarked(process, mark))
          .map(process -> ProcessHandle.of(Long.parseLong(process.getFileName().toString())))
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException e) {
      log.debug("the processes of this machine can't be listed", e);
      return List.of();
    }
  }

  private static boolean isMarked(Path process, String mark) {
    if (!Character.isDigit(process.getFileName().toString().charAt(0))) {
      return false;
    }
    try {
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return ("\0" + environment).contains("\0" + mark + "\0");
    } catch (IOException e) {
      // It has ended meanwhile, or belongs to another user.
      return false;
    }
  }
}
