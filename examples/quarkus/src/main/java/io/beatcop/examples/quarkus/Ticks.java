package io.beatcop.examples.quarkus;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The job: it logs for which second it was fired. */
@ApplicationScoped
public class Ticks {

  private static final Logger log = LoggerFactory.getLogger(Ticks.class);

  /** Made by Quarkus, which can pass other beans here. */
  public Ticks() {}

  // Without an identity, the name of the trigger would not be the same on all instances.
  @Scheduled(identity = "tick", cron = "* * * * * ?")
  void tick(ScheduledExecution execution) {
    log.info("fired {}", execution.getScheduledFireTime());
  }
}
