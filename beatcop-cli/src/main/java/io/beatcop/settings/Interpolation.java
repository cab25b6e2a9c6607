package io.beatcop.settings;

import io.beatcop.lease.SettingException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the references in a value, as Python 2.7's {@code SafeConfigParser} does: {@code
 * %(key)s} by the value of that key, in which references are replaced in turn, ten deep at most,
 * and {@code %%} by a percent sign. A percent sign before anything else is an error.
 */
final class Interpolation {

  private static final int MAX_DEPTH = 10;
  private static final String PASSWORD = ": password";
  private static final Pattern REFERENCE = Pattern.compile("%\\(([^)]+)\\)s");

  private final String name;
  private final Map<String, String> values;
  private final Set<String> referenced = new HashSet<>();

  /**
   * Makes the interpolation of one value.
   *
   * @param name what the user calls the setting, for errors
   * @param values the values that it may refer to, by lower-case key
   */
  Interpolation(String name, Map<String, String> values) {
    this.name = name;
    this.values = values;
  }

  /** The value with its references replaced. */
  String of(String text) {
    StringBuilder replaced = new StringBuilder();
    append(replaced, text, 1);
    return replaced.toString();
  }

  /** The keys that references named. */
  Set<String> referenced() {
    return referenced;
  }

  private void append(StringBuilder to, String text, int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong("%(…)s", "must not refer to itself");
    }
    int at = 0;
    for (int percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', at)) {
      to.append(text, at, percent);
      if (text.startsWith("%%", percent)) {
        to.append('%');
        at = percent + 2;
      } else {
        Matcher reference = REFERENCE.matcher(text).region(percent, text.length());
        if (!reference.lookingAt()) {
          throw wrong("…%…", "a percent sign is written %%, and another value %(key)s");
        }
        String value = valueOf(reference.group(1));
        if (value.indexOf('%') < 0) {
          to.append(value);
        } else {
          append(to, value, depth + 1);
        }
        at = reference.end();
      }
    }
    to.append(text, at, text.length());
  }

  private String valueOf(String reference) {
    String key = reference.toLowerCase(Locale.ROOT);
    String value = values.get(key);
    if (value == null) {
      throw wrong("%(" + key + ")s", "there is no such key in its section, nor in [DEFAULT]");
    }
    referenced.add(key);
    return value;
  }

  /** Shows only the wrong part of the value, since it may be a password. */
  private SettingException wrong(String part, String expected) {
    return new SettingException(name, name.endsWith(PASSWORD) ? "***" : part, expected);
  }
}
