package io.beatcop.examples.shared;

import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The application. Every instance declares one job; users schedule more, on any instance. */
@SpringBootApplication
public class Application {

  /**
   * Starts an instance.
   *
   * @param args Spring Boot's
   */
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  // The first instance that starts stores both. The others find them, and change nothing.

  @Bean
  JobDetail heartbeat() {
    return JobBuilder.newJob(ReminderJob.class)
        .withIdentity("heartbeat")
        .usingJobData(ReminderJob.TEXT, "declared by every instance")
        .storeDurably()
        .build();
  }

  @Bean
  Trigger everyFiveSeconds(JobDetail heartbeat) {
    return TriggerBuilder.newTrigger()
        .withIdentity("heartbeat")
        .forJob(heartbeat)
        .withSchedule(CronScheduleBuilder.cronSchedule("0/5 * * * * ?"))
        .build();
  }
}
