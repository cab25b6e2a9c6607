package io.beatcop.examples.quartz.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * The application that runs on every node: a scheduler with jobs that fire each second, one unless
 * the system property {@code node.jobs} says more. It stops cleanly when its standard input says
 * so, and ends at once when its standard input does.
 */
public final class Node {

  private Node() {}

  /**
   * Runs the node until it is told to stop.
   *
   * @param args none
   * @throws SchedulerException if Quartz can't start
   * @throws IOException if standard input can't be read
   */
  public static void main(String[] args) throws SchedulerException, IOException {
    // Reads quartz.properties; system properties (-Dorg.quartz.…) go before what it says.
    Scheduler scheduler = new StdSchedulerFactory().getScheduler();
    int jobs = Integer.getInteger("node.jobs", 1);
    if (jobs == 1) {
      schedule(scheduler, "tick");
    } else {
      for (int number = 1; number <= jobs; number++) {
        schedule(scheduler, "tick-" + number);
      }
    }
    scheduler.start();
    System.out.println("ready");

    if (!isToldToStop()) {
      // The process that started this node is gone. Nobody is left to ask for a clean stop.
      Runtime.getRuntime().halt(1);
    }
    scheduler.shutdown(true);
  }

  /** The same names on every node: that is how the nodes know that it is the same trigger. */
  private static void schedule(Scheduler scheduler, String name) throws SchedulerException {
    JobDetail job = JobBuilder.newJob(TickJob.class).withIdentity(name).build();
    Trigger everySecond =
        TriggerBuilder.newTrigger()
            .withIdentity(name)
            .withSchedule(CronScheduleBuilder.cronSchedule("* * * * * ?"))
            .build();
    scheduler.scheduleJob(job, everySecond);
  }

  private static boolean isToldToStop() throws IOException {
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    return "stop".equals(orders.readLine());
  }
}
