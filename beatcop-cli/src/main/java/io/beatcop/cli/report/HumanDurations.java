package io.beatcop.cli.report;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them: {@code 3.2 s}, {@code 4 min 10 s}, {@code 2 h 5 min}. */
public final class HumanDurations {

  private HumanDurations() {}

  /**
   * A duration as text.
   *
   * @param duration the duration
   * @return the text
   */
  public static String of(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds / 60 % 60, "min");
    }
    return two(seconds / 86_400, "d", seconds / 3600 % 24, "h");
  }

  private static String two(long large, String unit, long small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
