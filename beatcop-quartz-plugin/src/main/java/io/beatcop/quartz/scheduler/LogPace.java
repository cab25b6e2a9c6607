package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.rules.Moment;
import java.time.Duration;

/**
 * When to say once more what stays true: at first, and after an hour. A node whose clock stays
 * wrong would say so in each term, every few seconds.
 */
final class LogPace {

  private static final long PAUSE_NANOS = Duration.ofHours(1).toNanos();

  private boolean told;
  private long toldNanos;

  /** Whether it is to be said now; if so, it counts as said. */
  synchronized boolean isDue(Moment now) {
    boolean due = !told || now.nanos() - toldNanos >= PAUSE_NANOS;
    if (due) {
      told = true;
      toldNanos = now.nanos();
    }
    return due;
  }
}
