package io.beatcop.process;

import java.util.Map;

/**
 * A signal of Linux, by its number.
 *
 * @param number its number, the same on amd64 and arm64
 */
record Signal(int number) {

  static final Signal HUP = new Signal(1);
  static final Signal INT = new Signal(2);
  static final Signal QUIT = new Signal(3);
  static final Signal KILL = new Signal(9);
  static final Signal TERM = new Signal(15);

  private static final Map<Integer, String> NAMES =
      Map.of(
          1, "HUP", 2, "INT", 3, "QUIT", 9, "KILL", 10, "USR1", 12, "USR2", 15, "TERM", 28,
          "WINCH");

  /** Whether it ends a process that has not said what else to do. */
  boolean isMeantToEnd() {
    return equals(TERM) || equals(INT) || equals(HUP) || equals(QUIT);
  }

  /** The exit code by which a shell tells that this signal ended a process. */
  int exitCode() {
    return 128 + number;
  }

  @Override
  public String toString() {
    return NAMES.getOrDefault(number, "signal " + number);
  }
}
