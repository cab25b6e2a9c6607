package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.settings.TriggerNames;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.listeners.SchedulerListenerSupport;
import org.quartz.spi.OperableTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is scheduled and deleted on this node. The holder passes it on by the journal; another
 * node warns that no other node knows of it.
 */
final class ScheduleEvents extends SchedulerListenerSupport {

  private static final Logger log = LoggerFactory.getLogger(ScheduleEvents.class);

  private final Lease lease;
  private final PluginSettings settings;
  private final Triggers triggers;
  private final TriggerChanges changes;
  private final Optional<Claims> claims;
  private final Optional<Recovery> recovery;
  private final Optional<LocalChanges> localChanges;
  private final Optional<OverdueWatch> overdue;
  private final boolean isShared;
  private final GroupCheck groups;
  private volatile boolean started;

  /**
   * Makes a listener. Without claims there is no journal to tell.
   *
   * @param isShared whether all nodes share the schedule: then {@link SharedChanges} hears of
   *     changes, whichever node makes them
   * @param groups the warning of patterns, once for all slices
   */
  ScheduleEvents(
      Lease lease,
      PluginSettings settings,
      Triggers triggers,
      TriggerChanges changes,
      Optional<Claims> claims,
      Optional<Recovery> recovery,
      Optional<LocalChanges> localChanges,
      Optional<OverdueWatch> overdue,
      boolean isShared,
      GroupCheck groups) {
    this.lease = lease;
    this.settings = settings;
    this.triggers = triggers;
    this.changes = changes;
    this.claims = claims;
    this.recovery = recovery;
    this.localChanges = localChanges;
    this.overdue = overdue;
    this.isShared = isShared;
    this.groups = groups;
  }

  /** Whether this plugin causes what the scheduler tells on this thread. */
  boolean isOurs() {
    return changes.isOurs();
  }

  @Override
  public void schedulerStarted() {
    started = true;
    quietly(groups::check);
  }

  @Override
  public void jobScheduled(Trigger trigger) {
    quietly(
        () -> {
          if (!changes.isOurs()) {
            overdue.ifPresent(watch -> watch.seeAnew(trigger.getKey()));
          }
          if (isShared
              || changes.isOurs()
              || !settings.gates(trigger)
              || TriggerNames.isManual(trigger)) {
            return;
          }
          if (trigger instanceof OperableTrigger operable) {
            triggers.scheduled(operable);
          }
          claims.ifPresent(
              journal ->
                  journal.tell(rules -> rules.recovery().triggerScheduled(trigger.getKey())));
          recovery.ifPresent(Recovery::request);
          if (started && !lease.isHeld()) {
            localChanges.ifPresent(local -> local.scheduled(trigger.getKey()));
          }
        });
    if (started && !changes.isOurs()) {
      quietly(groups::check);
    }
  }

  /** Quartz says null when all triggers are deleted at once. */
  @Override
  public void jobUnscheduled(@Nullable TriggerKey key) {
    quietly(
        () -> {
          if (!isShared && !changes.isOurs()) {
            for (TriggerKey each : key == null ? triggers.scheduledKeys() : Set.of(key)) {
              unscheduled(each);
            }
          }
        });
  }

  private void unscheduled(TriggerKey key) {
    triggers.unscheduled(key);
    if (lease.isHeld()) {
      ended(key);
    } else if (started) {
      claims.ifPresent(journal -> journal.tell(rules -> rules.forget(key)));
      localChanges.ifPresent(local -> local.unscheduled(key));
    }
  }

  /** Tells the journal that a trigger has ended, so that no node keeps it. */
  void ended(TriggerKey key) {
    if (isShared) {
      return;
    }
    claims.ifPresent(journal -> journal.tell(rules -> rules.triggerEnded(key, journal.now())));
    recovery.ifPresent(Recovery::request);
  }

  @Override
  public void triggerFinalized(Trigger trigger) {
    quietly(
        () -> {
          triggers.unscheduled(trigger.getKey());
          claims.ifPresent(journal -> journal.tell(rules -> rules.finalized(trigger.getKey())));
        });
  }

  @Override
  public void triggerResumed(TriggerKey key) {
    overdue.ifPresent(watch -> watch.seeAnew(key));
    resumed(rules -> rules.recovery().resumed(key));
  }

  /** Quartz says null when all groups are resumed at once. */
  @Override
  public void triggersResumed(@Nullable String group) {
    overdue.ifPresent(OverdueWatch::seeAllAnew);
    resumed(rules -> rules.recovery().resumedAll(Optional.ofNullable(group)));
  }

  @Override
  public void jobResumed(JobKey job) {
    overdue.ifPresent(OverdueWatch::seeAllAnew);
    resumed(rules -> rules.recovery().resumedAll(Optional.empty()));
  }

  @Override
  public void jobsResumed(@Nullable String group) {
    overdue.ifPresent(OverdueWatch::seeAllAnew);
    resumed(rules -> rules.recovery().resumedAll(Optional.empty()));
  }

  private void resumed(Consumer<FireMachine> tell) {
    if (isShared) {
      return;
    }
    quietly(
        () -> {
          claims.ifPresent(journal -> journal.tell(tell));
          recovery.ifPresent(Recovery::request);
        });
  }

  /** Something that may fail. */
  private interface Task {
    void run() throws SchedulerException;
  }

  /** Runs a task, and logs its failure: an exception would lead only to a log line of Quartz. */
  private void quietly(Task task) {
    try {
      task.run();
    } catch (SchedulerException e) {
      log.debug("{}: the job store does not tell its groups", settings.lease().name(), e);
    } catch (RuntimeException | LinkageError e) {
      log.error(
          "{}: failed to record a change of the schedule (a BeatCop bug: please report it)",
          settings.lease().name(),
          e);
    }
  }
}
