package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.rules.MissedFires.Candidate;
import io.beatcop.quartz.rules.Schedule;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.shared.SharedSchedule;
import io.beatcop.quartz.shared.StoreLink;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes that recovery makes to the triggers of a scheduler. Any thread may call it.
 *
 * <p>The scheduler tells its listeners of such a change, on the thread that makes it: they ask
 * whether it is {@link #isOurs}.
 */
public final class TriggerChanges {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final String lease;
  private final Scheduler scheduler;
  private final Optional<StoreLink> store;
  private final ThreadLocal<Boolean> ours = ThreadLocal.withInitial(() -> false);

  /**
   * Makes an object that has changed nothing.
   *
   * @param store the way to the job store, if all nodes share that
   */
  public TriggerChanges(String lease, Scheduler scheduler, Optional<StoreLink> store) {
    this.lease = lease;
    this.scheduler = scheduler;
    this.store = store;
  }

  /** Whether this plugin caused what the scheduler tells its listeners on this thread. */
  public boolean isOurs() {
    return ours.get();
  }

  /**
   * Winds a trigger back to its first missed time. Returns whether that is done; false if the
   * scheduler has ended the trigger meanwhile.
   *
   * @throws JobPersistenceException if the job store fails; a later attempt may succeed
   */
  public boolean windBack(Candidate candidate, OperableTrigger rewound)
      throws JobPersistenceException {
    if (store.isPresent()) {
      return isSetBack(candidate, rewound);
    }
    ours.set(true);
    try {
      Optional<JobDetail> job = candidate.job();
      if (job.isEmpty()) {
        return scheduler.rescheduleJob(candidate.key(), rewound) != null;
      }
      if (scheduler.checkExists(job.get().getKey())) {
        scheduler.scheduleJob(rewound);
      } else {
        scheduler.scheduleJob(job.get(), rewound);
      }
    } catch (SchedulerException | RuntimeException e) {
      log.warn("{}: could not recover what {} missed", lease, candidate.key(), e);
      if (e instanceof JobPersistenceException failure
          && !(e instanceof ObjectAlreadyExistsException)) {
        throw failure;
      }
    } finally {
      ours.set(false);
    }
    return true;
  }

  /** A shared schedule is not changed by this: the trigger only gets its time back. */
  private boolean isSetBack(Candidate candidate, OperableTrigger rewound)
      throws JobPersistenceException {
    Optional<SharedSchedule> schedule = store.flatMap(StoreLink::schedule);
    if (schedule.isEmpty()) {
      return false;
    }
    // One that was stored late, and never fired, shows no time before.
    Optional<Date> previous =
        Optional.ofNullable(candidate.trigger().getPreviousFireTime())
            .flatMap(fired -> Optional.ofNullable(rewound.getPreviousFireTime()));
    Date first = rewound.computeFirstFireTime(candidate.calendar().orElse(null));
    if (first != null) {
      int times = new Schedule(candidate.trigger(), candidate.calendar()).timesBefore(first);
      schedule
          .get()
          .windBack(candidate.key(), new TriggerProgress(Optional.of(first), previous, times));
    }
    return true;
  }

  /**
   * Ends a trigger of a shared schedule that has no time left, since its holder has died with its
   * last firing. A RAMJobStore of its own has no such trigger.
   */
  void endIfOver(Candidate candidate) throws JobPersistenceException {
    Optional<SharedSchedule> schedule = store.flatMap(StoreLink::schedule);
    if (schedule.isPresent() && candidate.trigger().getNextFireTime() == null) {
      schedule.get().endIfOver(candidate.key());
    }
  }

  /** The same for all triggers. */
  void endWhatIsOver() throws JobPersistenceException {
    Optional<SharedSchedule> schedule = store.flatMap(StoreLink::schedule);
    if (schedule.isPresent()) {
      schedule.get().endWhatIsOver();
    }
  }

  /**
   * Deletes a trigger that was ended on the node that fired it. A shared schedule knows that
   * itself.
   */
  public void remove(TriggerKey key) throws SchedulerException {
    if (store.isPresent()) {
      return;
    }
    ours.set(true);
    try {
      scheduler.unscheduleJob(key);
    } finally {
      ours.set(false);
    }
  }

  /**
   * Resets triggers in state ERROR, so that a job factory that failed once does not stop them
   * (Q-r). In a shared schedule only the holder can have failed, and a user resets it, as with
   * JDBC.
   */
  void resetErrors(List<Candidate> candidates) throws SchedulerException {
    if (store.isPresent()) {
      return;
    }
    List<TriggerKey> failed = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (scheduler.getTriggerState(candidate.key()) == TriggerState.ERROR) {
        scheduler.resetTriggerFromErrorState(candidate.key());
        if (scheduler.getTriggerState(candidate.key()) == TriggerState.NORMAL) {
          // The trigger waits again. This wakes the scheduler, which may sleep for half a minute.
          scheduler.resumeTrigger(candidate.key());
        }
        failed.add(candidate.key());
      }
    }
    if (!failed.isEmpty()) {
      log.warn(
          "{}: {} triggers were in state ERROR on this node, among them {}: reset, for this node is"
              + " to fire them now; check what Quartz logged of them, such as a job that could not"
              + " be made",
          lease,
          failed.size(),
          failed.get(0));
    }
  }
}
