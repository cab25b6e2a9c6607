package io.beatcop.lease;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * Waits until something is true, for a limited time. The caller holds the lock of the condition.
 */
final class Waiting {

  private Waiting() {}

  /** Waits. An interrupted thread gives up at once. Returns whether it is true. */
  static boolean until(BooleanSupplier isSo, Condition changed, Duration patience)
      throws InterruptedException {
    long left = patience.toNanos();
    while (!isSo.getAsBoolean()) {
      if (left <= 0) {
        return false;
      }
      left = changed.awaitNanos(left);
    }
    return true;
  }

  /**
   * Waits. An interrupted thread waits as well, and stays interrupted. Returns whether it is true.
   */
  static boolean steadilyUntil(BooleanSupplier isSo, Condition changed, Duration patience) {
    boolean interrupted = Thread.interrupted();
    long untilNanos = Clock.SYSTEM.nanos() + patience.toNanos();
    while (true) {
      try {
        Duration left = Duration.ofNanos(untilNanos - Clock.SYSTEM.nanos());
        boolean is = until(isSo, changed, left);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return is;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
