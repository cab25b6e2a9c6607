package io.beatcop.lease;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/** Waits for a limited time. */
final class TimedWait {

  /** Longer than any machine is up, and short enough to be added to any time. */
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE / 4);

  private TimedWait() {}

  /** A time to wait in nanoseconds; at most what counts as for ever, and at least 0. */
  static long nanos(Duration patience) {
    if (patience.isNegative()) {
      return 0;
    }
    return patience.compareTo(FOR_EVER) < 0 ? patience.toNanos() : FOR_EVER.toNanos();
  }

  /**
   * Waits until something is true. The caller holds the lock of the condition. An interrupted
   * thread gives up at once. Returns whether it is true.
   */
  static boolean until(BooleanSupplier isSo, Condition changed, Duration patience)
      throws InterruptedException {
    long left = nanos(patience);
    while (!isSo.getAsBoolean()) {
      if (left <= 0) {
        return false;
      }
      left = changed.awaitNanos(left);
    }
    return true;
  }

  /**
   * The same for a thread that must not give up: an interrupted one waits as well, and stays
   * interrupted.
   */
  static boolean steadilyUntil(BooleanSupplier isSo, Condition changed, Duration patience) {
    boolean interrupted = Thread.interrupted();
    long untilNanos = Clock.SYSTEM.nanos() + nanos(patience);
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

  /** Waits until another thread has ended. An interrupted thread waits as well. */
  static void untilEnd(Thread thread, Duration patience) {
    boolean interrupted = Thread.interrupted();
    long untilNanos = Clock.SYSTEM.nanos() + nanos(patience);
    for (long left = nanos(patience);
        left > 0 && thread.isAlive();
        left = untilNanos - Clock.SYSTEM.nanos()) {
      try {
        thread.join(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
