package io.beatcop.benchmarks.firings;

import java.util.Properties;

/** A contestant that is measured. */
enum Peer {
  BARE("bare RAMJobStore", "one node"),
  BEATCOP_OFF("BeatCop, `journal = off`", "RAMJobStore, Redis"),
  BEATCOP_ON("BeatCop, `journal = on`", "RAMJobStore, Redis"),
  SHARED("BeatCop, the shared schedule", "SharedJobStore, Redis"),
  JDBC_H2("JobStoreTX, clustered", "H2 in the JVM's memory"),
  JDBC_POSTGRES("JobStoreTX, clustered", "PostgreSQL"),
  REDIS_JOBSTORE("quartz-redis-jobstore", "Redis"),
  DB_SCHEDULER("db-scheduler", "PostgreSQL");

  private final String called;
  private final String on;

  Peer(String called, String on) {
    this.called = called;
    this.on = on;
  }

  /** Sets it up, and lets it rest. */
  Contestant open(Conditions conditions) throws Exception {
    return switch (this) {
      case BARE -> QuartzContestant.with(conditions, new Properties());
      case BEATCOP_OFF -> BeatCopContestant.with(conditions, "off", new Properties());
      case BEATCOP_ON -> BeatCopContestant.with(conditions, "on", new Properties());
      case SHARED -> BeatCopContestant.with(conditions, "on", JobStores.shared());
      case JDBC_H2 -> QuartzContestant.with(conditions, JobStores.h2(conditions));
      case JDBC_POSTGRES -> QuartzContestant.with(conditions, JobStores.postgres(conditions));
      case REDIS_JOBSTORE -> QuartzContestant.with(conditions, JobStores.redis(conditions));
      case DB_SCHEDULER -> DbSchedulerContestant.on(conditions);
    };
  }

  /** Its name in the tables. */
  String label() {
    return called + " (" + on + ")";
  }

  /** The class path of its JVM: this one's, but for the peer that needs another Quartz. */
  String classPath() {
    if (this != REDIS_JOBSTORE) {
      return System.getProperty("java.class.path");
    }
    return JobStores.redisClassPath();
  }

  boolean needsPostgres() {
    return this == JDBC_POSTGRES || this == DB_SCHEDULER;
  }
}
