package io.beatcop.spring;

import java.util.Date;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with a job, as users write it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TestApplication {

  static final int PERIOD_MILLIS = 200;

  @Bean
  Fires fires() {
    return new Fires();
  }

  @Bean
  JobDetail tick() {
    return JobBuilder.newJob(TickJob.class).withIdentity("tick").storeDurably().build();
  }

  @Bean
  Trigger often(JobDetail tick) {
    return TriggerBuilder.newTrigger()
        .withIdentity("often")
        .forJob(tick)
        // In the same phase on each node.
        .startAt(new Date(System.currentTimeMillis() / 1000 * 1000))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(PERIOD_MILLIS)
                .withMisfireHandlingInstructionNextWithRemainingCount()
                .repeatForever())
        .build();
  }

  /** Notes its scheduled time. */
  static final class TickJob implements Job {

    private final Fires fires;

    TickJob(Fires fires) {
      this.fires = fires;
    }

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        fires.add(context.getScheduledFireTime());
      } catch (InterruptedException e) {
        throw new JobExecutionException(e);
      }
    }
  }
}
