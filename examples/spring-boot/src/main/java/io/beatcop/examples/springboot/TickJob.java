package io.beatcop.examples.springboot;

import io.beatcop.quartz.BeatCop;
import java.util.OptionalLong;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The job: it logs for which second it was fired, and under which token. */
public class TickJob implements Job {

  private static final Logger log = LoggerFactory.getLogger(TickJob.class);

  /** Made by Spring, which can pass other beans here. */
  public TickJob() {}

  @Override
  public void execute(JobExecutionContext context) {
    // To be written along with the work: a database that has seen a greater token can refuse it.
    OptionalLong token = BeatCop.fencingToken(context);
    log.info("fired {}, token {}", context.getScheduledFireTime().toInstant(), token.orElse(0));
  }
}
