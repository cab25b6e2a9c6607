package io.beatcop.redis.schedule;

/**
 * The name of one item of a schedule, as Redis keeps it: a letter, a colon, the group, a slash and
 * the name, on one line.
 *
 * @param kind the letter of its kind
 * @param group its group; empty for a calendar
 * @param name its name; empty for a group
 */
public record ItemName(char kind, String group, String name) {

  /** A job. */
  public static final char JOB = 'j';

  /** A trigger. */
  public static final char TRIGGER = 't';

  /** The state of a trigger that does not just wait. */
  public static final char STATE = 's';

  /** A calendar. */
  public static final char CALENDAR = 'c';

  /** A group of triggers that is paused. */
  public static final char PAUSED_TRIGGERS = 'g';

  /** A group of jobs that is paused. */
  public static final char PAUSED_JOBS = 'h';

  /** The interrupt of a job that was asked for last; there is one item of this kind. */
  public static final char INTERRUPT = 'i';

  /** The name of the interrupt that was asked for last. */
  public static final ItemName LAST_INTERRUPT = new ItemName(INTERRUPT, "", "");

  /** The name as Redis keeps it. */
  public String field() {
    return kind + ":" + text();
  }

  /** The group and the name, as operators write them. */
  public String text() {
    return escaped(group, '/') + "/" + escaped(name, '\n');
  }

  /** What else has the same group and name. */
  public ItemName as(char other) {
    return new ItemName(other, group, name);
  }

  private static String escaped(String text, char further) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c == '\n' || c == further) {
        escaped.append(String.format("%%%02X", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String plain(String escaped) {
    return escaped.replace("%2F", "/").replace("%0A", "\n").replace("%25", "%");
  }

  /**
   * Reads a name that Redis keeps.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ItemName parse(String field) {
    if (field.length() < 3 || field.charAt(1) != ':' || field.indexOf('/') < 0) {
      throw new IllegalArgumentException("no item of a schedule: " + field);
    }
    return of(field.charAt(0), field.substring(2));
  }

  /** Reads a group and a name; without a slash it is a name in Quartz' group {@code DEFAULT}. */
  public static ItemName of(char kind, String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new ItemName(kind, "DEFAULT", plain(text))
        : new ItemName(kind, plain(text.substring(0, slash)), plain(text.substring(slash + 1)));
  }
}
