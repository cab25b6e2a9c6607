package io.beatcop.benchmarks;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.LeaseMXBean;
import io.beatcop.quartz.LeaseState;
import io.beatcop.testing.RedisServer;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.TriggerListenerSupport;

/** The listener between a trigger and its job in a scheduler. */
public enum Gate {
  /** A TriggerListener that lets everything through: the cost of any listener. */
  BARE,
  /** The plugin without the journal. */
  OFF,
  /** The plugin with the journal: a claim in Redis for each firing. */
  ON;

  /** The name of the listener. */
  static final String LISTENER = "beatcop:gate";

  private static final int THREADS = 10;

  /** Makes a scheduler that leads where it can; it is started. */
  Scheduler scheduler(RedisServer redis) throws SchedulerException, InterruptedException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "benchmark-" + this);
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty(
        "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", String.valueOf(THREADS));
    properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(THREADS));
    if (this != BARE) {
      String plugin = "org.quartz.plugin.gate.";
      properties.setProperty(plugin + "class", BeatCopPlugin.class.getName());
      properties.setProperty(plugin + "redis", redis.uri());
      properties.setProperty(plugin + "trustabsence", "true");
      properties.setProperty(plugin + "journal", this == ON ? "on" : "off");
    }
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    if (this == BARE) {
      scheduler.getListenerManager().addTriggerListener(new Bare());
    }
    scheduler.start();
    while (this != BARE && !leads(scheduler)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return scheduler;
  }

  private static boolean leads(Scheduler scheduler) throws SchedulerException {
    return scheduler.getContext().get(LISTENER) instanceof LeaseMXBean lease
        && lease.getState() == LeaseState.LEADER;
  }

  private static final class Bare extends TriggerListenerSupport {

    @Override
    public String getName() {
      return LISTENER;
    }

    @Override
    public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
      return false;
    }
  }
}
