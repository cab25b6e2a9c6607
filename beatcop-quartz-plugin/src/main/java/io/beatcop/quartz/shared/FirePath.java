package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.JobText;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.shared.RedisSchedule.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;
import org.quartz.spi.TriggerFiredResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Firing from memory, on the holder of the lease alone: another node takes no triggers, so it uses
 * up no times.
 *
 * <p>It notes what firings lead to; {@link ScheduleFollower} carries that to Redis.
 */
final class FirePath {

  private static final Logger log = LoggerFactory.getLogger(FirePath.class);
  private static final long NO_TERM = Long.MIN_VALUE;

  /**
   * A firing under way.
   *
   * @param before the trigger's progress before it
   * @param version the version that brought the trigger
   */
  private record UnderWay(TriggerProgress before, long version) {}

  private final String lease;
  private final LocalSchedule local;
  private final RamCopy copy;
  private final Supplier<OptionalLong> held;
  private final Vetoes vetoes;
  private final Outcomes outcomes = new Outcomes();
  private final Set<TriggerKey> moved = new LinkedHashSet<>();
  private final Map<String, UnderWay> underWay = new HashMap<>();
  private volatile long openIn = NO_TERM;

  /**
   * Makes a closed one.
   *
   * @param held the token of the term in which this node holds the lease, if it does
   */
  FirePath(
      String lease, LocalSchedule local, RamCopy copy, Supplier<OptionalLong> held, Vetoes vetoes) {
    this.lease = lease;
    this.local = local;
    this.copy = copy;
    this.held = held;
    this.vetoes = vetoes;
  }

  /** Whether this node fires: it holds the lease, and knows how far the holder before it was. */
  boolean isOpen() {
    OptionalLong term = held.get();
    return term.isPresent() && term.getAsLong() == openIn;
  }

  /** The term in which this node holds the lease, if it does. */
  OptionalLong term() {
    return held.get();
  }

  /** The term that has to be opened before anything is fired in it. */
  OptionalLong toBeOpened() {
    OptionalLong term = held.get();
    return term.isPresent() && term.getAsLong() != openIn ? term : OptionalLong.empty();
  }

  /** Begins to fire in a term, once this node knows how far the holder before it was. */
  void open(long term, Takeover takeover) throws JobPersistenceException {
    openIn =
        local.with(
            (state, ram) -> {
              moved.clear();
              moved.addAll(takeover.apply(state, ram));
              return term;
            });
  }

  List<OperableTrigger> acquire(long noLaterThan, int most, long timeWindow)
      throws JobPersistenceException {
    vetoes.rest();
    return isOpen()
        ? local.with((state, ram) -> ram.acquireNextTriggers(noLaterThan, most, timeWindow))
        : new ArrayList<>();
  }

  List<TriggerFiredResult> fire(List<OperableTrigger> triggers) throws JobPersistenceException {
    return local.with(
        (state, ram) -> {
          if (!isOpen()) {
            // Quartz releases what is not fired.
            List<TriggerFiredResult> none = new ArrayList<>();
            triggers.forEach(trigger -> none.add(new TriggerFiredResult(nothing())));
            return none;
          }
          for (OperableTrigger trigger : triggers) {
            state
                .entry(Item.of(trigger.getKey()))
                .ifPresent(
                    entry ->
                        underWay.put(
                            trigger.getFireInstanceId(),
                            new UnderWay(TriggerProgress.of(trigger), entry.version())));
            moved.add(trigger.getKey());
          }
          return ram.triggersFired(triggers);
        });
  }

  @SuppressWarnings("NullAway") // Quartz takes null for a trigger that is not fired.
  private static @Nullable TriggerFiredBundle nothing() {
    return null;
  }

  /** A firing has ended. Returns whether the schedule has to be changed. */
  boolean complete(
      OperableTrigger trigger, JobDetail job, CompletedExecutionInstruction instruction)
      throws JobPersistenceException {
    boolean isVetoed = vetoes.take();
    return local.with(
        (state, ram) -> {
          UnderWay firing = underWay.remove(trigger.getFireInstanceId());
          if (isVetoed && firing != null) {
            ram.triggeredJobComplete(trigger, job, CompletedExecutionInstruction.NOOP);
            putBack(state, ram, trigger.getKey(), firing);
          } else {
            ram.triggeredJobComplete(trigger, job, instruction);
            note(state, ram, trigger, job.getKey(), firing, instruction);
          }
          moved.add(trigger.getKey());
          return !outcomes.isEmpty();
        });
  }

  /** The trigger gets its time back, unless it has got an earlier one meanwhile. */
  private void putBack(ScheduleState state, RAMJobStore ram, TriggerKey key, UnderWay firing)
      throws JobPersistenceException {
    OperableTrigger trigger = ram.retrieveTrigger(key);
    boolean isSame =
        state.entry(Item.of(key)).filter(its -> its.version() == firing.version()).isPresent();
    if (trigger != null
        && isSame
        && firing.before().next().isPresent()
        && (trigger.getNextFireTime() == null
            || firing.before().next().get().before(trigger.getNextFireTime()))) {
      boolean unused = copy.setProgress(key, firing.before(), state.stateOf(key));
      local.signal();
    }
  }

  private void note(
      ScheduleState state,
      RAMJobStore ram,
      OperableTrigger trigger,
      JobKey job,
      @Nullable UnderWay firing,
      CompletedExecutionInstruction instruction)
      throws JobPersistenceException {
    TriggerKey key = trigger.getKey();
    if (firing != null && !ram.checkExists(key)) {
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
    noteData(state, ram, job);
  }

  private void noteStates(ScheduleState state, RAMJobStore ram, Collection<TriggerKey> keys)
      throws JobPersistenceException {
    for (TriggerKey key : keys) {
      TriggerState now = ram.getTriggerState(key);
      Optional<Entry> entry = state.entry(Item.of(key));
      if (entry.isPresent() && now == TriggerState.COMPLETE) {
        outcomes.state(key, entry.get().version(), StoredState.COMPLETE);
      } else if (entry.isPresent() && now == TriggerState.ERROR) {
        outcomes.state(key, entry.get().version(), StoredState.ERROR);
      }
    }
  }

  private void noteData(ScheduleState state, RAMJobStore ram, JobKey key) {
    JobDetail job = ram.retrieveJob(key);
    Optional<Entry> entry = state.entry(Item.of(key));
    if (job == null || entry.isEmpty() || !job.isPersistJobDataAfterExecution()) {
      return;
    }
    try {
      String text = JobText.write(job);
      if (!text.equals(entry.get().text())) {
        outcomes.job(key, entry.get().version(), text);
      }
    } catch (JobPersistenceException e) {
      log.error("{}: job data stay on this node, and end with it: {}", lease, e.getMessage());
    }
  }

  /** A misfire has moved a trigger. */
  void moved(TriggerKey key) {
    local.alone(state -> moved.add(key));
  }

  /** A misfire has left a trigger without a time. */
  void completed(TriggerKey key) {
    local.alone(
        state ->
            state
                .entry(Item.of(key))
                .ifPresent(entry -> outcomes.state(key, entry.version(), StoredState.COMPLETE)));
  }

  /** Sets a trigger back to a time that nobody has fired. */
  void windBack(TriggerKey key, TriggerProgress progress) throws JobPersistenceException {
    boolean unused =
        local.with(
            (state, ram) -> {
              moved.add(key);
              local.signal();
              return copy.setProgress(key, progress, state.stateOf(key));
            });
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
            if (trigger != null && entry.isPresent()) {
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

  /** Redis does not know their progress after all. */
  void notTold(Collection<TriggerKey> keys) {
    local.alone(state -> moved.addAll(keys));
  }

  /** All triggers have to be told of, since Redis has lost its memory. */
  void tellAll() throws JobPersistenceException {
    boolean unused = local.with((state, ram) -> moved.addAll(state.triggers()));
  }
}
