package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.settings.TriggerNames;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the jobs again that a dead node was running, if they request recovery (Q3).
 *
 * <p>The trigger, its group and its data are those that Quartz' JDBC store makes.
 *
 * <p>It belongs to the thread of {@link Recovery}.
 */
final class OrphanedJobs {

  private static final Logger log = LoggerFactory.getLogger(OrphanedJobs.class);

  private final Scheduler scheduler;
  private final String lease;
  private final String holder;
  private final Claims claims;

  /** The firings whose repetition was scheduled by what was read before. */
  private final Set<String> unchecked = new HashSet<>();

  OrphanedJobs(Scheduler scheduler, String lease, String holder, Claims claims) {
    this.scheduler = scheduler;
    this.lease = lease;
    this.holder = holder;
    this.claims = claims;
  }

  /** Schedules the repetition of each firing of another node. Returns how many there were. */
  int runAgain(List<RecoverableFiring> running, long notBeforeMillis) throws SchedulerException {
    int repeated = 0;
    for (RecoverableFiring firing : running) {
      TriggerKey key = TriggerNames.repeating(firing.id());
      if (firing.holder().equals(holder)
          || firing.firedMillis() < notBeforeMillis
          || scheduler.checkExists(key)) {
        continue;
      }
      log.info("{}: running job {} again, which {} left", lease, firing.job(), firing.holder());
      if (schedule(trigger(key, firing))) {
        unchecked.add(firing.id());
        repeated++;
      }
    }
    return repeated;
  }

  /** Whether a repetition was scheduled, whose run may have ended on its node meanwhile. */
  boolean isToBeChecked() {
    return !unchecked.isEmpty();
  }

  /**
   * Removes the repetitions of runs that have ended after all, between the look at them and the
   * scheduling. Their nodes could not do that yet.
   *
   * @param running the runs that go on, or whose nodes are dead; read since
   */
  void withdrawEnded(List<RecoverableFiring> running) throws SchedulerException {
    running.forEach(firing -> unchecked.remove(firing.id()));
    for (String ended : unchecked) {
      TriggerKey key = TriggerNames.repeating(ended);
      Trigger repetition = scheduler.getTrigger(key);
      // One that has fired is no more among those that go on, either.
      if (repetition != null && repetition.getNextFireTime() != null) {
        log.info("{}: {} is not needed: the run has ended on its node", lease, key);
        scheduler.unscheduleJob(key);
      }
    }
    unchecked.clear();
  }

  private boolean schedule(Trigger trigger) throws SchedulerException {
    if (scheduler.checkExists(trigger.getJobKey())) {
      scheduler.scheduleJob(trigger);
      return true;
    }
    // The job of a one-shot trigger went with it when this node vetoed it.
    Optional<JobDetail> job =
        claims.with(rules -> rules.recovery().vetoed().job(trigger.getJobKey()));
    if (job.isPresent()) {
      scheduler.scheduleJob(job.get(), trigger);
    } else {
      log.warn("{}: this node has no job {}: it does not run again", lease, trigger.getJobKey());
    }
    return job.isPresent();
  }

  private Trigger trigger(TriggerKey key, RecoverableFiring firing) throws SchedulerException {
    SimpleTriggerImpl trigger = new SimpleTriggerImpl();
    trigger.setKey(key);
    trigger.setJobKey(firing.job());
    trigger.setStartTime(new Date(firing.scheduledMillis()));
    trigger.setMisfireInstruction(SimpleTrigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
    JobDataMap data =
        Optional.ofNullable(scheduler.getTrigger(firing.trigger()))
            .or(() -> claims.with(rules -> rules.recovery().vetoed().trigger(firing.trigger())))
            .map(original -> new JobDataMap(original.getJobDataMap()))
            .orElseGet(JobDataMap::new);
    data.put(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_NAME, firing.trigger().getName());
    data.put(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_GROUP, firing.trigger().getGroup());
    data.put(
        Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_FIRETIME_IN_MILLISECONDS,
        String.valueOf(firing.firedMillis()));
    data.put(
        Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS,
        String.valueOf(firing.scheduledMillis()));
    trigger.setJobDataMap(data);
    return trigger;
  }
}
