package io.beatcop.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * An event to log.
 *
 * @param epochMillis its time
 * @param level its severity
 * @param logger the logger's name
 * @param message its text
 * @param failure the bug behind it, if there is one
 */
record LogEvent(
    long epochMillis, Level level, String logger, String message, @Nullable Throwable failure) {

  /** The time in ISO 8601, in UTC and always with milliseconds. */
  String time() {
    // By hand, since a formatter takes longer to load than it takes to write all lines of a start.
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(24).append(time.getYear()).append('-');
    two(text, time.getMonthValue()).append('-');
    two(text, time.getDayOfMonth()).append('T');
    two(text, time.getHour()).append(':');
    two(text, time.getMinute()).append(':');
    two(text, time.getSecond()).append('.');
    int millis = Math.floorMod(epochMillis, 1000);
    return text.append(millis / 100)
        .append(millis / 10 % 10)
        .append(millis % 10)
        .append('Z')
        .toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append(number / 10).append(number % 10);
  }

  /** The failure and its place, in a line. */
  Optional<String> cause() {
    if (failure == null) {
      return Optional.empty();
    }
    StackTraceElement[] trace = failure.getStackTrace();
    return Optional.of(failure + (trace.length == 0 ? "" : " at " + trace[0]));
  }

  /** The stack of the failure, without a line break at the end. */
  Optional<String> stack() {
    if (failure == null) {
      return Optional.empty();
    }
    StringWriter stack = new StringWriter();
    failure.printStackTrace(new PrintWriter(stack, true));
    return Optional.of(stack.toString().stripTrailing());
  }
}
