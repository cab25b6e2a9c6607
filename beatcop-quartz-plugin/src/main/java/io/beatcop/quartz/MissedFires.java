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
  private final UnansweredClaims unanswered;

  MissedFires(
      Scheduler scheduler,
      PluginSettings settings,
      TriggerNames names,
      VetoedFires vetoed,
      UnansweredClaims unanswered) {
    this.unanswered = unanswered;
    this.scheduler = scheduler;
    this.settings = settings;
    this.names = names;
    this.vetoed = vetoed;
  }

  /**
   * A trigger to be wound back.
   *
   * @param trigger the trigger, as it was when the missed time was its next one
   * @param firstTime the first time that was missed
   * @param vetoed what this node vetoed of it; if it has used it up, with its job
   */
  record Missed(OperableTrigger trigger, Date firstTime, Optional<VetoedFires.Vetoed> vetoed) {

    /** The job, if the scheduler has used up the trigger. */
    Optional<JobDetail> job() {
      return vetoed.flatMap(VetoedFires.Vetoed::finished).map(VetoedFires.Finished::job);
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
        // It is there: whether it was used up does not matter.
        Optional<VetoedFires.Vetoed> repeating =
            vetoed.take(key).map(VetoedFires.Vetoed::withoutFinished);
        search
            .firstMissed(operable, repeating)
            .filter(found -> isBeforeItsNextTime(found, operable))
            .ifPresent(missed::add);
      }
    }
    for (TriggerKey key : vetoed.finished()) {
      Optional<VetoedFires.Vetoed> last = vetoed.take(key);
      Optional<OperableTrigger> trigger =
          last.flatMap(VetoedFires.Vetoed::finished).map(VetoedFires.Finished::trigger);
      if (trigger.isPresent() && !scheduler.checkExists(key)) {
        search.firstMissed(trigger.get(), last).ifPresent(missed::add);
      }
    }
    missed.sort(Comparator.comparing(Missed::firstTime));
    return missed;
  }

  /** The triggers that the journal does not know. */
  List<FireJournal.Beginning> unknown(JournalPage page, long nowMillis) throws SchedulerException {
    List<FireJournal.Beginning> unknown = new ArrayList<>();
    for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
      if (!page.fired().containsKey(key)
          && scheduler.getTrigger(key) instanceof OperableTrigger trigger
          && settings.gates(key, trigger.getJobKey())
          && names.isShared(key)
          && trigger.getNextFireTime() != null) {
        unknown.add(
            new FireJournal.Beginning(
                key,
                new Schedule(trigger, Optional.empty()).fingerprint(),
                Math.min(nowMillis, trigger.getNextFireTime().getTime() - 1)));
      }
    }
    return unknown;
  }

  /** Remembers what could not be wound back, for the next time. */
  void putBack(Missed missed) {
    missed.vetoed().ifPresent(veto -> vetoed.putBack(missed.trigger().getKey(), veto));
  }

  private boolean isDue(Trigger trigger) throws SchedulerException {
    TriggerKey key = trigger.getKey();
    if (!settings.gates(key, trigger.getJobKey()) || !names.isShared(key)) {
      return false;
    }
    TriggerState state = scheduler.getTriggerState(key);
    return state == TriggerState.NORMAL || state == TriggerState.BLOCKED;
  }

  private static boolean isBeforeItsNextTime(Missed missed, Trigger trigger) {
    return trigger.getNextFireTime() == null
        || missed.firstTime().before(trigger.getNextFireTime());
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
    Optional<Missed> firstMissed(OperableTrigger trigger, Optional<VetoedFires.Vetoed> vetoes)
        throws SchedulerException {
      Schedule schedule = new Schedule(trigger, calendar(trigger));
      OptionalLong after = dealtWithUntil(trigger.getKey(), schedule, vetoes);
      if (after.isEmpty() || schedule.beginsAfter(nowMillis)) {
        return Optional.empty();
      }
      return schedule
          .firstAfter(after.getAsLong())
          .filter(time -> time.getTime() <= nowMillis + EARLY_MILLIS)
          .map(time -> new Missed(schedule.rewoundTo(time), time, vetoes));
    }

    private Optional<Calendar> calendar(Trigger trigger) throws SchedulerException {
      return trigger.getCalendarName() == null
          ? Optional.empty()
          : Optional.ofNullable(scheduler.getCalendar(trigger.getCalendarName()));
    }

    /** Up to when all was fired, or is not to be made up for; empty where nothing is known. */
    private OptionalLong dealtWithUntil(
        TriggerKey key, Schedule schedule, Optional<VetoedFires.Vetoed> vetoes) {
      long window = nowMillis - settings.recoveryWindow().toMillis();
      OptionalLong vetoed =
          vetoes
              .map(veto -> OptionalLong.of(veto.firstMillis() - 1))
              .orElseGet(OptionalLong::empty);
      JournalPage.Fired fired = page.fired().get(key);
      if (fired == null) {
        // From before the journal was begun, it can't tell what other nodes have fired.
        long unknown = page.since().orElse(othersFired ? nowMillis : Long.MIN_VALUE);
        return atLeast(vetoed, Math.max(unknown, window));
      }
      if (!fired.schedule().equals(schedule.fingerprint())) {
        // By another schedule other times were due; of this one's is known what was vetoed here.
        return atLeast(vetoed, Math.max(fired.last(), window));
      }
      long last = fired.last();
      long unsure =
          vetoes.stream()
              .flatMap(veto -> veto.unsure().stream())
              .filter(time -> !fired.has(time) || unanswered.has(key, time))
              .findFirst()
              .map(time -> time - 1)
              .orElse(last);
      return OptionalLong.of(Math.max(Math.min(last, unsure), window));
    }

    private static OptionalLong atLeast(OptionalLong millis, long least) {
      return millis.isEmpty() ? millis : OptionalLong.of(Math.max(millis.getAsLong(), least));
    }
  }
}
