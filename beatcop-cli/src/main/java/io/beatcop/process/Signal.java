package io.beatcop.process;

import java.util.List;

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

  /** By their numbers, from 1; the same on all machines that there is a guard for. */
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

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
    if (number >= 1 && number <= NAMES.size()) {
      return "SIG" + NAMES.get(number - 1);
    }
    // Real-time signals are named by their distance from the first, as in kill(1).
    return number >= FIRST_REAL_TIME && number <= LAST_REAL_TIME
        ? "SIGRTMIN+" + (number - FIRST_REAL_TIME)
        : "signal " + number;
  }
}
