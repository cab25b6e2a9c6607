package io.beatcop.quartz;

import java.util.List;
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
 * Fires again what a node was running when it died, if the job requests recovery (Q3).
 *
 * <p>The trigger, its group and its data are those that Quartz' JDBC store makes.
 */
final class DeadNodesJobs {

  private static final Logger log = LoggerFactory.getLogger(DeadNodesJobs.class);

  private final Scheduler scheduler;
  private final String lease;
  private final String holder;

  DeadNodesJobs(Scheduler scheduler, String lease, String holder) {
    this.scheduler = scheduler;
    this.lease = lease;
    this.holder = holder;
  }

  /** Schedules the repetition of each firing of another node, and says how many there were. */
  int repeat(List<Repeatable> running, long notBeforeMillis) throws SchedulerException {
    int repeated = 0;
    for (Repeatable firing : running) {
      TriggerKey key = TriggerNames.repeating(firing.id());
      if (firing.holder().equals(holder)
          || firing.firedMillis() < notBeforeMillis
          || scheduler.checkExists(key)) {
        continue;
      }
      JobDetail job = scheduler.getJobDetail(firing.job());
      if (job == null) {
        log.warn(
            "{}: {} ran job {} when it died, which this node does not have: not repeated",
            lease,
            firing.holder(),
            firing.job());
        continue;
      }
      log.info("{}: repeating job {}, which {} left", lease, firing.job(), firing.holder());
      scheduler.scheduleJob(trigger(key, firing));
      repeated++;
    }
    return repeated;
  }

  private Trigger trigger(TriggerKey key, Repeatable firing) throws SchedulerException {
    SimpleTriggerImpl trigger = new SimpleTriggerImpl();
    trigger.setKey(key);
    trigger.setJobKey(firing.job());
    trigger.setStartTime(new java.util.Date(firing.scheduledMillis()));
    trigger.setMisfireInstruction(SimpleTrigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
    Trigger original = scheduler.getTrigger(firing.trigger());
    JobDataMap data = original == null ? new JobDataMap() : original.getJobDataMap();
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
