package io.beatcop.benchmarks.firings;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.LeaseMXBean;
import io.beatcop.quartz.LeaseState;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** This project's plugin. It keeps its lease while it rests, its triggers paused. */
final class BeatCopContestant implements Contestant {

  /** The plugin's name of its listener. */
  static final String GATE = "beatcop:gate";

  private final Scheduler scheduler;

  private BeatCopContestant(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  static BeatCopContestant with(Conditions conditions, String journal, Properties jobStore)
      throws SchedulerException, InterruptedException {
    // A lease of its own for each JVM: all of them lead.
    String name = "beatcop-" + ProcessHandle.current().pid();
    Properties properties = new Properties();
    properties.putAll(jobStore);
    String plugin = "org.quartz.plugin.gate.";
    properties.setProperty(plugin + "class", BeatCopPlugin.class.getName());
    properties.setProperty(plugin + "redis", "redis://127.0.0.1:" + conditions.redisPort());
    properties.setProperty(plugin + "trustabsence", "true");
    properties.setProperty(plugin + "journal", journal);
    Scheduler scheduler = Backlog.scheduler(name, conditions, properties);
    scheduler.pauseTriggers(Backlog.GROUP);
    Backlog.add(scheduler);
    scheduler.start();
    while (!leads(scheduler)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return new BeatCopContestant(scheduler);
  }

  private static boolean leads(Scheduler scheduler) throws SchedulerException {
    return scheduler.getContext().get(GATE) instanceof LeaseMXBean lease
        && lease.getState() == LeaseState.LEADER;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public void go() throws SchedulerException {
    scheduler.resumeTriggers(Backlog.GROUP);
  }

  @Override
  public void pause() throws SchedulerException {
    scheduler.pauseTriggers(Backlog.GROUP);
  }
}
