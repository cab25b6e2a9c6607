package io.beatcop.redis;

/**
 * The clock of what is paced here: pauses between questions, which no rule of the lease goes by.
 * The lease has its own.
 */
final class Stopwatch {

  private Stopwatch() {}

  /** Nanoseconds since some moment. */
  static long nanos() {
    return System.nanoTime();
  }
}
