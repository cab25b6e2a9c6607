package io.beatcop.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Commands of the machine that tests use. */
public final class Commands {

  private Commands() {}

  /** Runs a command to its end, and returns what it wrote, errors included. */
  public static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The same. */
  public static String run(String... command) {
    return run(List.of(command));
  }

  /**
   * The beginning of a command line that must not inherit ignored signals: a shell that runs the
   * tests in the background may ignore INT, QUIT or HUP. Empty if env(1) can't do that.
   */
  public static List<String> withDefaultSignals() {
    List<String> prefix = List.of("env", "--default-signal=INT,QUIT,HUP");
    return run("env", "--default-signal=INT,QUIT,HUP", "echo", "known").equals("known\n")
        ? prefix
        : List.of();
  }

  /** Whether a command is on the PATH. */
  static boolean exists(String command) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  /** Whether this is root, which some tests need to be. */
  public static boolean isRoot() {
    return run("id", "-u").strip().equals("0");
  }
}
