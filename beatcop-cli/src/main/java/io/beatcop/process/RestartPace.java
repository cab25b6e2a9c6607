package io.beatcop.process;

import java.time.Duration;

/**
 * How long to wait before a child is started again (C4): 1 s, doubled after each life of less than
 * a minute, but at most a minute.
 */
final class RestartPace {

  private static final Duration SHORT_LIFE = Duration.ofMinutes(1);
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** After so many failures in a row another node may try. */
  private static final int PATIENCE = 3;

  private Duration pause = FIRST;
  private int failures;

  /** Takes the end of a life, and returns the pause that follows. */
  Duration ended(Duration life, boolean failed) {
    boolean quick = life.compareTo(SHORT_LIFE) < 0;
    if (!quick) {
      pause = FIRST;
    }
    failures = quick && failed ? failures + 1 : 0;
    Duration now = pause;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return now;
  }

  /** Whether the child fails again and again here, so that another node should have the lease. */
  boolean isHopeless() {
    return failures >= PATIENCE;
  }
}
