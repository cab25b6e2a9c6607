package io.beatcop.benchmarks.schedule;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/** What is scheduled: a job for each customer, with some data, and an hourly trigger. */
record Customer(String name) {

  private static final String GROUP = "customers";

  JobKey jobKey() {
    return JobKey.jobKey(name, GROUP);
  }

  TriggerKey triggerKey() {
    return TriggerKey.triggerKey(name, GROUP);
  }

  JobDetail job() {
    return JobBuilder.newJob(Beat.class)
        .withIdentity(jobKey())
        .usingJobData("customer", name)
        .build();
  }

  /** Not due while anything is measured. */
  Trigger hourly() {
    return trigger()
        .startAt(new Date(System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1)))
        .withSchedule(SimpleScheduleBuilder.repeatHourlyForever())
        .build();
  }

  /** Due at once, and once. */
  Trigger now() {
    return trigger().startNow().build();
  }

  /** Due from now on. */
  Trigger every(long millis) {
    return trigger()
        .startNow()
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(millis)
                .repeatForever())
        .build();
  }

  private TriggerBuilder<Trigger> trigger() {
    return TriggerBuilder.newTrigger().withIdentity(triggerKey()).forJob(jobKey());
  }
}
