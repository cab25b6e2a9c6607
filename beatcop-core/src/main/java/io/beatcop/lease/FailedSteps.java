package io.beatcop.lease;

import java.time.Duration;

/**
 * Counts the steps of a thread that failed in a row. Tells how long to pause after each, and when
 * to give up.
 *
 * <p>A step fails because of a bug, in BeatCop or in a library, or because the JVM has no memory. A
 * few failures do not end a thread, since the cause may be over in a moment.
 */
final class FailedSteps {

  /** How many failures in a row end the thread. */
  static final int ENOUGH = 12;

  private static final long FIRST_PARTS_OF_TTL = 20;
  private static final long LONGEST_PARTS_OF_TTL = 3;
  private static final long LONGEST_NANOS = 500_000_000;

  private final long ttlNanos;
  private int inARow;

  FailedSteps(Duration ttl) {
    this.ttlNanos = ttl.toNanos();
  }

  /** Ends the row, since a step succeeded. */
  void over() {
    inARow = 0;
  }

  /** Counts a failed step. Returns whether the thread should go on. */
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
}
