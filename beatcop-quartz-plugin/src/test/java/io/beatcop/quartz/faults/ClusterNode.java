package io.beatcop.quartz.faults;

import static org.quartz.CronScheduleBuilder.cronSchedule;

import io.beatcop.quartz.BeatCop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.InterruptableJob;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.PersistJobDataAfterExecution;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/**
 * A node in a JVM of its own, to be killed for real. It is told what to do on its standard input,
 * says on its standard output what it fires, and ends with its input.
 */
public final class ClusterNode {

  private static final CountDownLatch RELEASED = new CountDownLatch(1);

  private final Map<String, Scheduler> schedulers = new LinkedHashMap<>();

  private ClusterNode() {}

  /**
   * Runs a node.
   *
   * @param arguments the properties of each scheduler, {@code name=value}, after its name
   * @throws Exception if it can't
   */
  public static void main(String[] arguments) throws Exception {
    ClusterNode node = new ClusterNode();
    int begin = 0;
    for (int end = 1; end <= arguments.length; end++) {
      if (end == arguments.length || !arguments[end].contains("=")) {
        node.make(arguments[begin], Arrays.copyOfRange(arguments, begin + 1, end));
        begin = end;
      }
    }
    say("ready");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      node.obey(line.split(" "));
      say("done");
    }
    Runtime.getRuntime().halt(0);
  }

  private void make(String name, String... settings) throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", name);
    properties.setProperty("org.quartz.threadPool.threadCount", "8");
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      properties.setProperty(
          "org.quartz." + setting.substring(0, equals), setting.substring(equals + 1));
    }
    schedulers.put(name, new StdSchedulerFactory(properties).getScheduler());
  }

  private void obey(String... words) throws SchedulerException, IOException {
    switch (words[0]) {
      case "schedule" -> {
        for (Scheduler scheduler : schedulers.values()) {
          Scenario.valueOf(words[1]).schedule(scheduler, Long.parseLong(words[2]));
        }
      }
      case "start" -> {
        for (Scheduler scheduler : schedulers.values()) {
          scheduler.start();
        }
      }
      case "standby" -> {
        for (Scheduler scheduler : schedulers.values()) {
          scheduler.standby();
        }
      }
      case "add" -> add(words[1]);
      case "last" -> last(words[1]);
      case "remove" -> any().unscheduleJob(new TriggerKey(words[1], "added"));
      case "release" -> RELEASED.countDown();
      default -> throw new IOException("unknown: " + words[0]);
    }
  }

  private Scheduler any() {
    return schedulers.values().iterator().next();
  }

  /** Schedules a {@link Counting} for each second. */
  private void add(String name) throws SchedulerException {
    any()
        .scheduleJob(
            JobBuilder.newJob(Counting.class).withIdentity(name, "added").storeDurably().build(),
            TriggerBuilder.newTrigger()
                .withIdentity(name, "added")
                .withSchedule(
                    cronSchedule("* * * * * ?").withMisfireHandlingInstructionIgnoreMisfires())
                .build());
  }

  /** Schedules a {@link LastingCounting} for now. */
  private void last(String name) throws SchedulerException {
    any()
        .scheduleJob(
            JobBuilder.newJob(LastingCounting.class)
                .withIdentity(name, "added")
                .storeDurably()
                .requestRecovery()
                .build(),
            TriggerBuilder.newTrigger().withIdentity(name, "added").build());
  }

  private static void say(String line) {
    // One write each, so that lines of different threads do not mix.
    System.out.print(line + "\n");
    System.out.flush();
  }

  /** Says that it was fired. */
  public static class Telling implements Job {

    /** Made by Quartz. */
    public Telling() {}

    @Override
    public void execute(JobExecutionContext context) {
      tell("fire", context);
    }

    /** Says what happens to a firing, and all that a test may want to know of it. */
    static void tell(String what, JobExecutionContext context) {
      try {
        JobDataMap data = context.getMergedJobDataMap();
        say(
            String.join(
                " ",
                what,
                context.getScheduler().getSchedulerName(),
                context.getTrigger().getKey().toString(),
                String.valueOf(context.getScheduledFireTime().getTime()),
                String.valueOf(context.getFireTime().getTime()),
                String.valueOf(context.isRecovering()),
                context.isRecovering() ? context.getRecoveringTriggerKey().toString() : "-",
                String.valueOf(
                    data.get(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_FIRETIME_IN_MILLISECONDS)),
                String.valueOf(
                    data.get(
                        Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS)),
                String.valueOf(data.get("mine"))));
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Counts its runs in its data, and says that it was fired. */
  @DisallowConcurrentExecution
  @PersistJobDataAfterExecution
  public static class Counting extends Telling {

    /** Made by Quartz. */
    public Counting() {}

    @Override
    public void execute(JobExecutionContext context) {
      JobDataMap data = context.getJobDetail().getJobDataMap();
      data.put("count", (data.get("count") instanceof Integer before ? before : 0) + 1);
      context.getMergedJobDataMap().put("mine", data.get("count"));
      tell("fire", context);
    }
  }

  /** The same, and runs until the node is told to release it, and says that it ended. */
  public static final class LastingCounting extends Counting {

    /** Made by Quartz. */
    public LastingCounting() {}

    @Override
    public void execute(JobExecutionContext context) {
      super.execute(context);
      try {
        RELEASED.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      tell("end", context);
    }
  }

  /** Says that it was fired, and under which fencing token. */
  public static final class Witness implements Job {

    /** Made by Quartz. */
    public Witness() {}

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        say(
            String.join(
                " ",
                "fire",
                context.getScheduler().getSchedulerName(),
                context.getTrigger().getKey().toString(),
                String.valueOf(context.getScheduledFireTime().getTime()),
                String.valueOf(System.currentTimeMillis()),
                String.valueOf(BeatCop.fencingToken(context).orElse(-1))));
      } catch (SchedulerException e) {
        throw new JobExecutionException(e);
      }
    }
  }

  /** Says that it was fired, runs until the node is told to release it, and says that it ended. */
  public static final class Lasting extends Telling implements InterruptableJob {

    /** Made by Quartz. */
    public Lasting() {}

    @Override
    public void execute(JobExecutionContext context) {
      tell("fire", context);
      try {
        RELEASED.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      tell("end", context);
    }

    @Override
    public void interrupt() {
      RELEASED.countDown();
    }
  }
}
