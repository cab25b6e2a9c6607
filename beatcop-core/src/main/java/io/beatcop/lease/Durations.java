package io.beatcop.lease;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}. */
@Internal
public final class Durations {

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private static final Duration MOST = Duration.ofMillis(Long.MAX_VALUE);
  private static final Duration LEAST = Duration.ofMillis(Long.MIN_VALUE);

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @param setting the setting that it belongs to, for the error
   * @param text the duration: a whole number and its unit, {@code ms}, {@code s}, {@code m}, {@code
   *     h} or {@code d}
   * @return the duration
   * @throws SettingException if the text is something else
   */
  public static Duration parse(String setting, String text) {
    Matcher written = WRITTEN.matcher(text.strip());
    if (!written.matches()) {
      throw new SettingException(
          setting, text, "must be a whole number and its unit, such as 500ms, 10s or 5m");
    }
    long amount = Long.parseLong(written.group(1));
    return switch (written.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /**
   * Writes a duration in the largest unit that shows it whole, down to milliseconds.
   *
   * @param duration the duration
   * @return the text, which {@link #parse} reads; a duration beyond the range of milliseconds
   *     becomes the nearest one within it
   */
  public static String format(Duration duration) {
    long millis = millis(duration);
    if (millis == 0 || millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static long millis(Duration duration) {
    if (duration.compareTo(MOST) >= 0) {
      return Long.MAX_VALUE;
    }
    return duration.compareTo(LEAST) <= 0 ? Long.MIN_VALUE : duration.toMillis();
  }
}
