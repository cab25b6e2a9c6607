package io.beatcop.examples.shared;

import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that declares a job and its trigger, which fires in a year far away. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class DeclaredSchedule {

  static final JobKey JOB = JobKey.jobKey("declared");
  static final TriggerKey TRIGGER = TriggerKey.triggerKey("declared", "declared-triggers");

  @Bean
  JobDetail declaredJob(@Value("${declared.text}") String text) {
    return JobBuilder.newJob(ReminderJob.class)
        .withIdentity(JOB)
        .usingJobData(ReminderJob.TEXT, text)
        .storeDurably()
        .build();
  }

  @Bean
  Trigger declaredTrigger(JobDetail declaredJob, @Value("${declared.year}") int year) {
    return trigger(year);
  }

  static Trigger trigger(int year) {
    return TriggerBuilder.newTrigger()
        .withIdentity(TRIGGER)
        .forJob(JOB)
        .withSchedule(CronScheduleBuilder.cronSchedule(cron(year)))
        .build();
  }

  static String cron(int year) {
    return "0 0 0 1 1 ? " + year;
  }
}
