package io.beatcop.benchmarks.firings;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;

/** Who is measured. */
enum Peer {
  BARE("bare RAMJobStore", "one node") {
    @Override
    Contestant open(Conditions conditions) throws Exception {
      return QuartzContestant.with(conditions, new Properties());
    }
  },
  BEATCOP_OFF("BeatCop, `journal = off`", "RAMJobStore, Redis") {
    @Override
    Contestant open(Conditions conditions) throws Exception {
      return BeatCopContestant.with(conditions, "off");
    }
  },
  BEATCOP_ON("BeatCop, `journal = on`", "RAMJobStore, Redis") {
    @Override
    Contestant open(Conditions conditions) throws Exception {
      return BeatCopContestant.with(conditions, "on");
    }
  },
  JDBC_H2("JobStoreTX, clustered", "H2 in the JVM's memory") {
    @Override
    Contestant open(Conditions conditions) throws Exception {
      return QuartzContestant.with(conditions, JobStores.h2(conditions));
    }
  },
  JDBC_POSTGRES("JobStoreTX, clustered", "PostgreSQL") {
    @Override
    Contestant open(Conditions conditions) throws Exception {
      return QuartzContestant.with(conditions, JobStores.postgres(conditions));
    }
  },
  REDIS_JOBSTORE("quartz-redis-jobstore", "Redis") {
    @Override
    Contestant open(Conditions conditions) throws Exception {
      return QuartzContestant.with(conditions, JobStores.redis(conditions));
    }
  },
  DB_SCHEDULER("db-scheduler", "PostgreSQL") {
    @Override
    Contestant open(Conditions conditions) throws Exception {
      return DbSchedulerContestant.on(conditions);
    }
  };

  private final String called;
  private final String on;

  Peer(String called, String on) {
    this.called = called;
    this.on = on;
  }

  /** Sets it up, and lets it rest. */
  abstract Contestant open(Conditions conditions) throws Exception;

  /** What the tables call it. */
  String label() {
    return called + " (" + on + ")";
  }

  /** What its JVM has on its class path: this one's, but for the peer that needs another Quartz. */
  String classPath() {
    if (this != REDIS_JOBSTORE) {
      return System.getProperty("java.class.path");
    }
    Path classes =
        Path.of(
            URI.create(Peer.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    return classes + File.pathSeparator + classes.resolveSibling("quartz-redis-jobstore") + "/*";
  }

  boolean needsPostgres() {
    return this == JDBC_POSTGRES || this == DB_SCHEDULER;
  }
}
