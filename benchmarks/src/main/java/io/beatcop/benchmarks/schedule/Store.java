package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.JobStores;
import io.beatcop.quartz.BeatCopPlugin;
import java.util.Properties;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;

/** A job store that is measured, and how a node of its cluster is set up. */
enum Store {
  SHARED("BeatCop, the shared schedule"),
  JDBC_H2("JobStoreTX, clustered (H2 in the JVM's memory)"),
  JDBC_POSTGRES("JobStoreTX, clustered (PostgreSQL)"),
  REDIS_JOBSTORE("quartz-redis-jobstore (Redis)"),
  /** For the memory alone: no cluster has it. */
  RAM("bare RAMJobStore (one node)");

  static final int WORKERS = 10;

  private final String label;

  Store(String label) {
    this.label = label;
  }

  /** Its name in the tables. */
  String label() {
    return label;
  }

  String classPath() {
    return this == REDIS_JOBSTORE
        ? JobStores.redisClassPath()
        : System.getProperty("java.class.path");
  }

  boolean needsPostgres() {
    return this == JDBC_POSTGRES;
  }

  /**
   * Makes a node, not started.
   *
   * @param cluster what its nodes have in common
   * @param id the node's own name
   * @param pace how soon it finds that another one is dead: the ttl, or the interval of the
   *     check-in, in seconds; its default if 0
   */
  Scheduler node(Place place, String cluster, String id, int pace) throws Exception {
    Properties properties = store(place, cluster, id, pace);
    properties.setProperty("org.quartz.scheduler.instanceName", cluster);
    properties.setProperty("org.quartz.scheduler.instanceId", id);
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(WORKERS));
    return inAnyNumber(properties);
  }

  private Properties store(Place place, String cluster, String id, int pace) throws Exception {
    return switch (this) {
      case SHARED -> {
        Properties properties = JobStores.shared();
        String plugin = "org.quartz.plugin.gate.";
        properties.setProperty(plugin + "class", BeatCopPlugin.class.getName());
        properties.setProperty(plugin + "redis", "redis://127.0.0.1:" + place.redisPort());
        properties.setProperty(plugin + "lease", cluster);
        properties.setProperty(plugin + "trustabsence", "true");
        if (pace > 0) {
          properties.setProperty(plugin + "ttl", pace + "s");
        }
        yield properties;
      }
      case JDBC_H2 -> JobStores.jdbc(JobStores.H2, "of-" + id, WORKERS);
      case JDBC_POSTGRES -> {
        Properties properties = JobStores.jdbc(place.postgres(), "of-" + id, WORKERS);
        if (pace > 0) {
          properties.setProperty(
              "org.quartz.jobStore.clusterCheckinInterval", String.valueOf(pace * 1000));
        }
        yield properties;
      }
      case REDIS_JOBSTORE -> JobStores.redis(place.redisPort(), cluster + "-");
      case RAM -> new Properties();
    };
  }

  /** Quartz would give the first scheduler of a name for each further one. */
  private static Scheduler inAnyNumber(Properties properties) throws SchedulerException {
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    SchedulerRepository.getInstance().remove(scheduler.getSchedulerName());
    return scheduler;
  }
}
