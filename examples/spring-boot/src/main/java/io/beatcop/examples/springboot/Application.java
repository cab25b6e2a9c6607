package io.beatcop.examples.springboot;

import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The application. Every instance makes the same job and trigger; one instance fires them. */
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

  // Both have names of their own. Without withIdentity Quartz makes up names, which differ from one
  // instance to the next, so that none could tell that another has fired the same trigger.

  @Bean
  JobDetail tick() {
    return JobBuilder.newJob(TickJob.class).withIdentity("tick").storeDurably().build();
  }

  @Bean
  Trigger everySecond(JobDetail tick) {
    return TriggerBuilder.newTrigger()
        .withIdentity("every-second")
        .forJob(tick)
        .withSchedule(CronScheduleBuilder.cronSchedule("* * * * * ?"))
        .build();
  }
}
