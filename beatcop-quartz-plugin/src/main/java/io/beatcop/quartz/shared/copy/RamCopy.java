package io.beatcop.quartz.shared.copy;

import io.beatcop.quartz.schedule.CalendarText;
import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.Item.Kind;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.JobClasses;
import io.beatcop.quartz.schedule.JobText;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.schedule.TriggerText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;

/**
 * Makes Quartz' RAMJobStore a copy of the shared schedule.
 *
 * <p>It never tells the RAMJobStore of paused groups, since a trigger's state says already whether
 * it is paused. It has no lock: its owner has.
 */
public final class RamCopy {

  /** No schedule has it: to set a trigger's state, the RAMJobStore wants to be told of a job. */
  private static final JobDetail NO_JOB =
      JobBuilder.newJob(Job.class).withIdentity("none", "io.beatcop.quartz").build();

  /** A trigger needs its job and its calendar, and a state its trigger. */
  private static final List<Kind> STORING =
      List.of(Kind.CALENDAR, Kind.JOB, Kind.TRIGGER, Kind.STATE);

  /** The trigger goes before its state, so that it is not resumed first. */
  private static final List<Kind> REMOVAL =
      List.of(Kind.TRIGGER, Kind.STATE, Kind.JOB, Kind.CALENDAR);

  private final RAMJobStore ram;
  private final JobClasses classes;
  private final UnreadableItems unreadable;

  public RamCopy(RAMJobStore ram, JobClasses classes, UnreadableItems unreadable) {
    this.ram = ram;
    this.classes = classes;
    this.unreadable = unreadable;
  }

  /**
   * Applies a change.
   *
   * @param fires whether this node fires: then a trigger that is resumed obeys its misfire
   *     instruction
   */
  void apply(Map<Item, Optional<Entry>> items, boolean fires) {
    Map<Kind, List<Map.Entry<Item, Optional<Entry>>>> byKind = new EnumMap<>(Kind.class);
    for (Map.Entry<Item, Optional<Entry>> item : items.entrySet()) {
      byKind.computeIfAbsent(item.getKey().kind(), kind -> new ArrayList<>()).add(item);
    }
    for (Kind kind : STORING) {
      for (Map.Entry<Item, Optional<Entry>> item : byKind.getOrDefault(kind, List.of())) {
        item.getValue()
            .ifPresent(entry -> attempt(item.getKey(), () -> put(item.getKey(), entry.text())));
      }
    }
    for (Kind kind : REMOVAL) {
      for (Map.Entry<Item, Optional<Entry>> item : byKind.getOrDefault(kind, List.of())) {
        if (item.getValue().isEmpty()) {
          attempt(item.getKey(), () -> remove(item.getKey(), fires));
        }
      }
    }
  }

  /**
   * Applies a change that a firing here has led to. The RAMJobStore has it already, but for the job
   * of a trigger that has ended, which goes only now. Also a user may have paused and resumed a
   * trigger that has ended.
   */
  void applyDone(Map<Item, Optional<Entry>> items) {
    Map<Item, Optional<Entry>> gone = new LinkedHashMap<>();
    items.forEach(
        (item, entry) -> {
          if (entry.isEmpty()) {
            gone.put(item, entry);
          } else if (item.kind() == Kind.STATE) {
            attempt(
                item, () -> keepState(item.triggerKey(), StoredState.parse(entry.get().text())));
          }
        });
    apply(gone, false);
  }

  /**
   * Pauses also what is complete here, where a schedule that was read as a whole says so. The
   * RAMJobStore pauses none that is complete.
   */
  void pauseComplete(Map<Item, Optional<Entry>> items) {
    items.forEach(
        (item, entry) -> {
          if (item.kind() == Kind.STATE && entry.isPresent()) {
            attempt(item, () -> pauseComplete(item.triggerKey(), entry.get().text()));
          }
        });
  }

  private void pauseComplete(TriggerKey key, String text) throws JobPersistenceException {
    if (StoredState.parse(text) == StoredState.PAUSED
        && ram.getTriggerState(key) == TriggerState.COMPLETE) {
      ram.storeTrigger(ram.retrieveTrigger(key), true);
      ram.pauseTrigger(key);
    }
  }

  private void keepState(TriggerKey key, StoredState state) throws JobPersistenceException {
    if (!ram.getTriggerState(key).name().equals(state.name())) {
      setState(key, state);
    }
  }

  /** The Java objects that job data may have. */
  public JavaValues values() {
    return classes.values();
  }

  /** A step that a text may prevent. */
  private interface Step {
    void run() throws JobPersistenceException, ClassNotFoundException;
  }

  private void attempt(Item item, Step step) {
    try {
      step.run();
    } catch (JobPersistenceException
        | ClassNotFoundException
        | ClassCastException
        | IllegalArgumentException e) {
      unreadable.tell(item, e);
    }
  }

  private void put(Item item, String text) throws JobPersistenceException, ClassNotFoundException {
    switch (item.kind()) {
      case CALENDAR ->
          ram.storeCalendar(item.name(), CalendarText.read(text), true, CalendarText.updates(text));
      case JOB -> ram.storeJob(JobText.read(item.jobKey(), text, classes), true);
      case TRIGGER ->
          ram.storeTrigger(TriggerText.read(item.triggerKey(), text, classes.values()), true);
      case STATE -> setState(item.triggerKey(), StoredState.parse(text));
      default -> throw new IllegalArgumentException(item.field());
    }
  }

  private void remove(Item item, boolean fires) throws JobPersistenceException {
    switch (item.kind()) {
      case CALENDAR -> ram.removeCalendar(item.name());
      case JOB -> ram.removeJob(item.jobKey());
      case TRIGGER -> removeTrigger(item.triggerKey());
      case STATE -> waitAgain(item.triggerKey(), fires);
      default -> throw new IllegalArgumentException(item.field());
    }
  }

  /**
   * Removes a trigger, and leaves its job. The RAMJobStore would remove that with its last trigger,
   * but another node may store one of the same job just now: the schedule says when a job goes.
   */
  public void removeTrigger(TriggerKey key) throws JobPersistenceException {
    OperableTrigger trigger = ram.retrieveTrigger(key);
    if (trigger != null) {
      JobDetail job = ram.retrieveJob(trigger.getJobKey());
      boolean unused = ram.removeTrigger(key);
      keep(job);
    }
  }

  /** A job is there again, should the RAMJobStore have removed it. */
  public void keep(@Nullable JobDetail job) throws JobPersistenceException {
    if (job != null && !ram.checkExists(job.getKey())) {
      ram.storeJob(job, true);
    }
  }

  /** Sets a trigger's state, if it is there. */
  public void setState(TriggerKey key, StoredState state) throws JobPersistenceException {
    OperableTrigger trigger = ram.retrieveTrigger(key);
    if (trigger == null) {
      return;
    }
    TriggerState present = ram.getTriggerState(key);
    switch (state) {
      // It pauses none that is complete: if a firing here has ended it, Redis is yet to know.
      case PAUSED -> ram.pauseTrigger(key);
      case COMPLETE -> {
        if (present != TriggerState.COMPLETE) {
          ram.triggeredJobComplete(
              trigger, NO_JOB, CompletedExecutionInstruction.SET_TRIGGER_COMPLETE);
        }
      }
      case ERROR -> {
        // The RAMJobStore would go on to fire a trigger in error, but fires none that it paused.
        ram.pauseTrigger(key);
        ram.triggeredJobComplete(trigger, NO_JOB, CompletedExecutionInstruction.SET_TRIGGER_ERROR);
      }
    }
  }

  private void waitAgain(TriggerKey key, boolean fires) throws JobPersistenceException {
    TriggerState state = ram.getTriggerState(key);
    if (state == TriggerState.PAUSED && fires) {
      ram.resumeTrigger(key);
    } else if (state == TriggerState.PAUSED
        || state == TriggerState.ERROR
        || state == TriggerState.COMPLETE) {
      // Another node's misfires are not this one's to obey.
      ram.storeTrigger(ram.retrieveTrigger(key), true);
    }
  }

  /** Sets a trigger's progress; its state stays. Returns whether it is there. */
  public boolean setProgress(TriggerKey key, TriggerProgress progress, Optional<StoredState> state)
      throws JobPersistenceException {
    OperableTrigger trigger = ram.retrieveTrigger(key);
    if (trigger == null) {
      return false;
    }
    progress.applyTo(trigger);
    ram.storeTrigger(trigger, true);
    if (state.isPresent()) {
      setState(key, state.get());
    }
    return true;
  }
}
