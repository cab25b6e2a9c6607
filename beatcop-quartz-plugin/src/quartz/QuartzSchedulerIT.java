package io.beatcop.quartz;

import io.beatcop.testing.RedisServer;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.AbstractSchedulerTest;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/** Quartz' own test of schedulers, with the shared job store and the plugin. */
class QuartzSchedulerIT extends AbstractSchedulerTest {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();

  @Override
  protected Scheduler createScheduler(String name, int threads) throws SchedulerException {
    redis.start();
    int number = NAMES.incrementAndGet();
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", name + number);
    properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(threads));
    properties.setProperty("org.quartz.jobStore.class", SharedJobStore.class.getName());
    Node.entry(
        properties,
        "beatcop",
        "redis",
        redis.uri(),
        "lease",
        "quartz-" + number,
        "ttl",
        "3s",
        "trustabsence",
        "true");
    return new StdSchedulerFactory(properties).getScheduler();
  }
}
