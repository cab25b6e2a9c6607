package io.beatcop.quartz.settings;

import io.beatcop.lease.SettingException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of groups in a property, separated by commas, with {@code *} for any characters and {@code
 * ?} for one.
 *
 * @param text the user's text
 * @param globs the names
 * @param pattern the same as a regular expression that must match the whole name
 */
public record GroupPattern(String text, List<String> globs, Pattern pattern) {

  /** Signs of regular expressions, which names of groups hardly have. */
  private static final Pattern REGULAR_EXPRESSION = Pattern.compile("[|()\\[\\]{}^$+\\\\]");

  static GroupPattern parse(String setting, String text) {
    String[] names = text.split(",", -1);
    if (Arrays.stream(names).anyMatch(String::isBlank)) {
      throw new SettingException(
          setting, "'" + text + "'", "must be names of groups separated by commas, such as a,b-*");
    }
    if (REGULAR_EXPRESSION.matcher(text).find()) {
      throw new SettingException(
          setting,
          "'" + text + "'",
          "must be names of groups with * and ?, which is no regular expression: a name that has one"
              + " of these signs itself can be written with ? in its place");
    }
    List<String> globs = Arrays.stream(names).map(String::strip).toList();
    return new GroupPattern(
        text,
        globs,
        Pattern.compile(
            globs.stream().map(GroupPattern::expression).collect(Collectors.joining("|")),
            Pattern.DOTALL));
  }

  private static String expression(String glob) {
    return glob.codePoints()
        .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
        .collect(Collectors.joining());
  }

  public boolean matches(String group) {
    return text.equals("*") || pattern.matcher(group).matches();
  }

  /** Whether both match some common name. */
  public boolean overlaps(GroupPattern other) {
    return globs.stream()
        .anyMatch(glob -> other.globs.stream().anyMatch(its -> new Overlap(glob, its).exists()));
  }

  /** The names that two globs have in common. */
  private static final class Overlap {

    private final int[] left;
    private final int[] right;

    Overlap(String left, String right) {
      this.left = left.codePoints().toArray();
      this.right = right.codePoints().toArray();
    }

    boolean exists() {
      // some[j]: whether one text matches both the rest of left from i on, and of right from j on.
      boolean[] some = new boolean[right.length + 1];
      for (int i = left.length; i >= 0; i--) {
        boolean[] below = some;
        some = new boolean[right.length + 1];
        for (int j = right.length; j >= 0; j--) {
          some[j] = exists(i, j, some, below);
        }
      }
      return some[0];
    }

    private boolean exists(int i, int j, boolean[] some, boolean[] below) {
      boolean leftEnds = i == left.length;
      boolean rightEnds = j == right.length;
      if (leftEnds && rightEnds) {
        return true;
      }
      // A star matches nothing, or the next character of the other glob.
      if (!leftEnds && left[i] == '*') {
        return below[j] || (!rightEnds && some[j + 1]);
      }
      if (!rightEnds && right[j] == '*') {
        return some[j + 1] || (!leftEnds && below[j]);
      }
      return !leftEnds
          && !rightEnds
          && (left[i] == right[j] || left[i] == '?' || right[j] == '?')
          && below[j + 1];
    }
  }
}
