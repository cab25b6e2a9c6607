package io.beatcop.quartz.shared;

import io.beatcop.quartz.simulation.SimulatedMisfire;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.SchedulerSignaler;
import org.quartz.spi.TriggerFiredResult;

/** Quartz' own RAMJobStore, but for misfires: those go by virtual time. */
final class VirtualRamStore extends RAMJobStore {

  /** Hears what a misfire instruction makes of a trigger. */
  interface Misfires {
    void misfired(TriggerKey key, Date from, Optional<Date> to);
  }

  /** No job of the schedule: a misfire ends no run. */
  private static final JobDetail NO_JOB =
      JobBuilder.newJob(Job.class).withIdentity("none", "none").build();

  private final SimulatedTime time;
  private final long thresholdMillis;
  private Optional<SchedulerSignaler> signals = Optional.empty();
  private final Misfires misfires;
  private final Set<TriggerKey> taken = new HashSet<>();

  VirtualRamStore(SimulatedTime time, long thresholdMillis, Misfires misfires) {
    this.time = time;
    this.thresholdMillis = thresholdMillis;
    this.misfires = misfires;
  }

  @Override
  public void initialize(ClassLoadHelper loadHelper, SchedulerSignaler signaler) {
    super.initialize(loadHelper, signaler);
    signals = Optional.of(signaler);
  }

  @Override
  public List<OperableTrigger> acquireNextTriggers(long noLaterThan, int most, long timeWindow) {
    try {
      for (TriggerKey key : getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
        misfire(key);
      }
    } catch (JobPersistenceException e) {
      throw new IllegalStateException(e);
    }
    List<OperableTrigger> triggers = super.acquireNextTriggers(noLaterThan, most, timeWindow);
    triggers.forEach(trigger -> taken.add(trigger.getKey()));
    return triggers;
  }

  @Override
  public void releaseAcquiredTrigger(OperableTrigger trigger) {
    taken.remove(trigger.getKey());
    super.releaseAcquiredTrigger(trigger);
  }

  @Override
  public List<TriggerFiredResult> triggersFired(List<OperableTrigger> triggers) {
    triggers.forEach(trigger -> taken.remove(trigger.getKey()));
    return super.triggersFired(triggers);
  }

  @Override
  public void storeTrigger(OperableTrigger trigger, boolean replace)
      throws JobPersistenceException {
    taken.remove(trigger.getKey());
    super.storeTrigger(trigger, replace);
  }

  @Override
  public void resumeTrigger(TriggerKey key) {
    super.resumeTrigger(key);
    taken.remove(key);
    try {
      misfire(key);
    } catch (JobPersistenceException e) {
      throw new IllegalStateException(e);
    }
  }

  private void misfire(TriggerKey key) throws JobPersistenceException {
    OperableTrigger trigger = retrieveTrigger(key);
    if (trigger == null
        || taken.contains(key)
        || getTriggerState(key) != TriggerState.NORMAL
        || trigger.getMisfireInstruction() == -1
        || trigger.getNextFireTime() == null
        || trigger.getNextFireTime().getTime() > time.nowMillis() - thresholdMillis) {
      return;
    }
    Date before = trigger.getNextFireTime();
    signals.orElseThrow().notifyTriggerListenersMisfired(trigger);
    SimulatedMisfire.update(trigger, Optional.empty(), time.nowMillis());
    super.storeTrigger(trigger, true);
    if (trigger.getNextFireTime() == null) {
      triggeredJobComplete(trigger, NO_JOB, CompletedExecutionInstruction.SET_TRIGGER_COMPLETE);
      signals.orElseThrow().notifySchedulerListenersFinalized(trigger);
    }
    misfires.misfired(key, before, Optional.ofNullable(trigger.getNextFireTime()));
  }
}
