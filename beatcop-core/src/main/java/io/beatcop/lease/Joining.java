package io.beatcop.lease;

import java.time.Duration;

/** Waits for the end of a thread, for a limited time, even if the waiting thread is interrupted. */
final class Joining {

  private Joining() {}

  static void join(Thread thread, Duration patience) {
    boolean interrupted = Thread.interrupted();
    long untilNanos = Clock.SYSTEM.nanos() + patience.toNanos();
    for (long left = patience.toNanos();
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
