package io.beatcop.benchmarks.firings;

import java.util.Properties;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** Quartz on a job store, without this project. It rests in standby. */
final class QuartzContestant implements Contestant {

  private final Scheduler scheduler;

  private QuartzContestant(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  static Contestant with(Conditions conditions, Properties jobStore) throws SchedulerException {
    Scheduler scheduler = Backlog.scheduler("peer", conditions, jobStore);
    Backlog.add(scheduler);
    return new QuartzContestant(scheduler);
  }

  @Override
  public void go() throws SchedulerException {
    scheduler.start();
  }

  @Override
  public void pause() throws SchedulerException {
    scheduler.standby();
  }
}
