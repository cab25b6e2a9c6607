package io.beatcop.quartz.schedule;

import org.quartz.JobKey;
import org.quartz.TriggerKey;

/**
 * The name of one thing in a schedule.
 *
 * @param group its group; empty for a calendar
 * @param name its name; empty for a group
 */
public record Item(Kind kind, String group, String name) {

  /** What it is. */
  public enum Kind {
    /** A job. */
    JOB("j"),
    /** A trigger, and its progress when it was stored. */
    TRIGGER("t"),
    /** The state of a trigger that does not just wait. */
    STATE("s"),
    /** A calendar. */
    CALENDAR("c"),
    /** A group of triggers that is paused, also for triggers to come. */
    PAUSED_TRIGGERS("g"),
    /** A group of jobs that is paused, also for jobs to come. */
    PAUSED_JOBS("h");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }
  }

  public static Item of(JobKey key) {
    return new Item(Kind.JOB, key.getGroup(), key.getName());
  }

  public static Item of(TriggerKey key) {
    return new Item(Kind.TRIGGER, key.getGroup(), key.getName());
  }

  public static Item stateOf(TriggerKey key) {
    return new Item(Kind.STATE, key.getGroup(), key.getName());
  }

  public static Item calendar(String name) {
    return new Item(Kind.CALENDAR, "", name);
  }

  static Item pausedTriggers(String group) {
    return new Item(Kind.PAUSED_TRIGGERS, group, "");
  }

  static Item pausedJobs(String group) {
    return new Item(Kind.PAUSED_JOBS, group, "");
  }

  public TriggerKey triggerKey() {
    return new TriggerKey(name, group);
  }

  public JobKey jobKey() {
    return new JobKey(name, group);
  }

  /** The name as one line: the kind's letter, a colon, the group, a slash and the name. */
  public String field() {
    return kind.letter + ":" + escaped(group, '/') + "/" + escaped(name, '\n');
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
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Item parse(String field) {
    int slash = field.indexOf('/');
    if (slash >= 2 && field.charAt(1) == ':') {
      for (Kind kind : Kind.values()) {
        if (field.startsWith(kind.letter)) {
          return new Item(
              kind, plain(field.substring(2, slash)), plain(field.substring(slash + 1)));
        }
      }
    }
    throw new IllegalArgumentException("no item of a schedule: " + field);
  }
}
