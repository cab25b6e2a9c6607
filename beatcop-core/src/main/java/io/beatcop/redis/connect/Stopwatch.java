package io.beatcop.redis.connect;

/**
 * The clock of what is paced here: pauses between questions, which no rule of the lease goes by.
 * The lease has its own.
 */
public final class Stopwatch {

  private Stopwatch() {}

  /** Nanoseconds since some moment. */
  public static long nanos() {
    return System.nanoTime();
  }
}
