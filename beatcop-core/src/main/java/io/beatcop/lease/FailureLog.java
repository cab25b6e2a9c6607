package io.beatcop.lease;

import org.slf4j.Logger;

/**
 * Reports failures without failing itself: a failure may have no message, and in a JVM without
 * memory the log may fail as well.
 */
final class FailureLog {

  private FailureLog() {}

  /** A failure in words, or the name of its class if it can't give any. */
  static String words(Throwable failure) {
    try {
      return String.valueOf(failure);
    } catch (Throwable unspeakable) {
      return failure.getClass().getName();
    }
  }

  /** Logs a failure with its stack trace, or in words if the stack trace can't be logged. */
  static void error(Logger log, String what, Throwable failure) {
    try {
      log.error(what, failure);
    } catch (Throwable unprintable) {
      quietly(() -> log.error("{}: {}", what, words(failure)));
    }
  }

  /** Logs a failure that can only be a bug, for the user to report. */
  static void bug(Logger log, String what, Throwable failure) {
    error(log, what + " (a BeatCop bug: please report it)", failure);
  }

  /** Runs a report that may fail, and ignores its failure. */
  @SuppressWarnings("EmptyCatch")
  static void quietly(Runnable report) {
    try {
      report.run();
    } catch (Throwable failure) {
      // The thread must go on, and there is no other place to report this.
    }
  }
}
