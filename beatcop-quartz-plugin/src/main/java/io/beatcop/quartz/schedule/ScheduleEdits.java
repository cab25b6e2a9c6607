package io.beatcop.quartz.schedule;

import io.beatcop.quartz.schedule.TriggerText.References;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.Calendar;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * Storing and removing jobs, triggers and calendars, as Quartz defines it.
 *
 * <p>Each writes to a draft what changes; each throws before it has written anything.
 */
public final class ScheduleEdits {

  private final long nowMillis;
  private final boolean declares;
  private final JavaValues values;

  /**
   * Makes the edits of one moment.
   *
   * @param nowMillis by this node's clock, epoch milliseconds
   * @param declares whether the scheduler has not started yet. Then a trigger goes on if it is
   *     declared just as it is, since other nodes declared it before. One that is paused or in
   *     error begins anew, as with JDBC
   * @param values the Java objects that job data may have
   */
  public ScheduleEdits(long nowMillis, boolean declares, JavaValues values) {
    this.nowMillis = nowMillis;
    this.declares = declares;
    this.values = values;
  }

  /** Stores a job. */
  public void storeJob(Draft draft, JobDetail job, boolean replace) throws JobPersistenceException {
    String text = JobText.write(job, values);
    Item item = Item.of(job.getKey());
    if (!replace && draft.has(item)) {
      throw new ObjectAlreadyExistsException(job);
    }
    draft.put(item, text);
  }

  /** Stores a trigger of a job that exists. */
  public void storeTrigger(Draft draft, OperableTrigger trigger, boolean replace)
      throws JobPersistenceException {
    if (!replace && draft.has(Item.of(trigger.getKey()))) {
      throw new ObjectAlreadyExistsException(trigger);
    }
    checkJob(draft, trigger);
    put(draft, trigger);
  }

  private static void checkJob(Draft draft, Trigger trigger) throws JobPersistenceException {
    if (!draft.has(Item.of(trigger.getJobKey()))) {
      throw new JobPersistenceException(
          "the job " + trigger.getJobKey() + " of trigger " + trigger.getKey() + " does not exist");
    }
  }

  private void put(Draft draft, OperableTrigger trigger) throws JobPersistenceException {
    TriggerKey key = trigger.getKey();
    String text = TriggerText.write(trigger, nowMillis, values);
    boolean paused = PauseEdits.pauses(draft, key, trigger.getJobKey());
    Optional<StoredState> state = paused ? Optional.of(StoredState.PAUSED) : Optional.empty();
    if (declares && isDeclared(draft, key, text) && draft.stateOf(key).equals(state)) {
      return;
    }
    draft.put(Item.of(key), text);
    if (paused) {
      draft.setState(key, StoredState.PAUSED);
    } else {
      draft.remove(Item.stateOf(key));
    }
  }

  private boolean isDeclared(Draft draft, TriggerKey key, String text) {
    return draft
        .text(Item.of(key))
        .map(known -> TriggerText.declaration(known, nowMillis))
        .filter(TriggerText.declaration(text, nowMillis)::equals)
        .isPresent();
  }

  /**
   * Stores a trigger again with its progress, unless it is gone. So what its last firing led to no
   * longer counts.
   */
  public void storeAgain(Draft draft, OperableTrigger trigger) throws JobPersistenceException {
    if (draft.has(Item.of(trigger.getKey()))) {
      put(draft, trigger);
    }
  }

  /** Stores a job and a trigger of it, neither of which may exist. */
  public void storeJobAndTrigger(Draft draft, JobDetail job, OperableTrigger trigger)
      throws JobPersistenceException {
    storeJob(draft, job, false);
    storeTrigger(draft, trigger, false);
  }

  /** Stores jobs and triggers of them; without {@code replace} none of them may exist. */
  public void storeAll(Draft draft, Map<JobDetail, Set<? extends Trigger>> all, boolean replace)
      throws JobPersistenceException {
    for (Map.Entry<JobDetail, Set<? extends Trigger>> entry : all.entrySet()) {
      storeJob(draft, entry.getKey(), replace);
      for (Trigger trigger : entry.getValue()) {
        storeTrigger(draft, (OperableTrigger) trigger, replace);
      }
    }
  }

  /** Puts a trigger in the place of another one of the same job; false if that does not exist. */
  public boolean replaceTrigger(Draft draft, TriggerKey old, OperableTrigger trigger)
      throws JobPersistenceException {
    Optional<References> before = draft.references(old);
    if (before.isEmpty()) {
      return false;
    }
    if (!before.get().job().equals(trigger.getJobKey())) {
      throw new JobPersistenceException(
          "trigger "
              + trigger.getKey()
              + " is of job "
              + trigger.getJobKey()
              + ", and can't replace "
              + old
              + " of job "
              + before.get().job());
    }
    boolean isOther = !old.equals(trigger.getKey());
    if (isOther && draft.has(Item.of(trigger.getKey()))) {
      throw new ObjectAlreadyExistsException(trigger);
    }
    put(draft, trigger);
    if (isOther) {
      draft.remove(Item.stateOf(old));
      draft.remove(Item.of(old));
    }
    return true;
  }

  /** Removes a trigger, and its job if that has no other and is not durable. */
  public static boolean removeTrigger(Draft draft, TriggerKey key) {
    Optional<References> references = draft.references(key);
    if (references.isEmpty()) {
      return false;
    }
    draft.remove(Item.stateOf(key));
    draft.remove(Item.of(key));
    JobKey job = references.get().job();
    Optional<String> text = draft.text(Item.of(job));
    if (text.filter(its -> !JobText.isDurable(its)).isPresent()
        && draft.triggersOf(job).isEmpty()) {
      draft.remove(Item.of(job));
    }
    return true;
  }

  /** Removes triggers; false if one of them did not exist. */
  public static boolean removeTriggers(Draft draft, List<TriggerKey> keys) {
    boolean all = true;
    for (TriggerKey key : keys) {
      all &= removeTrigger(draft, key);
    }
    return all;
  }

  /** Removes a job and its triggers. */
  public static boolean removeJob(Draft draft, JobKey key) {
    Collection<TriggerKey> triggers = draft.triggersOf(key);
    boolean existed = draft.has(Item.of(key)) || !triggers.isEmpty();
    for (TriggerKey trigger : triggers) {
      draft.remove(Item.stateOf(trigger));
      draft.remove(Item.of(trigger));
    }
    draft.remove(Item.of(key));
    return existed;
  }

  /** Removes jobs and their triggers; false if one of them did not exist. */
  public static boolean removeJobs(Draft draft, List<JobKey> keys) {
    boolean all = true;
    for (JobKey key : keys) {
      all &= removeJob(draft, key);
    }
    return all;
  }

  /**
   * Stores a calendar.
   *
   * @param updates whether the triggers of a calendar that is replaced obey the new one at once
   */
  public static void storeCalendar(
      Draft draft, String name, Calendar calendar, boolean replace, boolean updates)
      throws JobPersistenceException {
    Item item = Item.calendar(name);
    boolean exists = draft.has(item);
    if (exists && !replace) {
      throw new ObjectAlreadyExistsException("calendar '" + name + "' exists already");
    }
    String text = CalendarText.write(name, calendar);
    draft.put(item, exists && updates ? CalendarText.updating(text) : text);
  }

  /** Removes a calendar that no trigger has. */
  public static boolean removeCalendar(Draft draft, String name) throws JobPersistenceException {
    for (Item trigger : draft.all(Item.Kind.TRIGGER)) {
      Optional<String> its = draft.references(trigger.triggerKey()).flatMap(References::calendar);
      if (its.equals(Optional.of(name))) {
        throw new JobPersistenceException(
            "calendar '"
                + name
                + "' can't be removed, since trigger "
                + trigger.triggerKey()
                + " has it");
      }
    }
    boolean existed = draft.has(Item.calendar(name));
    draft.remove(Item.calendar(name));
    return existed;
  }

  /** Removes all jobs, triggers, calendars and paused groups, as JDBC clustering does. */
  public static void clear(Draft draft) {
    for (Item.Kind kind : Item.Kind.values()) {
      draft.all(kind).forEach(draft::remove);
    }
  }
}
