package io.beatcop.benchmarks.firings;

import java.util.Date;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;

/** The triggers that each contestant with Quartz has to fire, and the job that they fire. */
final class Backlog {

  /** The group of the triggers. */
  static final GroupMatcher<TriggerKey> GROUP = GroupMatcher.triggerGroupEquals("late");

  private static final JobKey JOB = JobKey.jobKey("counted");

  private Backlog() {}

  /**
   * Makes a scheduler, not started.
   *
   * @param own the properties that make the contestant what it is
   */
  static Scheduler scheduler(String name, Conditions conditions, Properties own)
      throws SchedulerException {
    String workers = String.valueOf(conditions.workers());
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", name);
    properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", workers);
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", workers);
    properties.putAll(own);
    return new StdSchedulerFactory(properties).getScheduler();
  }

  /** Adds the triggers, none of which fires before the scheduler lets it. */
  static void add(Scheduler scheduler) throws SchedulerException {
    JobDetail job = JobBuilder.newJob(CountedJob.class).withIdentity(JOB).storeDurably().build();
    scheduler.addJob(job, false);
    // Within what BeatCop recovers.
    Date first = new Date(System.currentTimeMillis() - TimeUnit.HOURS.toMillis(Contestant.HOURS));
    for (int i = 0; i < Contestant.SCHEDULES; i++) {
      scheduler.scheduleJob(trigger("late", i, first, 1));
    }
  }

  /** One trigger of that job, which never misfires. */
  static Trigger trigger(String group, int number, Date first, long everyMillis) {
    return TriggerBuilder.newTrigger()
        .withIdentity("t" + number, group)
        .forJob(JOB)
        .startAt(first)
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(everyMillis)
                .repeatForever()
                .withMisfireHandlingInstructionIgnoreMisfires())
        .build();
  }
}
