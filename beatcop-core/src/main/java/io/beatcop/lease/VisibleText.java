package io.beatcop.lease;

/**
 * Makes text from others safe to show: on one line, bounded, and with nothing in it that a terminal
 * would obey.
 *
 * <p>A value in Redis, a reply of a server and a mistyped setting are all written by others. A line
 * break in one would forge a line of a table or of the log, and an escape sequence would reach the
 * reader's terminal.
 */
@Internal
public final class VisibleText {

  /** How many characters of a value are shown by default. */
  private static final int LONGEST = 1024;

  private VisibleText() {}

  /**
   * Shows a text: control characters as {@code \n} or {@code \}{@code u001b}, the end of a long one
   * as {@code …}.
   *
   * @param text any text
   * @return text on one line, at most some thousand characters long
   */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * The same, with another bound.
   *
   * @param text any text
   * @param longest how many characters of it are shown at most
   * @return text on one line
   */
  public static String of(String text, int longest) {
    int end = Math.min(text.length(), longest);
    StringBuilder shown = new StringBuilder(end + 16);
    int at = 0;
    while (at < end) {
      int point = text.codePointAt(at);
      append(shown, point);
      at += Character.charCount(point);
    }
    return at < text.length() ? shown.append('…').toString() : shown.toString();
  }

  private static void append(StringBuilder to, int point) {
    switch (point) {
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> {
        if (isHidden(point)) {
          to.append(String.format(point > 0xffff ? "\\u{%x}" : "\\u%04x", point));
        } else {
          to.appendCodePoint(point);
        }
      }
    }
  }

  /** Whether a character is invisible, or changes how others look. */
  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
