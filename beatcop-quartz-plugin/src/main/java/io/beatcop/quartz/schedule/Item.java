package io.beatcop.quartz.schedule;

import io.beatcop.redis.schedule.ItemName;
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
    JOB(ItemName.JOB),
    /** A trigger, and its progress when it was stored. */
    TRIGGER(ItemName.TRIGGER),
    /** The state of a trigger that is paused, complete or in error. */
    STATE(ItemName.STATE),
    /** A calendar. */
    CALENDAR(ItemName.CALENDAR),
    /** A group of triggers that is paused, also for triggers to come. */
    PAUSED_TRIGGERS(ItemName.PAUSED_TRIGGERS),
    /** A group of jobs that is paused, also for jobs to come. */
    PAUSED_JOBS(ItemName.PAUSED_JOBS),
    /** The last request to interrupt a job. */
    INTERRUPT(ItemName.INTERRUPT);

    private final char letter;

    Kind(char letter) {
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

  /** The name as one line: {@link ItemName#field}. */
  public String field() {
    return new ItemName(kind.letter, group, name).field();
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Item parse(String field) {
    ItemName item = ItemName.parse(field);
    for (Kind kind : Kind.values()) {
      if (kind.letter == item.kind()) {
        return new Item(kind, item.group(), item.name());
      }
    }
    throw new IllegalArgumentException("no item of a schedule: " + field);
  }
}
