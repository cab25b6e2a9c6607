package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.TriggerProgress;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;

/**
 * The firings of this node, from when their triggers are fired to when the RAMJobStore is told that
 * they have ended. A firing is known by its fire instance id, its run.
 *
 * <p>Its owner's lock guards it.
 */
final class FiringsUnderWay {

  /**
   * A firing under way.
   *
   * @param trigger its trigger
   * @param before the trigger's progress before it
   * @param version the version that brought the trigger
   * @param job its job as it was; empty if the job keeps no data, or they are in Redis already
   * @param term the term in which it began
   */
  record UnderWay(
      TriggerKey trigger,
      TriggerProgress before,
      long version,
      Optional<Entry> job,
      OptionalLong term) {

    static UnderWay of(
        OperableTrigger trigger, long version, ScheduleState state, OptionalLong term) {
      return new UnderWay(
          trigger.getKey(),
          TriggerProgress.of(trigger),
          version,
          state.entry(Item.of(trigger.getJobKey())),
          term);
    }

    /** The same, with the data of its job in Redis. */
    UnderWay withoutData() {
      return new UnderWay(trigger, before, version, Optional.empty(), term);
    }

    /** Whether its trigger was not stored anew since. */
    boolean isSame(ScheduleState state) {
      return state.entry(Item.of(trigger)).filter(its -> its.version() == version).isPresent();
    }

    private boolean isOfTriggerOf(UnderWay other) {
      return trigger.equals(other.trigger) && version == other.version;
    }
  }

  private final Map<String, UnderWay> firings = new HashMap<>();

  /** Triggers that had their last time, while an earlier one is under way. */
  private final Map<TriggerKey, Long> ending = new HashMap<>();

  private Optional<Runnable> whenIdle = Optional.empty();

  void begin(String run, UnderWay firing) {
    firings.put(run, firing);
  }

  Optional<UnderWay> of(String run) {
    return Optional.ofNullable(firings.get(run));
  }

  /** Redis has the data that a run has left, or never will. */
  void dataSaved(String run) {
    firings.computeIfPresent(run, (key, firing) -> firing.withoutData());
  }

  @Nullable UnderWay end(String run) {
    return firings.remove(run);
  }

  /** Whether a trigger of this name is just firing. */
  boolean isUnderWay(TriggerKey key) {
    return firings.values().stream().anyMatch(firing -> firing.trigger().equals(key));
  }

  /** Whether a trigger, as it is stored now, is just firing. */
  boolean isUnderWay(TriggerKey key, ScheduleState state) {
    return firings.values().stream()
        .anyMatch(firing -> firing.trigger().equals(key) && firing.isSame(state));
  }

  /** Whether a trigger, as it is stored now, is just firing a time. */
  boolean isFiring(TriggerKey key, Optional<Date> time, ScheduleState state) {
    return firings.values().stream()
        .anyMatch(
            firing ->
                firing.trigger().equals(key)
                    && firing.before().next().equals(time)
                    && firing.isSame(state));
  }

  /**
   * What the end of a firing leads to. It leads to nothing if the trigger was stored anew since. A
   * trigger is removed when its last firing ends, since an earlier one that ends later may be tried
   * again.
   *
   * @param ended the firing, which is under way no more
   */
  CompletedExecutionInstruction ledTo(
      UnderWay ended,
      OperableTrigger trigger,
      CompletedExecutionInstruction instruction,
      ScheduleState state,
      RAMJobStore ram)
      throws JobPersistenceException {
    TriggerKey key = trigger.getKey();
    boolean isOfJob =
        instruction == CompletedExecutionInstruction.SET_ALL_JOB_TRIGGERS_COMPLETE
            || instruction == CompletedExecutionInstruction.SET_ALL_JOB_TRIGGERS_ERROR;
    if (!isOfJob && !ended.isSame(state)) {
      return CompletedExecutionInstruction.NOOP;
    }
    boolean isLast = firings.values().stream().noneMatch(its -> its.isOfTriggerOf(ended));
    if (instruction == CompletedExecutionInstruction.DELETE_TRIGGER
        && trigger.getNextFireTime() == null
        && !isLast) {
      ending.put(key, ended.version());
      return CompletedExecutionInstruction.NOOP;
    }
    if (instruction == CompletedExecutionInstruction.NOOP
        && isLast
        && ending.remove(key, ended.version())) {
      OperableTrigger present = ram.retrieveTrigger(key);
      return present != null && present.getNextFireTime() == null
          ? CompletedExecutionInstruction.DELETE_TRIGGER
          : instruction;
    }
    return instruction;
  }

  /**
   * Puts an action off until no firing is under way. Returns whether that is so now: then it is not
   * put off.
   */
  boolean isIdleOrPutsOff(Runnable action) {
    whenIdle = firings.isEmpty() ? Optional.empty() : Optional.of(action);
    return firings.isEmpty();
  }

  /** The action that was put off, if it is time for it. */
  Optional<Runnable> takeIdle() {
    Optional<Runnable> action = firings.isEmpty() ? whenIdle : Optional.empty();
    whenIdle = firings.isEmpty() ? Optional.empty() : whenIdle;
    return action;
  }
}
