package io.beatcop.settings;

import io.beatcop.lease.SettingException;
import io.beatcop.settings.IniFile.Entry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of an {@link IniFile} as Python 2.7's {@code ConfigParser} does, in its order.
 *
 * <ol>
 *   <li>A line that is blank, or has {@code #} or {@code ;} in its first column, or begins with the
 *       word {@code rem} there, is ignored; it does not end a value either.
 *   <li>A line that begins with white space continues the value above it, after a line break and
 *       without the space around it. Nothing in it is a comment. It is an error right after a
 *       section's header.
 *   <li>{@code [name]} begins a section, or continues it; the text after the bracket is ignored.
 *   <li>{@code key = value} or {@code key: value}, whichever of the two signs comes first; a key
 *       may have spaces inside. A later one replaces an earlier one of the section.
 * </ol>
 *
 * In the first line of a value, the first semicolon begins a comment if white space is before it,
 * and {@code #} never does. A semicolon at the very beginning of a value begins a comment if the
 * line <em>ends</em> with white space; that is an oddity of the original. {@code ""} is an empty
 * value; other quotes are part of the value. White space is that of ASCII.
 */
final class IniReader {

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final Pattern SECTION = Pattern.compile("\\[([^\\]]+)\\]");
  private static final Pattern OPTION =
      Pattern.compile("([^:=\\s][^:=]*)\\s*[:=]\\s*(.*)$", Pattern.UNIX_LINES);

  private final String file;
  private final Map<String, Map<String, Entry>> sections = new LinkedHashMap<>();
  private @Nullable Map<String, Entry> section;
  private @Nullable String key;

  IniReader(String file) {
    this.file = file;
  }

  IniFile read(String text) {
    if (text.startsWith(BYTE_ORDER_MARK)) {
      throw new SettingException(
          file + ":1: line",
          "U+FEFF…",
          "must not begin with a byte order mark, which no editor shows: save the file as UTF-8"
              + " without one");
    }
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!saysNothing(line)) {
        read(line, number);
      }
    }
    return new IniFile(file, sections);
  }

  private static boolean saysNothing(String line) {
    String stripped = strip(line);
    if (stripped.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
      return true;
    }
    return line.regionMatches(true, 0, "rem", 0, 3)
        && (line.length() == 3 || isSpace(line.charAt(3)));
  }

  private void read(String line, int number) {
    if (line.indexOf('\0') >= 0) {
      throw wrong(line, number, "must not have a NUL in it, which no program can be given");
    }
    Matcher header = SECTION.matcher(line);
    if (isSpace(line.charAt(0)) && section != null && key != null) {
      section.computeIfPresent(
          key, (same, begun) -> new Entry(begun.text() + "\n" + strip(line), begun.line()));
    } else if (header.lookingAt()) {
      section = sections.computeIfAbsent(header.group(1), name -> new LinkedHashMap<>());
      key = null;
    } else if (section == null) {
      throw wrong(line, number, "must be below a section such as [redis] or [beatcop]");
    } else {
      option(section, line, number);
    }
  }

  private void option(Map<String, Entry> into, String line, int number) {
    Matcher option = OPTION.matcher(line);
    if (!option.lookingAt()) {
      throw wrong(line, number, "must be [section], key = value, or a comment that begins with #");
    }
    key = strip(option.group(1)).toLowerCase(Locale.ROOT);
    String value = strip(withoutComment(option.group(2)));
    into.put(key, new Entry(value.equals("\"\"") ? "" : value, number));
  }

  private static String withoutComment(String value) {
    int semicolon = value.indexOf(';');
    if (semicolon < 0) {
      return value;
    }
    char before = value.charAt(semicolon == 0 ? value.length() - 1 : semicolon - 1);
    return isSpace(before) ? value.substring(0, semicolon) : value;
  }

  private SettingException wrong(String line, int number, String expected) {
    // Shows only a key: the line may be that of a password.
    Matcher option = OPTION.matcher(line);
    String key = option.lookingAt() && !isSpace(line.charAt(0)) ? strip(option.group(1)) : "";
    return new SettingException(file + ":" + number + ": line", key + "…", expected);
  }

  private static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
