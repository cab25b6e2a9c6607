package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.rules.Moment;
import java.time.Duration;

/**
 * Limits a repeated log line to one an hour. Otherwise a node whose clock stays wrong would log
 * that in each term, every few seconds.
 */
final class LogPace {

  private static final long PAUSE_NANOS = Duration.ofHours(1).toNanos();

  private boolean told;
  private long toldNanos;

  /** Whether the line is due now. If so, it counts as logged. */
  synchronized boolean isDue(Moment now) {
    boolean due = !told || now.nanos() - toldNanos >= PAUSE_NANOS;
    if (due) {
      told = true;
      toldNanos = now.nanos();
    }
    return due;
  }
}
