package io.beatcop.quartz.gate;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.MisfireSlots;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.RunningMark;
import io.beatcop.quartz.rules.Schedule;
import io.beatcop.quartz.rules.VetoedTriggers;
import io.beatcop.quartz.schedule.ExclusiveRuns;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.settings.TriggerNames;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.quartz.JobExecutionContext;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/** Makes the values for the rules from what Quartz tells its listeners. */
public final class Firings {

  /** Of all slices: the repetitions of their firings are triggers of one scheduler. */
  private static final AtomicLong RECOVERABLES = new AtomicLong();

  private final LeaseSettings lease;
  private final TriggerNames names;
  private final ToLongFunction<TriggerKey> stored;

  /**
   * Makes one that has seen no firing.
   *
   * @param stored when a trigger was stored; see {@link MissedFires.Candidate}
   */
  Firings(LeaseSettings lease, TriggerNames names, ToLongFunction<TriggerKey> stored) {
    this.lease = lease;
    this.names = names;
    this.stored = stored;
  }

  /** The firing to claim; empty for a trigger that has another name on other nodes (Q7). */
  Optional<Firing> of(JobExecutionContext context, Claims claims) {
    TriggerKey key = context.getTrigger().getKey();
    if (names.isManualHere(context.getTrigger()) || !names.isShared(key)) {
      return Optional.empty();
    }
    MisfireSlots.Meaning meaning =
        claims.with(rules -> rules.meaning(key, context.getScheduledFireTime()));
    return Optional.of(
        firing(
            context,
            meaning,
            context.getJobDetail().requestsRecovery()
                ? Optional.of(recoverable(context))
                : Optional.empty(),
            TriggerNames.isRepeating(key)
                ? Optional.of(TriggerNames.repeated(key))
                : Optional.empty(),
            names.areAllShared() && ExclusiveRuns.isExclusive(context.getJobDetail())
                ? Optional.of(mark(context))
                : Optional.empty()));
  }

  private RunningMark mark(JobExecutionContext context) {
    return new RunningMark(
        Item.of(context.getJobDetail().getKey()).field(),
        context.getFireInstanceId(),
        ExclusiveRuns.life(lease.ttl()).toMillis());
  }

  /**
   * Makes a firing to claim, from its context in Quartz.
   *
   * @param meaning the meaning of its time, by the rules
   * @param recoverable the data to run it again, if its job requests recovery
   * @param repeats the firing of a dead node that it repeats, if any
   * @param mark the mark of its run, if its job may not run twice at once
   */
  public static Firing firing(
      JobExecutionContext context,
      MisfireSlots.Meaning meaning,
      Optional<RecoverableFiring> recoverable,
      Optional<String> repeats,
      Optional<RunningMark> mark) {
    OperableTrigger trigger = (OperableTrigger) context.getTrigger();
    Date previous = context.getPreviousFireTime();
    return new Firing(
        trigger.getKey(),
        new Schedule(trigger, Optional.empty()).fingerprint(),
        meaning.slot(),
        meaning
            .missed()
            .map(
                missed ->
                    new Schedule(
                        (OperableTrigger) missed, Optional.ofNullable(context.getCalendar()))),
        context.getFireTime().getTime(),
        previous == null ? FiredSlots.NO_PREVIOUS : previous.getTime(),
        recoverable,
        repeats,
        mark);
  }

  private RecoverableFiring recoverable(JobExecutionContext context) {
    return new RecoverableFiring(
        lease.holder() + "-" + RECOVERABLES.incrementAndGet(),
        lease.holder(),
        context.getJobDetail().getKey(),
        context.getTrigger().getKey(),
        context.getFireTime().getTime(),
        context.getScheduledFireTime().getTime());
  }

  /** A firing that was vetoed. Of its trigger's last one the job is kept: Quartz deletes both. */
  static VetoedTriggers.Vetoed vetoed(JobExecutionContext context, Firing firing) {
    boolean isLast = context.getTrigger().getNextFireTime() == null;
    return VetoedTriggers.Vetoed.of(
        firing,
        isLast
            ? Optional.of(new VetoedTriggers.Finished(context.getJobDetail(), copy(context)))
            : Optional.empty());
  }

  /** A trigger's next time after its misfire, whatever a calendar excludes of those. */
  static Optional<Date> nextAfterMisfire(OperableTrigger missed) {
    OperableTrigger copy = (OperableTrigger) missed.clone();
    copy.updateAfterMisfire(null);
    return Optional.ofNullable(copy.getNextFireTime());
  }

  /** The trigger as it is after this firing. */
  static OperableTrigger copy(JobExecutionContext context) {
    return (OperableTrigger) ((OperableTrigger) context.getTrigger()).clone();
  }

  /** The trigger as it was before this firing. */
  MissedFires.Candidate triggerBefore(JobExecutionContext context, Firing firing) {
    return before(context, firing, stored.applyAsLong(context.getTrigger().getKey()));
  }

  /** The same of a trigger that was stored at some time. */
  public static MissedFires.Candidate before(
      JobExecutionContext context, Firing firing, long storedMillis) {
    OperableTrigger trigger = copy(context);
    // After a misfire, the scheduled time of the context is not the one that the trigger had.
    trigger.setNextFireTime(new Date(firing.slot().millis()));
    trigger.setPreviousFireTime(context.getPreviousFireTime());
    return new MissedFires.Candidate(
        trigger,
        Optional.ofNullable(context.getCalendar()),
        MissedFires.State.WAITING,
        Optional.empty(),
        Long.MAX_VALUE,
        MissedFires.Candidate.NO_START,
        MissedFires.Candidate.NOTHING_DONE,
        storedMillis);
  }
}
