package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.ExclusiveRuns;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.JobClasses;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.schedule.TriggerText;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.copy.RamCopy;
import io.beatcop.quartz.shared.copy.Signals;
import io.beatcop.quartz.shared.copy.UnreadableItems;
import io.beatcop.quartz.shared.store.RunMarks;
import io.beatcop.quartz.shared.store.ScheduleStore;
import io.beatcop.quartz.shared.store.ScheduleStore.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.SchedulerConfigException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.SchedulerSignaler;
import org.quartz.spi.TriggerFiredResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared schedule on one node: its parts, made and connected, and what the job store asks of
 * them. Any thread may call it.
 */
public final class SharedSchedule implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SharedSchedule.class);

  /** So many ttls after Redis lost the schedule, a living holder has noticed. */
  private static final int CONCESSION_TTLS = 3;

  private final String lease;
  private final ScheduleStore store;
  private final RunMarks marks;
  private final LocalSchedule local;
  private final FiringResults results;
  private final FirePath firing;
  private final ScheduleReader reader;
  private final ScheduleWriter writer;
  private final RunData data;
  private final RunNotes notes;
  private final ScheduleRound round;
  private final ScheduleFollower follower;
  private final Signals signals;
  private final Vetoes vetoes;
  private final Patience patience;
  private final ScheduleGround.Hints hints;

  /** Makes a shared schedule that nothing follows yet. */
  SharedSchedule(
      ScheduleGround ground,
      RAMJobStore ram,
      SchedulerSignaler scheduler,
      JobClasses classes,
      long misfireThreshold)
      throws SchedulerConfigException {
    this.lease = ground.lease();
    this.store = ground.store();
    this.marks = ground.marks();
    this.vetoes = ground.vetoes();
    this.patience = ground.patience();
    ram.setMisfireThreshold(misfireThreshold);
    this.signals = new Signals(scheduler);
    ram.initialize(null, signals);
    RamCopy copy = new RamCopy(ram, classes, new UnreadableItems(lease));
    this.local = new LocalSchedule(ram, copy, signals);
    ExclusiveRuns runs = new ExclusiveRuns();
    this.results = new FiringResults(local, copy);
    this.firing = new FirePath(lease, local, copy, ground.held(), vetoes, runs, results);
    local.connect(firing::isOpen, ground.news());
    signals.connect(
        trigger -> results.moved(trigger.getKey()), trigger -> firing.completed(trigger.getKey()));
    this.reader = new ScheduleReader(lease, store, local);
    this.writer = new ScheduleWriter(lease, store, local, reader, ground.node(), patience);
    this.data =
        new RunData(
            lease,
            local,
            firing,
            reader,
            writer,
            patience,
            ground.nanos(),
            ExclusiveRuns.life(ground.ttl()));
    this.notes = new RunNotes(store, local, ground.holder(), ground.held());
    Duration keeping = ExclusiveRuns.pace(ground.ttl());
    this.round =
        new ScheduleRound(
            lease,
            store,
            reader,
            writer,
            new ScheduleRestorer(lease, store, local, ground.node()),
            firing,
            results,
            ground.marks(),
            new MarkKeeper(local, ground.marks(), runs, keeping, ground.nanos()),
            notes,
            progress -> new Takeover(copy, progress, misfireThreshold),
            local::signal,
            ground.nanos(),
            ground.ttl().multipliedBy(CONCESSION_TTLS));
    this.follower =
        new ScheduleFollower(lease, round, firing, keeping, ground.timeout().multipliedBy(3));
    this.hints = ground.hints().apply(follower::wake);
  }

  /**
   * Makes the shared schedule of a scheduler, and begins to follow it.
   *
   * @param misfireThreshold how late a trigger may be without a misfire, milliseconds
   */
  public static SharedSchedule open(
      StoreLink link, SchedulerSignaler scheduler, JobClasses classes, long misfireThreshold)
      throws SchedulerConfigException {
    SharedSchedule opened =
        new SharedSchedule(
            RedisGround.of(link), new RAMJobStore(), scheduler, classes, misfireThreshold);
    link.connect(opened);
    opened.follower.start();
    return opened;
  }

  // ---- Changes

  /** What a user asks for. */
  public interface Edit<T> {
    /**
     * Writes the change to a draft.
     *
     * @throws JobPersistenceException if it is refused
     */
    T make(Draft draft) throws JobPersistenceException;
  }

  /**
   * Makes a change: it is in Redis, and in this node's copy, when this returns.
   *
   * @throws JobPersistenceException if the edit refuses it, or Redis does not answer: then nothing
   *     is changed here
   */
  public <T> T change(Edit<T> edit) throws JobPersistenceException {
    return writer.make(edit::make).result();
  }

  /**
   * The same for triggers that are removed: their jobs may go with them, and Quartz tells of it.
   */
  public <T> T removeTriggers(Edit<T> edit) throws JobPersistenceException {
    ScheduleWriter.Made<T> made = writer.make(edit::make);
    made.deletedJobs().forEach(signals::notifySchedulerListenersJobDeleted);
    return made.result();
  }

  // ---- Reading

  /** A look at this node's copy. */
  public interface Look<T> {
    /** Looks. */
    T at(ScheduleState state, RAMJobStore ram) throws JobPersistenceException;
  }

  /**
   * Looks at this node's copy.
   *
   * @throws JobPersistenceException if it was never read, since Redis does not answer
   */
  public <T> T look(Look<T> look) throws JobPersistenceException {
    writer.awaitLoaded();
    return local.with(look::at);
  }

  /**
   * Triggers as the holder has them: on another node Redis is asked for their times. It has none of
   * those that have not moved since they were stored, so one that has moved only here is told as it
   * was stored. If Redis does not answer, they have the times that this node knows.
   */
  public List<OperableTrigger> withProgress(List<OperableTrigger> triggers)
      throws JobPersistenceException {
    if (triggers.isEmpty() || firing.isOpen()) {
      return triggers;
    }
    Optional<Map<TriggerKey, Progress>> noted =
        store.progressOf(triggers.stream().map(OperableTrigger::getKey).toList());
    if (noted.isEmpty()) {
      return triggers;
    }
    return local.with(
        (state, ram) -> {
          for (OperableTrigger trigger : triggers) {
            TriggerKey key = trigger.getKey();
            state
                .entry(Item.of(key))
                .flatMap(
                    entry ->
                        Optional.ofNullable(noted.get().get(key))
                            .filter(its -> its.version() == entry.version())
                            .map(Progress::text)
                            .or(
                                () ->
                                    Optional.of(entry.text()).filter(text -> results.isAhead(key))))
                .ifPresent(text -> TriggerProgress.parse(text).applyTo(trigger));
          }
          return triggers;
        });
  }

  /**
   * The state of a trigger. A node that does not fire asks Redis whether a run of its job blocks
   * it; if Redis does not answer, it tells what it knows.
   */
  public TriggerState stateOf(TriggerKey key) throws JobPersistenceException {
    TriggerState state = look((schedule, ram) -> ram.getTriggerState(key));
    if (state != TriggerState.NORMAL) {
      return state;
    }
    Optional<JobDetail> job =
        look(
            (schedule, ram) ->
                Optional.ofNullable(ram.retrieveTrigger(key))
                    .map(trigger -> ram.retrieveJob(trigger.getJobKey())));
    return job.filter(ExclusiveRuns::isExclusive).isPresent()
            && firing.isBlocked(job.get().getKey(), marks)
        ? TriggerState.BLOCKED
        : state;
  }

  // ---- Firing

  /** The triggers to fire next; none on a node that does not hold the lease. */
  public List<OperableTrigger> acquire(long noLaterThan, int most, long timeWindow)
      throws JobPersistenceException {
    return firing.acquire(noLaterThan, most, timeWindow);
  }

  /** A trigger that was taken is not fired. */
  public void release(OperableTrigger trigger) {
    quietly(
        () ->
            local.with(
                (state, ram) -> {
                  ram.releaseAcquiredTrigger(trigger);
                  return trigger;
                }));
  }

  /** Triggers that were taken are fired. */
  public List<TriggerFiredResult> fire(List<OperableTrigger> triggers)
      throws JobPersistenceException {
    return firing.fire(triggers);
  }

  /**
   * Writes the data that a run has left to Redis, before the run counts as ended. They are there
   * when this returns.
   *
   * @param run the identity of its firing
   */
  public void save(JobDetail job, String run) {
    data.save(job, run);
  }

  /**
   * Removes the repetition of a run that has ended on this node. Another node that holds the lease
   * meanwhile may have scheduled the repetition, and would fire it as soon as the mark of the run
   * goes.
   */
  public void withdraw(TriggerKey repetition) {
    data.withdraw(repetition);
  }

  /** Notes for operators that a run has begun. */
  public void begun(JobKey job, Instant at) {
    notes.begun(job, at);
  }

  /**
   * Notes for operators how a run has ended.
   *
   * @param failure what it failed with; empty if it did not
   */
  public void ended(JobKey job, Instant begun, Duration took, Optional<String> failure) {
    notes.ended(job, begun, took, failure);
  }

  /** A firing has ended. */
  public void complete(
      OperableTrigger trigger, JobDetail job, CompletedExecutionInstruction instruction) {
    data.save(job, trigger.getFireInstanceId());
    quietly(
        () -> {
          if (firing.complete(trigger, job, instruction)) {
            follower.wake();
          }
          firing.takeIdle().ifPresent(Runnable::run);
          return trigger;
        });
  }

  /** A step that can't report its failure to Quartz. */
  private interface Step {
    Object run() throws JobPersistenceException;
  }

  private void quietly(Step step) {
    try {
      Object unused = step.run();
    } catch (JobPersistenceException e) {
      log.error("{}: a firing could not be ended (a BeatCop bug: please report it)", lease, e);
    }
  }

  /** What the follower does again and again. */
  ScheduleRound round() {
    return round;
  }

  /** This node's copy. */
  LocalSchedule local() {
    return local;
  }

  // ---- For the plugin

  /**
   * Whether this node fires in a term. Before that, its triggers are not where the earlier holder
   * left them.
   */
  public boolean isOpenIn(long term) {
    return firing.isOpen() && firing.term().equals(OptionalLong.of(term));
  }

  /** How a trigger came into this schedule; empty if it is not there. */
  public Optional<TriggerText.Origin> originOf(TriggerKey key) throws JobPersistenceException {
    return look((state, ram) -> state.entry(Item.of(key)))
        .map(entry -> TriggerText.origin(entry.text()));
  }

  /** Ends a trigger that nobody will fire any more, unless a firing on this node ends it. */
  public void endIfOver(TriggerKey key) throws JobPersistenceException {
    firing.endIfOver(key);
  }

  /** The same for all triggers. */
  public void endWhatIsOver() throws JobPersistenceException {
    for (TriggerKey key : look((state, ram) -> List.copyOf(state.triggers()))) {
      firing.endIfOver(key);
    }
  }

  /** Sets a trigger back to a time that nobody has fired. It is no change of the schedule. */
  public void windBack(TriggerKey key, TriggerProgress progress) throws JobPersistenceException {
    firing.windBack(key, progress);
  }

  /** Looks at once, since this node may have got or lost the lease. */
  public void wake() {
    follower.wake();
  }

  /** Ends as soon as no job runs on this node, since a run may leave something. */
  @Override
  public void close() {
    quietly(
        () -> {
          firing.whenIdle(this::end);
          return this;
        });
  }

  private void end() {
    data.close();
    vetoes.close();
    hints.close();
    follower.close();
    patience.close();
    store.close();
  }
}
