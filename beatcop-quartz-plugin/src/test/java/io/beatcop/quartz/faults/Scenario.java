package io.beatcop.quartz.faults;

import static org.quartz.CalendarIntervalScheduleBuilder.calendarIntervalSchedule;
import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.ScheduleBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.triggers.AbstractTrigger;

/** The triggers that the nodes of a test schedule. */
enum Scenario {

  /**
   * Triggers of each kind with each of its misfire instructions, every {@link #STEP_SECONDS}; their
   * groups are the kinds, their names the instructions.
   */
  EVERY_INSTRUCTION {
    @Override
    void schedule(Scheduler scheduler, long zero) throws SchedulerException {
      Map<String, Integer> cronLike = new LinkedHashMap<>();
      cronLike.put("smart", 0);
      cronLike.put("ignore", -1);
      cronLike.put("fire-once-now", 1);
      cronLike.put("do-nothing", 2);
      Map<String, Integer> simple = new LinkedHashMap<>();
      simple.put("smart", 0);
      simple.put("ignore", -1);
      simple.put("fire-now", 1);
      simple.put("now-with-existing-count", 2);
      simple.put("now-with-remaining-count", 3);
      simple.put("next-with-remaining-count", 4);
      simple.put("next-with-existing-count", 5);
      add(scheduler, "cron", cronSchedule("0/" + STEP_SECONDS + " * * * * ?"), zero, cronLike);
      add(
          scheduler,
          "interval",
          calendarIntervalSchedule().withIntervalInSeconds(STEP_SECONDS),
          zero,
          cronLike);
      add(
          scheduler,
          "daily",
          dailyTimeIntervalSchedule().withIntervalInSeconds(STEP_SECONDS),
          zero,
          cronLike);
      add(
          scheduler,
          "simple",
          simpleSchedule().withIntervalInSeconds(STEP_SECONDS).repeatForever(),
          zero,
          simple);
      add(
          scheduler,
          "count",
          simpleSchedule().withIntervalInSeconds(STEP_SECONDS).withRepeatCount(9),
          zero,
          simple);
      add(scheduler, "once", simpleSchedule(), zero + 4_000 * STEP_SECONDS, simple);
    }

    private void add(
        Scheduler scheduler,
        String kind,
        ScheduleBuilder<?> schedule,
        long start,
        Map<String, Integer> instructions)
        throws SchedulerException {
      for (Map.Entry<String, Integer> each : instructions.entrySet()) {
        AbstractTrigger<?> trigger =
            (AbstractTrigger<?>)
                TriggerBuilder.newTrigger()
                    .withIdentity(each.getKey(), kind)
                    .startAt(new Date(start))
                    .withSchedule(schedule)
                    .build();
        trigger.setMisfireInstruction(each.getValue());
        scheduler.scheduleJob(
            job(ClusterNode.Telling.class, kind + "-" + each.getKey()).build(), trigger);
      }
    }
  },

  /** Twenty triggers, each five times a second. */
  HUNDRED_A_SECOND {
    @Override
    void schedule(Scheduler scheduler, long zero) throws SchedulerException {
      for (int i = 0; i < 20; i++) {
        scheduler.scheduleJob(
            job(ClusterNode.Telling.class, "job-" + i).build(),
            TriggerBuilder.newTrigger()
                .withIdentity("t" + i, "g")
                .startAt(new Date(zero))
                .withSchedule(simpleSchedule().withIntervalInMilliseconds(200).repeatForever())
                .build());
      }
    }
  },

  /** Cron triggers that are due each second and each second one. */
  EACH_SECOND_AND_EACH_TWO {
    @Override
    void schedule(Scheduler scheduler, long zero) throws SchedulerException {
      cron(scheduler, "one", "* * * * * ?", CronTrigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
      cron(
          scheduler, "two", "0/2 * * * * ?", CronTrigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
    }
  },

  /** The same, and as many that leave out what is too late. */
  ALSO_WITH_MISFIRES {
    @Override
    void schedule(Scheduler scheduler, long zero) throws SchedulerException {
      EACH_SECOND_AND_EACH_TWO.schedule(scheduler, zero);
      cron(
          scheduler, "one-late-once", "* * * * * ?", CronTrigger.MISFIRE_INSTRUCTION_FIRE_ONCE_NOW);
      cron(
          scheduler, "two-never-late", "0/2 * * * * ?", CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING);
    }
  },

  /** Once each: at zero one that lasts and two to be recovered, a moment later one more. */
  ONCE_EACH {
    @Override
    void schedule(Scheduler scheduler, long zero) throws SchedulerException {
      once(scheduler, "lasting", job(ClusterNode.Lasting.class, "lasting"), zero);
      once(
          scheduler,
          "lasting-recovered",
          job(ClusterNode.Lasting.class, "lasting-recovered").requestRecovery(),
          zero);
      once(
          scheduler,
          "ended-recovered",
          job(ClusterNode.Telling.class, "ended-recovered").requestRecovery(),
          zero);
      once(scheduler, "later", job(ClusterNode.Telling.class, "later"), zero + 1_500);
    }

    private void once(Scheduler scheduler, String name, JobBuilder job, long time)
        throws SchedulerException {
      scheduler.scheduleJob(
          job.build(),
          TriggerBuilder.newTrigger()
              .withIdentity(name, "once")
              .usingJobData("mine", name)
              .startAt(new Date(time))
              .build());
    }
  };

  static final int STEP_SECONDS = 4;

  private static void cron(Scheduler scheduler, String name, String expression, int instruction)
      throws SchedulerException {
    AbstractTrigger<?> trigger =
        (AbstractTrigger<?>)
            TriggerBuilder.newTrigger()
                .withIdentity(name, "cron")
                .withSchedule(cronSchedule(expression))
                .build();
    trigger.setMisfireInstruction(instruction);
    scheduler.scheduleJob(job(ClusterNode.Witness.class, "of-" + name).build(), trigger);
  }

  private static JobBuilder job(Class<? extends Job> type, String name) {
    return JobBuilder.newJob(type).withIdentity(name, "jobs");
  }

  abstract void schedule(Scheduler scheduler, long zero) throws SchedulerException;
}
