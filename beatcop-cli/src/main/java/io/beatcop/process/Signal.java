package io.beatcop.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signal of Linux, by its number.
 *
 * @param number its number, the same on amd64 and arm64
 */
record Signal(int number) {

  private static final int FIRST_REAL_TIME = 34;
  private static final int LAST_REAL_TIME = 64;

  static final Signal HUP = new Signal(1);
  static final Signal INT = new Signal(2);
  static final Signal QUIT = new Signal(3);
  static final Signal KILL = new Signal(9);
  static final Signal TERM = new Signal(15);

  /** The names by number, from 1; the same on all machines that have a guard. */
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  /** Whether it asks a process to end, and ends one that does not handle it. */
  boolean isMeantToEnd() {
    return equals(TERM) || equals(INT) || equals(HUP) || equals(QUIT);
  }

  /** The exit code of a shell for a process that this signal ended. */
  int exitCode() {
    return 128 + number;
  }

  /**
   * Java makes the code that compares records when it is needed first. That was at the signal that
   * stops a node, and took longer than all else until the next node ran its command.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Signal signal && signal.number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    if (number >= 1 && number <= NAMES.size()) {
      return "SIG" + NAMES.get(number - 1);
    }
    // Real-time signals are named by their distance from the first, as in kill(1).
    return number >= FIRST_REAL_TIME && number <= LAST_REAL_TIME
        ? "SIGRTMIN+" + (number - FIRST_REAL_TIME)
        : "signal " + number;
  }
}
