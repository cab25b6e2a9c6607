package consumer;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.quartz.BeatCop;
import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.redis.RedisLease;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** Takes a lease, then fires a job under another: on the Redis that its argument names. */
public final class Main {

  /** Tells that it was fired under a lease. */
  public static final class Fire implements Job {

    static final CountDownLatch fired = new CountDownLatch(1);

    @Override
    public void execute(JobExecutionContext context) {
      if (BeatCop.fencingToken(context).isPresent()) {
        fired.countDown();
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    takeALease(arguments[0]);
    fireAJob(arguments[0]);
    for (Class<?> part : new Class<?>[] {Main.class, RedisLease.class, BeatCopPlugin.class}) {
      System.out.println(part.getModule());
    }
  }

  private static void takeALease(String redis) throws Exception {
    CountDownLatch acquired = new CountDownLatch(1);
    try (Lease lease =
        RedisLease.builder("consumer")
            .redis(redis)
            .ttl(Duration.ofSeconds(1))
            .trustAbsence(true)
            .build()) {
      lease.addListener(
          new LeaseListener() {
            @Override
            public void acquired(Grant grant) {
              acquired.countDown();
            }
          });
      lease.start();
      acquired.await();
    }
  }

  private static void fireAJob(String redis) throws Exception {
    Properties quartz = new Properties();
    quartz.setProperty("org.quartz.scheduler.instanceName", "consumer");
    quartz.setProperty("org.quartz.threadPool.threadCount", "1");
    quartz.setProperty("org.quartz.plugin.beatcop.class", BeatCopPlugin.class.getName());
    quartz.setProperty("org.quartz.plugin.beatcop.redis", redis);
    quartz.setProperty("org.quartz.plugin.beatcop.ttl", "1s");
    Scheduler scheduler = new StdSchedulerFactory(quartz).getScheduler();
    scheduler.scheduleJob(
        JobBuilder.newJob(Fire.class).withIdentity("fire").build(),
        TriggerBuilder.newTrigger()
            .withIdentity("fire")
            .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever())
            .build());
    scheduler.start();
    Fire.fired.await();
    scheduler.shutdown(true);
  }
}
