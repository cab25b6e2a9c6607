package io.beatcop.lease;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * The failed steps of a thread in a row: how long to pause after each, and when there is no hope.
 *
 * <p>A failed step is a bug, of BeatCop or of what it calls, or a JVM without memory. One never
 * ends a thread, and neither do some: what fails may well be over in a moment.
 */
final class FailedSteps {

  /** So many in a row, with the pauses between them, end the thread. */
  static final int ENOUGH = 12;

  private static final long FIRST_PARTS_OF_TTL = 20;
  private static final long LONGEST_PARTS_OF_TTL = 3;
  private static final long LONGEST_NANOS = 500_000_000;

  private final long ttlNanos;
  private int inARow;

  FailedSteps(Duration ttl) {
    this.ttlNanos = ttl.toNanos();
  }

  /** A step went well. */
  void over() {
    inARow = 0;
  }

  /** One more step failed. Tells whether it is worth going on. */
  boolean add() {
    inARow++;
    return inARow < ENOUGH;
  }

  /** How long to pause after the failures so far. */
  Duration pause() {
    long longest = Math.min(LONGEST_NANOS, ttlNanos / LONGEST_PARTS_OF_TTL);
    long doubled = (ttlNanos / FIRST_PARTS_OF_TTL) << Math.max(0, inARow - 1);
    return Duration.ofNanos(Math.min(doubled, longest));
  }

  /** A failure in words, also one that can't tell any. */
  static String words(Throwable failure) {
    try {
      return String.valueOf(failure);
    } catch (Throwable unspeakable) {
      return failure.getClass().getName();
    }
  }

  /** Logs a failure with its stack trace, or at least its name: what logs may be what fails. */
  static void log(Logger log, String what, Throwable failure) {
    try {
      log.error(what, failure);
    } catch (Throwable unprintable) {
      quietly(() -> log.error("{}: {}", what, words(failure)));
    }
  }

  /** Does what may fail without any harm. */
  @SuppressWarnings("EmptyCatch")
  static void quietly(Runnable attempt) {
    try {
      attempt.run();
    } catch (Throwable failure) {
      // It was a try; what it was about has been told elsewhere, or can't be told.
    }
  }

  /** Asks what may fail; then there is another answer. */
  static <A> A or(Supplier<A> question, A otherwise) {
    try {
      return question.get();
    } catch (Throwable failure) {
      return otherwise;
    }
  }
}
