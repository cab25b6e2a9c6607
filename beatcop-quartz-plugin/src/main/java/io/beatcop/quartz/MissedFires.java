package io.beatcop.quartz;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.Calendar;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.spi.OperableTrigger;

/**
 * Finds what no node has fired: the triggers of this scheduler, and those that it has used up by
 * vetoing them, beside the journal (Q3).
 *
 * <p>A trigger is wound back to the first time that was missed. What follows is left to the job
 * store, which does what a clustered one would have done: fire late, or obey the misfire
 * instruction.
 */
final class MissedFires {

  /** Quartz fires up to 2 ms early: what was vetoed a moment ago may still lie ahead. */
  private static final long EARLY_MILLIS = 10;

  private final Scheduler scheduler;
  private final PluginSettings settings;
  private final TriggerNames names;
  private final VetoedFires vetoed;

  MissedFires(
      Scheduler scheduler, PluginSettings settings, TriggerNames names, VetoedFires vetoed) {
    this.scheduler = scheduler;
    this.settings = settings;
    this.names = names;
    this.vetoed = vetoed;
  }

  /**
   * A trigger to be wound back.
   *
   * @param trigger the trigger, as it was when the missed time was its next one
   * @param job its job, if the scheduler has used up the trigger
   */
  record Missed(OperableTrigger trigger, Optional<JobDetail> job) {

    Date firstTime() {
      return trigger.getStartTime();
    }
  }

  /**
   * What was missed, the oldest first.
   *
   * @param page the journal
   * @param nowMillis now, after {@link Claims#open}
   * @param othersFired whether another node may have fired what an empty journal does not tell
   */
  List<Missed> find(JournalPage page, long nowMillis, boolean othersFired)
      throws SchedulerException {
    Search search = new Search(page, nowMillis, othersFired);
    List<Missed> missed = new ArrayList<>();
    for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
      Trigger trigger = scheduler.getTrigger(key);
      if (trigger instanceof OperableTrigger operable && isDue(operable)) {
        search
            .firstMissed(operable)
            .filter(time -> isBeforeItsNextTime(time, operable))
            .ifPresent(rewound -> missed.add(new Missed(rewound, Optional.empty())));
        vetoed.forget(key);
      }
    }
    for (VetoedFires.Finished finished : vetoed.finished()) {
      TriggerKey key = finished.trigger().getKey();
      if (!scheduler.checkExists(key)) {
        search
            .firstMissed(finished.trigger())
            .ifPresent(rewound -> missed.add(new Missed(rewound, Optional.of(finished.job()))));
      }
      vetoed.forget(key);
    }
    missed.sort(Comparator.comparing(Missed::firstTime));
    return missed;
  }

  private boolean isDue(Trigger trigger) throws SchedulerException {
    TriggerKey key = trigger.getKey();
    if (!settings.gates(key, trigger.getJobKey()) || !names.isShared(key)) {
      return false;
    }
    TriggerState state = scheduler.getTriggerState(key);
    return state == TriggerState.NORMAL || state == TriggerState.BLOCKED;
  }

  private static boolean isBeforeItsNextTime(OperableTrigger rewound, Trigger trigger) {
    return trigger.getNextFireTime() == null
        || rewound.getStartTime().before(trigger.getNextFireTime());
  }

  /** One look through the triggers. */
  private final class Search {

    private final JournalPage page;
    private final long nowMillis;
    private final boolean othersFired;

    Search(JournalPage page, long nowMillis, boolean othersFired) {
      this.page = page;
      this.nowMillis = nowMillis;
      this.othersFired = othersFired;
    }

    /** The trigger, wound back to the first time that it missed. */
    Optional<OperableTrigger> firstMissed(OperableTrigger trigger) throws SchedulerException {
      Schedule schedule = new Schedule(trigger, calendar(trigger));
      OptionalLong after = dealtWithUntil(trigger.getKey(), schedule);
      if (after.isEmpty()) {
        return Optional.empty();
      }
      return schedule
          .firstAfter(after.getAsLong())
          .filter(time -> time.getTime() <= nowMillis + EARLY_MILLIS)
          .map(schedule::rewoundTo);
    }

    private Optional<Calendar> calendar(Trigger trigger) throws SchedulerException {
      return trigger.getCalendarName() == null
          ? Optional.empty()
          : Optional.ofNullable(scheduler.getCalendar(trigger.getCalendarName()));
    }

    /** Up to when all was fired, or is not to be made up for; empty where nothing is known. */
    private OptionalLong dealtWithUntil(TriggerKey key, Schedule schedule) {
      long window = nowMillis - settings.recoveryWindow().toMillis();
      JournalPage.Fired fired = page.fired().get(key);
      if (fired != null) {
        // By another schedule, other times were due: nothing is known about this one's.
        return fired.schedule().equals(schedule.fingerprint())
            ? OptionalLong.of(Math.max(fired.last(), window))
            : OptionalLong.empty();
      }
      OptionalLong first = vetoed.first(key);
      if (first.isEmpty()) {
        return first;
      }
      // From before the journal was begun, it can't tell what other nodes have fired.
      long unknown = page.since().orElse(othersFired ? nowMillis : Long.MIN_VALUE);
      return OptionalLong.of(Math.max(first.getAsLong() - 1, Math.max(unknown, window)));
    }
  }
}
