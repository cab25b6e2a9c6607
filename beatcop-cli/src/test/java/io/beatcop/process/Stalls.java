package io.beatcop.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine has kept a thread waiting that wanted to run. On one that is overloaded
 * everything takes longer, without being wrong; promises in seconds are made for one that is not.
 */
final class Stalls implements AutoCloseable {

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Thread thread = new Thread(this::watch, "beatcop-test-stalls");
  private volatile long longestNanos;
  private volatile boolean closed;

  /** Begins to watch. */
  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    while (!closed) {
      long before = System.nanoTime();
      LockSupport.parkNanos(STEP_NANOS);
      longestNanos = Math.max(longestNanos, System.nanoTime() - before - STEP_NANOS);
    }
  }

  /**
   * A bound, and what the machine has to be forgiven: several processes stall one after another.
   */
  Duration allow(Duration bound) {
    return bound.plusNanos(8 * longestNanos);
  }

  @Override
  public void close() {
    closed = true;
  }
}
