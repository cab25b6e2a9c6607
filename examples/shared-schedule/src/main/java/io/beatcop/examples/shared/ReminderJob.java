package io.beatcop.examples.shared;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The job: it logs its text, and for which second it was fired. */
public class ReminderJob implements Job {

  static final String TEXT = "text";

  private static final Logger log = LoggerFactory.getLogger(ReminderJob.class);

  /** Made by Spring, which can pass other beans here. */
  public ReminderJob() {}

  @Override
  public void execute(JobExecutionContext context) {
    log.info(
        "fired {} for {}: {}",
        context.getJobDetail().getKey().getName(),
        context.getScheduledFireTime().toInstant(),
        context.getMergedJobDataMap().getString(TEXT));
  }
}
