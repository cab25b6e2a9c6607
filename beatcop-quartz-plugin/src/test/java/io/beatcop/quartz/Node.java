package io.beatcop.quartz;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/** A node of a cluster: a scheduler with the plugin, and what it fired. */
final class Node implements AutoCloseable {

  private static final String FIRES = "fires";
  private static final String LATCH = "latch";

  private final Scheduler scheduler;
  private final List<Fire> fires = new CopyOnWriteArrayList<>();

  private Node(Scheduler scheduler) throws SchedulerException {
    this.scheduler = scheduler;
    scheduler.getContext().put(FIRES, fires);
  }

  /**
   * Makes a node, not started, from the properties of the plugin, given as name, value, …; names
   * that begin with {@code org.quartz.} are Quartz' own.
   */
  static Node with(String name, String... plugin) throws SchedulerException {
    return withStore(Map.of(), name, plugin);
  }

  /** As {@link #with}, and with the properties of a job store other than RAMJobStore. */
  static Node withStore(Map<String, String> jobStore, String name, String... plugin)
      throws SchedulerException {
    Properties properties = new Properties();
    jobStore.forEach((key, value) -> properties.setProperty("org.quartz.jobStore." + key, value));
    entry(properties, "beatcop", plugin);
    return of(name, properties);
  }

  /** Adds an entry of the plugin, with its properties as name, value, … */
  static void entry(Properties properties, String entry, String... plugin) {
    String prefix = "org.quartz.plugin." + entry + ".";
    properties.setProperty(prefix + "class", BeatCopPlugin.class.getName());
    for (int i = 0; i < plugin.length; i += 2) {
      String property = plugin[i].startsWith("org.quartz.") ? plugin[i] : prefix + plugin[i];
      properties.setProperty(property, plugin[i + 1]);
    }
  }

  /** Makes a node, not started, with the entries of the plugin that are given. */
  static Node of(String name, Properties entries) throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", name);
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.threadCount", "4");
    properties.putAll(entries);
    return new Node(new StdSchedulerFactory(properties).getScheduler());
  }

  Scheduler scheduler() {
    return scheduler;
  }

  List<Fire> fires() {
    return List.copyOf(fires);
  }

  /** An entry of the plugin, as operators see it. */
  LeaseMXBean entry(String name) throws SchedulerException {
    return (LeaseMXBean) Objects.requireNonNull(scheduler.getContext().get("beatcop:" + name));
  }

  Node start() throws SchedulerException {
    scheduler.start();
    return this;
  }

  /** Every 100 ms from a moment that all nodes share. */
  Node everyTenthOfASecond(String group) throws SchedulerException {
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity("tick", group)
            // Not 0, which Quartz's JDBC stores take for no time at all.
            .startAt(new Date(100))
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule()
                    .withIntervalInMilliseconds(100)
                    .repeatForever()
                    .withMisfireHandlingInstructionNextWithRemainingCount())
            .build();
    scheduler.scheduleJob(
        JobBuilder.newJob(Ticking.class).withIdentity("ticking", group).build(), trigger);
    return this;
  }

  /** A trigger of a job of its own, which notes that it was fired. */
  Node schedule(Trigger trigger) throws SchedulerException {
    scheduler.scheduleJob(
        JobBuilder.newJob(Ticking.class).withIdentity("of-" + trigger.getKey(), "jobs").build(),
        trigger);
    return this;
  }

  /** The scheduled times that it fired of a trigger, in the order in which it did. */
  List<Long> times(String group, String name) {
    return fires.stream()
        .filter(fire -> fire.trigger().equals(new TriggerKey(name, group)))
        .map(Fire::scheduledMillis)
        .toList();
  }

  /** Once, now, until the latch lets it end. */
  Node longJob(CountDownLatch latch) throws SchedulerException {
    scheduler.getContext().put(LATCH, latch);
    scheduler.scheduleJob(
        JobBuilder.newJob(Waiting.class).withIdentity("waiting").requestRecovery().build(),
        TriggerBuilder.newTrigger().withIdentity("now").startNow().build());
    return this;
  }

  /** Each of these once, now, until the latch lets all of them end. */
  Node longJobs(List<JobKey> jobs, CountDownLatch latch) throws SchedulerException {
    scheduler.getContext().put(LATCH, latch);
    for (JobKey job : jobs) {
      scheduler.scheduleJob(
          JobBuilder.newJob(Waiting.class).withIdentity(job).build(),
          TriggerBuilder.newTrigger().withIdentity("now-" + job.getName()).startNow().build());
    }
    return this;
  }

  @Override
  public void close() {
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Notes that it was fired. */
  @DisallowConcurrentExecution
  public static final class Ticking implements Job {

    /** Made by Quartz. */
    public Ticking() {}

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      note(context);
    }
  }

  /** Notes that it was fired, and waits for the latch. */
  public static final class Waiting implements Job {

    /** Made by Quartz. */
    public Waiting() {}

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      note(context);
      try {
        ((CountDownLatch) shared(context, LATCH)).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (SchedulerException e) {
        throw new JobExecutionException(e);
      }
    }
  }

  private static Object shared(JobExecutionContext context, String key) throws SchedulerException {
    return Objects.requireNonNull(context.getScheduler().getContext().get(key));
  }

  @SuppressWarnings("unchecked")
  static void note(JobExecutionContext context) throws JobExecutionException {
    try {
      Scheduler scheduler = context.getScheduler();
      ((List<Fire>) shared(context, FIRES))
          .add(
              new Fire(
                  scheduler.getSchedulerName(),
                  context.getTrigger().getKey(),
                  context.getScheduledFireTime().getTime(),
                  BeatCop.fencingToken(context)));
    } catch (SchedulerException e) {
      throw new JobExecutionException(e);
    }
  }
}
