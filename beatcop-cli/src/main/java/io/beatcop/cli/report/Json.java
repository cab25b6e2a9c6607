package io.beatcop.cli.report;

import io.beatcop.lease.VisibleText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes facts as JSON: maps, lists, texts, numbers, truth values. An instant becomes text, a
 * duration milliseconds.
 */
public final class Json {

  private Json() {}

  /**
   * The value on one line.
   *
   * @param value the value
   * @return its JSON
   */
  public static String of(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> text(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Duration duration) {
      return String.valueOf(duration.toMillis());
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    return text(value instanceof Instant instant ? instant.toString() : String.valueOf(value));
  }

  /**
   * Whether a terminal might obey the character, or it is half of a surrogate pair, which UTF-8
   * can't encode.
   */
  private static boolean isHidden(char c) {
    String itself = String.valueOf(c);
    return !VisibleText.of(itself).equals(itself);
  }

  private static String text(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int index = 0; index < value.length(); index++) {
      char c = value.charAt(index);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || (c > '~' && isHidden(c))) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
