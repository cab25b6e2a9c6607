package io.beatcop.redis;

import io.beatcop.redis.connect.Stopwatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets wake-ups through at once while they are rare, and only a few a second if there are many.
 *
 * <p>Anyone who may publish to the channel of a lease can wake all nodes that wait for it, and each
 * of them then asks Redis. A wake-up that comes too soon is not lost: one follows after a pause.
 */
final class WakePace {

  /** A release, a pause and its end may bring so many within a moment. */
  private static final int IN_A_ROW = 3;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final Runnable wake;
  private final Later later;
  private final LongSupplier nanos;
  private long left = IN_A_ROW;
  private long refilledAt;
  private boolean isLate;

  /** Runs something when a time is over. Returns at once. */
  @FunctionalInterface
  interface Later {
    void run(Runnable action, long inNanos);
  }

  WakePace(Runnable wake, Later later) {
    this(wake, later, Stopwatch::nanos);
  }

  WakePace(Runnable wake, Later later, LongSupplier nanos) {
    this.wake = wake;
    this.later = later;
    this.nanos = nanos;
    this.refilledAt = nanos.getAsLong();
  }

  /** Wakes now, or when the pause is over. Returns at once. */
  void wake() {
    if (mayPass()) {
      wake.run();
    }
  }

  private synchronized boolean mayPass() {
    refill();
    if (left > 0) {
      left--;
      return true;
    }
    if (!isLate) {
      later.run(this::late, PAUSE_NANOS);
      isLate = true;
    }
    return false;
  }

  private void refill() {
    long pauses = (nanos.getAsLong() - refilledAt) / PAUSE_NANOS;
    if (pauses > 0) {
      left = Math.min(IN_A_ROW, left + pauses);
      refilledAt += pauses * PAUSE_NANOS;
    }
  }

  private void late() {
    synchronized (this) {
      isLate = false;
      refill();
      left = Math.max(0, left - 1);
    }
    wake.run();
  }
}
