package io.beatcop.redis.connect;

/** The clock for pauses between questions. No rule of the lease uses it: the lease has its own. */
public final class Stopwatch {

  private Stopwatch() {}

  /** Nanoseconds since some moment. */
  public static long nanos() {
    return System.nanoTime();
  }
}
