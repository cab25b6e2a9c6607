package io.beatcop.benchmarks;

import io.beatcop.testing.RedisServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;

/**
 * Measures how many jobs a scheduler fires per second when it has as many to fire as it can: ten
 * threads, jobs that do nothing, triggers that are a day behind. The three gates take turns, so
 * that what else the machine does hits all of them alike.
 */
public final class FireRate {

  private static final int TRIGGERS = 40;
  private static final int ROUNDS = 9;
  private static final long ROUND_MILLIS = 1500;
  private static final long WARM_UP_MILLIS = 500;

  private final Gate gate;
  private final Scheduler scheduler;
  private final List<Double> rates = new ArrayList<>();

  private FireRate(Gate gate, RedisServer redis) throws SchedulerException, InterruptedException {
    this.gate = gate;
    this.scheduler = gate.scheduler(redis);
  }

  /**
   * Prints the figures.
   *
   * @param arguments none
   * @throws SchedulerException if a scheduler fails
   * @throws InterruptedException if it is ended
   */
  public static void main(String[] arguments) throws SchedulerException, InterruptedException {
    try (RedisServer redis = RedisServer.forTests()) {
      redis.start();
      System.out.println(redis.source() + ", loopback");
      List<FireRate> all = new ArrayList<>();
      for (Gate gate : Gate.values()) {
        FireRate rate = new FireRate(gate, redis);
        rate.fallBehind();
        all.add(rate);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (FireRate rate : all) {
          rate.measure();
        }
      }
      for (FireRate rate : all) {
        rate.print(all.get(0));
        rate.scheduler.shutdown(true);
      }
      printJournal(redis);
    }
  }

  /** The journal's memory in Redis, with as many times kept of each trigger as ever are. */
  private static void printJournal(RedisServer redis) {
    for (Object key : (List<?>) redis.command("KEYS", "*:fires").orElseThrow()) {
      String fires = key.toString();
      long triggers = (Long) redis.command("HLEN", fires).orElseThrow() - 1;
      long bytes = (Long) redis.command("MEMORY", "USAGE", fires).orElseThrow();
      System.out.printf(
          "journal: %d triggers, %d bytes, %d per trigger%n", triggers, bytes, bytes / triggers);
    }
  }

  /** Has triggers that have missed a firing per millisecond since yesterday; all are paused. */
  private void fallBehind() throws SchedulerException {
    JobDetail job =
        JobBuilder.newJob(GateBenchmark.Idle.class).withIdentity("idle").storeDurably().build();
    scheduler.addJob(job, false);
    scheduler.pauseAll();
    Date yesterday = new Date(System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1));
    for (int i = 0; i < TRIGGERS; i++) {
      scheduler.scheduleJob(
          TriggerBuilder.newTrigger()
              .withIdentity("t" + i)
              .forJob(job)
              .startAt(yesterday)
              .withSchedule(
                  SimpleScheduleBuilder.simpleSchedule()
                      .withIntervalInMilliseconds(1)
                      .repeatForever()
                      .withMisfireHandlingInstructionIgnoreMisfires())
              .build());
    }
    scheduler.pauseAll();
  }

  private void measure() throws SchedulerException, InterruptedException {
    scheduler.resumeAll();
    TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
    long before = scheduler.getMetaData().getNumberOfJobsExecuted();
    long begin = System.nanoTime();
    TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
    long executed = scheduler.getMetaData().getNumberOfJobsExecuted() - before;
    rates.add(executed * 1e9 / (System.nanoTime() - begin));
    scheduler.pauseAll();
    TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
  }

  private void print(FireRate bare) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      ratios.add(rates.get(round) / bare.rates.get(round));
    }
    System.out.printf(
        "%-4s  median %6.0f fires/s (%.0f to %.0f), %.2f of BARE's in the same round%n",
        gate, median(rates), Collections.min(rates), Collections.max(rates), median(ratios));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(ROUNDS / 2);
  }
}
