package io.beatcop.lease;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The clocks of this machine; a test hears of each look at the monotonic one, in the thread that
 * looks.
 *
 * @param onLook what the test does then; the clock throws its exceptions
 */
record WatchedClock(Runnable onLook) implements Clock {

  /**
   * Clocks that fail in some threads, as often as is asked for.
   *
   * @param threads how the names of these threads end
   * @param failures how often they are still to fail; counts down
   */
  static Clock failingIn(String threads, AtomicInteger failures) {
    return new WatchedClock(
        () -> {
          if (isIn(threads) && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("on purpose");
          }
        });
  }

  /** Whether the name of this thread ends so. */
  static boolean isIn(String threads) {
    return Thread.currentThread().getName().endsWith(threads);
  }

  @Override
  public long nanos() {
    onLook.run();
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }
}
