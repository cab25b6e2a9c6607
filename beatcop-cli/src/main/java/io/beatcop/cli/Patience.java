package io.beatcop.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that can only be looked at, now and then, up to a time. */
final class Patience {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private Patience() {}

  /** Looks at least once; tells whether it was so in time. An interrupt ends the wait. */
  static boolean until(Duration atMost, BooleanSupplier condition) {
    long endNanos = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNanos >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }
}
