package io.beatcop.quartz.api;

import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quartz.Calendar;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.utils.Key;

/** The jobs, triggers and calendars of one row, in groups of its own. */
final class ApiThings {

  /** Far enough to come: nothing fires by itself. */
  static final long BASE = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  /** How Quartz' JDBC stores remember that all groups are paused. */
  private static final String ALL_PAUSED = "_$_ALL_GROUPS_PAUSED_$_";

  private final String prefix;

  ApiThings(String prefix) {
    this.prefix = prefix + "-";
  }

  /** A group, or the name of a calendar. */
  String own(String name) {
    return prefix + name;
  }

  JobKey jobKey(String name) {
    return new JobKey(name, own("J"));
  }

  TriggerKey key(String name) {
    return new TriggerKey(name, own("T"));
  }

  JobBuilder newJob(String name, Class<? extends Job> type) {
    return JobBuilder.newJob(type).withIdentity(jobKey(name));
  }

  /** A durable job. */
  JobDetail job(String name) {
    return newJob(name, ApiJobs.Idle.class).storeDurably().build();
  }

  JobDetail passingJob(String name) {
    return newJob(name, ApiJobs.Idle.class).build();
  }

  /** Each hour from then on. */
  TriggerBuilder<SimpleTrigger> newTrigger(String name) {
    return TriggerBuilder.newTrigger()
        .withIdentity(key(name))
        .startAt(new Date(BASE))
        .withSchedule(SimpleScheduleBuilder.repeatHourlyForever());
  }

  Trigger trigger(String name) {
    return newTrigger(name).build();
  }

  Trigger trigger(String name, String job) {
    return newTrigger(name).forJob(jobKey(job)).build();
  }

  /** A trigger whose first time was some minutes ago, and whose second one is far to come. */
  TriggerBuilder<SimpleTrigger> late(String name, long minutes, SimpleScheduleBuilder misfire) {
    long start = (System.currentTimeMillis() / 1_000 - 60 * minutes) * 1_000;
    return TriggerBuilder.newTrigger()
        .withIdentity(key(name))
        .startAt(new Date(start))
        .withSchedule(misfire.withIntervalInMilliseconds(BASE - start).repeatForever());
  }

  GroupMatcher<TriggerKey> triggers() {
    return GroupMatcher.triggerGroupEquals(own("T"));
  }

  GroupMatcher<JobKey> jobs() {
    return GroupMatcher.jobGroupEquals(own("J"));
  }

  /** All that a node tells of these groups. */
  Object all(Scheduler scheduler) throws SchedulerException {
    TreeSet<String> all = new TreeSet<>();
    for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupStartsWith(prefix))) {
      JobDetail job = scheduler.getJobDetail(key);
      if (job != null) {
        all.add(
            "job "
                + text(key)
                + (job.isDurable() ? " durable" : "")
                + (job.requestsRecovery() ? " recovering" : "")
                + (job.getDescription() == null ? "" : " '" + job.getDescription() + "'")
                + data(job.getJobDataMap()));
      }
    }
    for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.triggerGroupStartsWith(prefix))) {
      Trigger trigger = scheduler.getTrigger(key);
      if (trigger != null) {
        all.add("trigger " + text(key) + " " + told(trigger, scheduler.getTriggerState(key)));
      }
    }
    for (String name : scheduler.getCalendarNames()) {
      Calendar calendar = name.startsWith(prefix) ? scheduler.getCalendar(name) : null;
      if (calendar != null) {
        all.add("calendar " + text(name) + " " + calendar.getDescription());
      }
    }
    for (String group : scheduler.getPausedTriggerGroups()) {
      if (group.startsWith(prefix)) {
        all.add("paused group " + text(group));
      } else if (group.equals(ALL_PAUSED)) {
        all.add("all groups are paused");
      }
    }
    return all;
  }

  private String told(Trigger trigger, Trigger.TriggerState state) {
    return state
        + " of "
        + text(trigger.getJobKey())
        + " next "
        + text(trigger.getNextFireTime())
        + (trigger.getPreviousFireTime() == null
            ? ""
            : " previous " + text(trigger.getPreviousFireTime()))
        + (trigger.getPriority() == Trigger.DEFAULT_PRIORITY
            ? ""
            : " priority " + trigger.getPriority())
        + (trigger.getCalendarName() == null ? "" : " by " + text(trigger.getCalendarName()))
        + (trigger.getDescription() == null ? "" : " '" + trigger.getDescription() + "'")
        + data(trigger.getJobDataMap());
  }

  private static String data(Map<String, Object> data) {
    return data.isEmpty() ? "" : " " + new TreeMap<>(data);
  }

  /** The same whatever the row's groups are called. */
  String text(@Nullable Object value) {
    if (value instanceof Date date) {
      return Math.abs(date.getTime() - System.currentTimeMillis()) < 3_600_000
          ? "now"
          : date.toInstant().toString();
    }
    if (value instanceof Key<?> key) {
      return text(key.getGroup()) + "." + key.getName();
    }
    if (value instanceof JobDetail job) {
      return text(job.getKey());
    }
    if (value instanceof Trigger trigger) {
      return text(trigger.getKey()) + " next " + text(trigger.getNextFireTime());
    }
    if (value instanceof Collection<?> values) {
      TreeSet<String> texts = new TreeSet<>();
      values.forEach(each -> texts.add(text(each)));
      return texts.toString();
    }
    return String.valueOf(value).replace(prefix, "");
  }

  /** Those of some names that are the row's own. */
  Object ours(Collection<String> names) {
    return names.stream().filter(name -> name.startsWith(prefix)).toList();
  }
}
