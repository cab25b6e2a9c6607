package io.beatcop.quartz;

import io.beatcop.lease.SettingException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of groups, as a property has them: separated by commas, with {@code *} for any characters
 * and {@code ?} for one.
 *
 * @param text what the user wrote
 * @param pattern the same as an expression that must match the whole name
 */
record GroupPattern(String text, Pattern pattern) {

  static GroupPattern parse(String setting, String text) {
    String[] names = text.split(",", -1);
    if (Arrays.stream(names).anyMatch(String::isBlank)) {
      throw new SettingException(
          setting, "'" + text + "'", "must be names of groups separated by commas, such as a,b-*");
    }
    return new GroupPattern(
        text,
        Pattern.compile(
            Arrays.stream(names)
                .map(name -> expression(name.strip()))
                .collect(Collectors.joining("|")),
            Pattern.DOTALL));
  }

  private static String expression(String glob) {
    return glob.chars()
        .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
        .collect(Collectors.joining());
  }

  boolean matches(String group) {
    return pattern.matcher(group).matches();
  }
}
