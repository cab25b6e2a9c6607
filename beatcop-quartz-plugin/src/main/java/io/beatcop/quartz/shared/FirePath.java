package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.ExclusiveRuns;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.JobText;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.shared.FiringsUnderWay.UnderWay;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.copy.RamCopy;
import io.beatcop.quartz.shared.store.RunMarks;
import java.util.ArrayList;
import java.util.HashMap;
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
 * Fires from memory, only on the holder of the lease. Another node takes no triggers, so its
 * triggers do not move on.
 *
 * <p>It notes in the {@link FiringResults} what firings lead to.
 */
final class FirePath {

  private static final Logger log = LoggerFactory.getLogger(FirePath.class);
  private static final long NO_TERM = Long.MIN_VALUE;

  /**
   * Data that a run has left, and that Redis does not have yet.
   *
   * @param version the job's version when the run began, if others may have run it since
   * @param values the Java objects that they may have
   */
  record LeftData(JobDetail job, OptionalLong version, JavaValues values) {}

  private final String lease;
  private final LocalSchedule local;
  private final RamCopy copy;
  private final Supplier<OptionalLong> held;
  private final Vetoes vetoes;
  private final ExclusiveRuns runs;
  private final BlockedTriggers blocked;
  private final FiringResults results;
  private final FiringsUnderWay underWay = new FiringsUnderWay();
  private volatile long openIn = NO_TERM;

  /**
   * Makes a closed one.
   *
   * @param held the token of the term in which this node holds the lease, if it does
   */
  FirePath(
      String lease,
      LocalSchedule local,
      RamCopy copy,
      Supplier<OptionalLong> held,
      Vetoes vetoes,
      ExclusiveRuns runs,
      FiringResults results) {
    this.lease = lease;
    this.local = local;
    this.copy = copy;
    this.held = held;
    this.vetoes = vetoes;
    this.runs = runs;
    this.results = results;
    this.blocked = new BlockedTriggers(runs);
  }

  /** Whether this node fires: it holds the lease, and knows how far the earlier holder got. */
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

  /**
   * Begins to fire in a term, once this node knows how far the earlier holder got. Returns whether
   * it does: not before Redis knows what this node's own firings have led to, since the takeover
   * would let triggers go on that a firing has ended.
   *
   * @param elsewhere the jobs that other nodes still run, and that may not run twice at once
   */
  boolean open(long term, Takeover takeover, Set<JobKey> elsewhere) throws JobPersistenceException {
    return local.with(
        (state, ram) -> {
          if (results.hasOutcomes()) {
            return false;
          }
          boolean unused = runs.see(elsewhere);
          blocked.releaseAll(ram);
          results.begin(state, takeover.apply(state, ram), takeover.noted(state));
          openIn = term;
          return true;
        });
  }

  List<OperableTrigger> acquire(long noLaterThan, int most, long timeWindow)
      throws JobPersistenceException {
    vetoes.rest();
    if (!isOpen()) {
      return new ArrayList<>();
    }
    return local.with(
        (state, ram) -> {
          List<OperableTrigger> taken = ram.acquireNextTriggers(noLaterThan, most, timeWindow);
          while (blocked.holdBack(taken) && taken.isEmpty()) {
            taken = ram.acquireNextTriggers(noLaterThan, most, timeWindow);
          }
          return taken;
        });
  }

  /** Notes which jobs other nodes run now, and releases the triggers of the others. */
  void see(Set<JobKey> elsewhere) throws JobPersistenceException {
    boolean hasEnded =
        local.with(
            (state, ram) -> {
              boolean ended = runs.see(elsewhere);
              blocked.release(ram);
              return ended;
            });
    if (hasEnded) {
      local.signal();
    }
  }

  /** Whether this node waits for the end of a run on another one. */
  boolean isWaiting() throws JobPersistenceException {
    return local.with((state, ram) -> runs.isWaiting());
  }

  /** Whether a job is blocked by a run that this node's RAMJobStore does not know of. */
  boolean isBlocked(JobKey job, RunMarks marks) throws JobPersistenceException {
    return isOpen()
        ? local.with((state, ram) -> runs.isElsewhere(job))
        : marks.ofAll().filter(marked -> marked.contains(job)).isPresent();
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
          Map<String, UnderWay> begun = new HashMap<>();
          for (OperableTrigger trigger : triggers) {
            state
                .entry(Item.of(trigger.getKey()))
                .ifPresent(
                    entry ->
                        begun.put(
                            trigger.getFireInstanceId(),
                            UnderWay.of(trigger, entry.version(), state, held.get())));
            results.moved(trigger.getKey());
          }
          List<TriggerFiredResult> fired = ram.triggersFired(triggers);
          fired.forEach(result -> begin(result, begun));
          return fired;
        });
  }

  private void begin(TriggerFiredResult result, Map<String, UnderWay> begun) {
    TriggerFiredBundle bundle = result.getTriggerFiredBundle();
    if (bundle == null) {
      // It was deleted or paused since it was taken.
      return;
    }
    String run = bundle.getTrigger().getFireInstanceId();
    JobDetail job = bundle.getJobDetail();
    UnderWay firing = begun.get(run);
    if (firing != null) {
      underWay.begin(run, job.isPersistJobDataAfterExecution() ? firing : firing.withoutData());
    }
    if (ExclusiveRuns.isExclusive(job)) {
      runs.begin(job.getKey(), run);
    }
  }

  /** The data that a run has left, if Redis is yet to have them. */
  Optional<LeftData> dataLeft(JobDetail job, String run) throws JobPersistenceException {
    return local.with(
        (state, ram) -> {
          Optional<UnderWay> firing = underWay.of(run);
          Optional<Entry> before = firing.flatMap(UnderWay::job);
          if (firing.isEmpty() || before.isEmpty() || hasData(before.get(), job)) {
            return Optional.empty();
          }
          return Optional.of(
              new LeftData(
                  job,
                  firing.get().term().equals(held.get())
                      ? OptionalLong.empty()
                      : OptionalLong.of(before.get().version()),
                  copy.values()));
        });
  }

  private boolean hasData(Entry before, JobDetail job) {
    try {
      return JobText.withData(before.text(), job, copy.values()).equals(before.text());
    } catch (JobPersistenceException e) {
      log.error("{}: the data that a run has left are lost: {}", lease, e.getMessage());
      return true;
    }
  }

  /** Redis has the data that a run has left, or never will. */
  void dataSaved(String run) {
    local.alone(state -> underWay.dataSaved(run));
  }

  @SuppressWarnings("NullAway") // Quartz takes null for a trigger that is not fired.
  private static @Nullable TriggerFiredBundle nothing() {
    return null;
  }

  /** Runs an action as soon as no firing is under way on this node: now, or with the last one. */
  void whenIdle(Runnable action) throws JobPersistenceException {
    boolean isIdle = local.with((state, ram) -> underWay.isIdleOrPutsOff(action));
    if (isIdle) {
      action.run();
    }
  }

  /** The action that {@link #whenIdle} put off, if it is time for it. */
  Optional<Runnable> takeIdle() throws JobPersistenceException {
    return local.with((state, ram) -> underWay.takeIdle());
  }

  /** A firing has ended. Returns whether Redis has to be told of something soon. */
  boolean complete(
      OperableTrigger trigger, JobDetail job, CompletedExecutionInstruction instruction)
      throws JobPersistenceException {
    boolean isVetoed = vetoes.take();
    return local.with(
        (state, ram) -> {
          UnderWay firing = underWay.end(trigger.getFireInstanceId());
          JobDetail known = ram.retrieveJob(job.getKey());
          // The RAMJobStore keeps the data that Redis has, whether or not this run's are among
          // them.
          JobDetail ended = known == null ? job : known;
          if (isVetoed && firing != null) {
            ram.triggeredJobComplete(trigger, ended, CompletedExecutionInstruction.NOOP);
            putBack(state, ram, trigger.getKey(), firing);
          } else {
            CompletedExecutionInstruction led =
                firing == null
                    ? instruction
                    : underWay.ledTo(firing, trigger, instruction, state, ram);
            ram.triggeredJobComplete(trigger, ended, led);
            copy.keep(known);
            results.add(state, ram, trigger, job.getKey(), firing, led);
            if (firing != null && ram.getTriggerState(trigger.getKey()) == TriggerState.COMPLETE) {
              completed(trigger.getKey());
            }
          }
          results.moved(trigger.getKey());
          boolean wasExclusive = runs.end(trigger.getFireInstanceId());
          return wasExclusive || results.hasOutcomes();
        });
  }

  /**
   * A misfire has left a trigger without a time. If firings of it are under way, the last of them
   * tells: one that is vetoed gets its time back.
   */
  void completed(TriggerKey key) {
    local.alone(
        state -> {
          if (!underWay.isUnderWay(key, state)
              && !state.stateOf(key).equals(Optional.of(StoredState.COMPLETE))) {
            results.completed(key);
          }
        });
  }

  /** The trigger gets its time back, unless it has got an earlier one meanwhile. */
  private void putBack(ScheduleState state, RAMJobStore ram, TriggerKey key, UnderWay firing)
      throws JobPersistenceException {
    OperableTrigger trigger = ram.retrieveTrigger(key);
    if (trigger != null
        && firing.isSame(state)
        && firing.before().next().isPresent()
        && (trigger.getNextFireTime() == null
            || firing.before().next().get().before(trigger.getNextFireTime()))) {
      boolean unused = copy.setProgress(key, firing.before(), results.stateOf(state, key));
      local.signal();
    }
  }

  /**
   * Ends a trigger that has no time left, and that no firing on this node will end: the holder
   * before has fired it for the last time, and died before Redis knew.
   */
  void endIfOver(TriggerKey key) throws JobPersistenceException {
    boolean unused =
        local.with(
            (state, ram) -> {
              Optional<Entry> entry = state.entry(Item.of(key));
              OperableTrigger trigger = ram.retrieveTrigger(key);
              boolean isOver =
                  isOpen()
                      && entry.isPresent()
                      && trigger != null
                      && trigger.getNextFireTime() == null
                      && waits(ram.getTriggerState(key))
                      && !underWay.isUnderWay(key);
              if (isOver) {
                results.finished(key, entry.orElseThrow().version());
                copy.removeTrigger(key);
              }
              return isOver;
            });
  }

  private static boolean waits(TriggerState state) {
    return state == TriggerState.NORMAL || state == TriggerState.BLOCKED;
  }

  /**
   * Sets a trigger back to a time that nobody has fired. One in error keeps its times, and so does
   * one that is just about to fire that time: if it does not after all, it gets it back.
   */
  void windBack(TriggerKey key, TriggerProgress progress) throws JobPersistenceException {
    boolean unused =
        local.with(
            (state, ram) -> {
              if (ram.getTriggerState(key) == TriggerState.ERROR
                  || underWay.isFiring(key, progress.next(), state)) {
                return false;
              }
              results.moved(key);
              local.signal();
              return copy.setProgress(key, progress, results.stateOf(state, key));
            });
  }
}
