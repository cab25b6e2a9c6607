package io.beatcop.quartz.schedule;

import io.beatcop.quartz.schedule.Item.Kind;
import io.beatcop.quartz.schedule.TriggerText.References;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.quartz.JobKey;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.impl.matchers.StringMatcher.StringOperatorName;

/** Pausing and resuming triggers, jobs and groups of them, as Quartz defines it. */
public final class PauseEdits {

  /**
   * Stands for the groups that do not exist yet, after all were paused. The name is that of JDBC
   * clustering.
   */
  private static final Item GROUPS_TO_COME = Item.pausedTriggers("_$_ALL_GROUPS_PAUSED_$_");

  private PauseEdits() {}

  /**
   * Whether a trigger is to be paused when it is stored, since its group or the group of its job
   * is. After {@link #pauseAll}, this pauses the trigger's group as well.
   */
  static boolean pauses(Draft draft, TriggerKey key, JobKey job) {
    Item group = Item.pausedTriggers(key.getGroup());
    if (draft.has(GROUPS_TO_COME)) {
      draft.put(group, "");
    }
    return draft.has(group) || draft.has(Item.pausedJobs(job.getGroup()));
  }

  /** Pauses a trigger, unless it has ended. */
  public static void pauseTrigger(Draft draft, TriggerKey key) {
    if (draft.has(Item.of(key)) && !draft.stateOf(key).equals(Optional.of(StoredState.COMPLETE))) {
      draft.setState(key, StoredState.PAUSED);
    }
  }

  /** Resumes a trigger, if it is paused. */
  public static void resumeTrigger(Draft draft, TriggerKey key) {
    if (draft.stateOf(key).equals(Optional.of(StoredState.PAUSED))) {
      draft.remove(Item.stateOf(key));
    }
  }

  /** Lets a trigger wait again after an error, or be paused if its group is. */
  public static void resetError(Draft draft, TriggerKey key) {
    if (draft.stateOf(key).equals(Optional.of(StoredState.ERROR))) {
      if (draft.has(Item.pausedTriggers(key.getGroup()))) {
        draft.setState(key, StoredState.PAUSED);
      } else {
        draft.remove(Item.stateOf(key));
      }
    }
  }

  /** Pauses groups of triggers, also for triggers to come. Returns them. */
  public static List<String> pauseTriggers(Draft draft, GroupMatcher<TriggerKey> matcher) {
    Set<String> groups = pauseGroups(draft, matcher, Kind.TRIGGER, Item::pausedTriggers);
    for (Item trigger : draft.all(Kind.TRIGGER)) {
      if (groups.contains(trigger.group())) {
        pauseTrigger(draft, trigger.triggerKey());
      }
    }
    return List.copyOf(groups);
  }

  /** Pauses groups of jobs, also for jobs to come. Returns them. */
  public static List<String> pauseJobs(Draft draft, GroupMatcher<JobKey> matcher) {
    Set<String> groups = pauseGroups(draft, matcher, Kind.JOB, Item::pausedJobs);
    for (Item job : draft.all(Kind.JOB)) {
      if (groups.contains(job.group())) {
        pauseJob(draft, job.jobKey());
      }
    }
    return List.copyOf(groups);
  }

  /** A group that is named need not exist yet. */
  private static Set<String> pauseGroups(
      Draft draft, GroupMatcher<?> matcher, Kind kind, Function<String, Item> paused) {
    Set<String> groups = new LinkedHashSet<>();
    if (matcher.getCompareWithOperator() == StringOperatorName.EQUALS) {
      groups.add(matcher.getCompareToValue());
    } else {
      draft.all(kind).stream().map(Item::group).filter(of(matcher)).forEach(groups::add);
    }
    groups.forEach(group -> draft.put(paused.apply(group), ""));
    return groups;
  }

  private static Predicate<String> of(GroupMatcher<?> matcher) {
    return group -> matcher.getCompareWithOperator().evaluate(group, matcher.getCompareToValue());
  }

  /** Pauses the triggers that a job has. */
  public static void pauseJob(Draft draft, JobKey key) {
    draft.triggersOf(key).forEach(trigger -> pauseTrigger(draft, trigger));
  }

  /** Resumes the triggers that a job has. */
  public static void resumeJob(Draft draft, JobKey key) {
    draft.triggersOf(key).forEach(trigger -> resumeTrigger(draft, trigger));
  }

  /** Resumes groups of triggers, but for those whose job's group is paused. Returns them. */
  public static List<String> resumeTriggers(Draft draft, GroupMatcher<TriggerKey> matcher) {
    Set<String> groups = new LinkedHashSet<>();
    for (Item trigger : draft.all(Kind.TRIGGER)) {
      if (of(matcher).test(trigger.group())) {
        groups.add(trigger.group());
        TriggerKey key = trigger.triggerKey();
        Optional<References> references = draft.references(key);
        if (references.filter(its -> draft.has(Item.pausedJobs(its.job().getGroup()))).isEmpty()) {
          resumeTrigger(draft, key);
        }
      }
    }
    resumeGroups(draft, matcher, Kind.PAUSED_TRIGGERS);
    return List.copyOf(groups);
  }

  /** Resumes groups of jobs. Returns those that were paused. */
  public static List<String> resumeJobs(Draft draft, GroupMatcher<JobKey> matcher) {
    List<String> groups = resumeGroups(draft, matcher, Kind.PAUSED_JOBS);
    for (Item job : draft.all(Kind.JOB)) {
      if (of(matcher).test(job.group())) {
        resumeJob(draft, job.jobKey());
      }
    }
    return groups;
  }

  private static List<String> resumeGroups(Draft draft, GroupMatcher<?> matcher, Kind paused) {
    List<String> groups = new ArrayList<>();
    for (Item group : draft.all(paused)) {
      if (of(matcher).test(group.group())) {
        draft.remove(group);
        groups.add(group.group());
      }
    }
    return groups;
  }

  /** Pauses all groups of triggers, also those to come, until all are resumed. */
  public static void pauseAll(Draft draft) {
    pauseTriggers(draft, GroupMatcher.anyTriggerGroup());
    draft.put(GROUPS_TO_COME, "");
  }

  /** Resumes all triggers, and all groups of them and of jobs. */
  public static void resumeAll(Draft draft) {
    draft.all(Kind.PAUSED_JOBS).forEach(draft::remove);
    draft.remove(GROUPS_TO_COME);
    resumeTriggers(draft, GroupMatcher.anyTriggerGroup());
  }

  /** The groups of triggers that are paused. */
  public static Set<String> pausedTriggerGroups(ScheduleState state) {
    Set<String> groups = new LinkedHashSet<>();
    for (Item item : state.entries().keySet()) {
      if (item.kind() == Kind.PAUSED_TRIGGERS) {
        groups.add(item.group());
      }
    }
    return groups;
  }
}
