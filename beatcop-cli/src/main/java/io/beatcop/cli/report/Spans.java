package io.beatcop.cli.report;

import java.time.Duration;
import java.util.Locale;

/** Spans of time as people read them: {@code 3.2 s}, {@code 4 min 10 s}, {@code 2 h 5 min}. */
public final class Spans {

  private Spans() {}

  /**
   * A span as text.
   *
   * @param span the span
   * @return the text
   */
  public static String of(Duration span) {
    long seconds = span.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
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
