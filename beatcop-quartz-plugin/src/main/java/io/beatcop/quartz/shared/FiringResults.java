package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.shared.FiringsUnderWay.UnderWay;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.copy.RamCopy;
import io.beatcop.quartz.shared.store.ScheduleStore.Progress;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;

/**
 * What firings have led to, until Redis has it: the outcomes that change the schedule, and the
 * triggers that have moved on.
 *
 * <p>The lock of the {@link LocalSchedule} guards it. {@link FirePath} adds to it, and {@link
 * ScheduleRound} tells Redis.
 */
final class FiringResults {

  private final LocalSchedule local;
  private final RamCopy copy;
  private final Outcomes outcomes = new Outcomes();
  private final Set<TriggerKey> moved = new LinkedHashSet<>();

  /** The triggers that are not where they were when they were stored. */
  private final Set<TriggerKey> ahead = new HashSet<>();

  FiringResults(LocalSchedule local, RamCopy copy) {
    this.local = local;
    this.copy = copy;
  }

  /**
   * A term begins. The lock is held.
   *
   * @param byTakeover the triggers that this has moved
   * @param noted those of which Redis knows how far they are
   */
  void begin(ScheduleState state, Collection<TriggerKey> byTakeover, Set<TriggerKey> noted) {
    moved.clear();
    moved.addAll(byTakeover);
    ahead.retainAll(state.triggers());
    // Redis may have forgotten how far an earlier term of this node got.
    ahead.stream().filter(key -> !noted.contains(key)).forEach(moved::add);
    ahead.addAll(noted);
  }

  /** Whether a trigger has moved on this node since it was stored. The lock is held. */
  boolean isAhead(TriggerKey key) {
    return ahead.contains(key);
  }

  /** Whether the schedule is to be changed in Redis. The lock is held. */
  boolean hasOutcomes() {
    return !outcomes.isEmpty();
  }

  /**
   * Notes what the end of a firing led to.
   *
   * @param firing the firing; null if this node does not know it
   * @param instruction what the RAMJobStore was told
   */
  void add(
      ScheduleState state,
      RAMJobStore ram,
      OperableTrigger trigger,
      JobKey job,
      @Nullable UnderWay firing,
      CompletedExecutionInstruction instruction)
      throws JobPersistenceException {
    TriggerKey key = trigger.getKey();
    if (firing != null && firing.isSame(state) && !ram.checkExists(key)) {
      outcomes.finished(key, firing.version());
    }
    switch (instruction) {
      case SET_TRIGGER_COMPLETE, SET_TRIGGER_ERROR -> noteStates(state, ram, List.of(key));
      case SET_ALL_JOB_TRIGGERS_COMPLETE, SET_ALL_JOB_TRIGGERS_ERROR ->
          noteStates(
              state,
              ram,
              ram.getTriggersForJob(job).stream().map(OperableTrigger::getKey).toList());
      default -> {}
    }
  }

  /** A trigger that some version brought has gone. */
  void finished(TriggerKey key, long version) {
    outcomes.finished(key, version);
  }

  private void noteStates(ScheduleState state, RAMJobStore ram, Collection<TriggerKey> keys)
      throws JobPersistenceException {
    for (TriggerKey key : keys) {
      TriggerState now = ram.getTriggerState(key);
      Optional<Entry> entry = state.entry(Item.of(key));
      if (entry.isPresent() && now == TriggerState.COMPLETE) {
        outcomes.state(key, entry.get().version(), StoredState.COMPLETE);
      } else if (entry.isPresent()
          && now == TriggerState.ERROR
          && state.stateOf(key).equals(Optional.of(StoredState.PAUSED))) {
        // For all nodes it stays paused.
        copy.setState(key, StoredState.PAUSED);
      } else if (entry.isPresent() && now == TriggerState.ERROR) {
        copy.setState(key, StoredState.ERROR);
        outcomes.state(key, entry.get().version(), StoredState.ERROR);
      }
    }
  }

  /** A firing or a misfire has moved a trigger. */
  void moved(TriggerKey key) {
    local.alone(
        state -> {
          moved.add(key);
          ahead.add(key);
        });
  }

  /** The state of a trigger, also if Redis is yet to know it. The lock is held. */
  Optional<StoredState> stateOf(ScheduleState state, TriggerKey key) {
    Optional<StoredState> led =
        state.entry(Item.of(key)).flatMap(entry -> outcomes.stateOf(key, entry.version()));
    Optional<StoredState> known = state.stateOf(key);
    // One in error may be paused before Redis knows of the error: then it is paused.
    return led.equals(Optional.of(StoredState.COMPLETE)) || known.isEmpty() ? led : known;
  }

  /** A misfire has left a trigger without a time. */
  void completed(TriggerKey key) {
    local.alone(
        state ->
            state
                .entry(Item.of(key))
                .ifPresent(entry -> outcomes.state(key, entry.version(), StoredState.COMPLETE)));
  }

  /** The outcomes that Redis is to know next. */
  List<Outcomes.Outcome> outcomes() throws JobPersistenceException {
    return local.with((state, ram) -> outcomes.next());
  }

  void told(List<Outcomes.Outcome> known) {
    local.alone(state -> outcomes.told(known));
  }

  /** The progress of the triggers that have moved since it was taken last. */
  Map<TriggerKey, Progress> takeProgress(int most) throws JobPersistenceException {
    return local.with(
        (state, ram) -> {
          Map<TriggerKey, Progress> taken = new LinkedHashMap<>();
          for (TriggerKey key : List.copyOf(moved)) {
            if (taken.size() == most) {
              break;
            }
            moved.remove(key);
            OperableTrigger trigger = ram.retrieveTrigger(key);
            Optional<Entry> entry = state.entry(Item.of(key));
            if (trigger == null) {
              ahead.remove(key);
            } else if (entry.isPresent()) {
              taken.put(
                  key,
                  new Progress(
                      entry.get().version(),
                      TriggerProgress.of(trigger).text(state.version().number())));
            }
          }
          return taken;
        });
  }

  /** Redis did not get the progress of these triggers. */
  void notTold(Collection<TriggerKey> keys) {
    local.alone(state -> moved.addAll(keys));
  }

  /** Redis needs the progress of all triggers, since it has lost its memory. */
  void tellAll() throws JobPersistenceException {
    boolean unused = local.with((state, ram) -> moved.addAll(state.triggers()));
  }
}
