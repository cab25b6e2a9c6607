package io.beatcop.benchmarks.firings;

import io.beatcop.quartz.SharedJobStore;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The job stores of Quartz that share their triggers, each set up as its documents recommend. */
public final class JobStores {

  /** A database in the memory of this JVM. */
  public static final String H2 = "jdbc:h2:mem:quartz;DB_CLOSE_DELAY=-1";

  private static final String STORE = "org.quartz.jobStore.";

  private JobStores() {}

  /** JobStoreTX as a cluster has it, on H2 in the memory of this JVM: no server could be faster. */
  static Properties h2(Conditions conditions) throws SQLException, IOException {
    createTables(H2);
    return jdbc(H2, "peer", conditions.workers());
  }

  /** JobStoreTX as a cluster has it, on PostgreSQL. */
  static Properties postgres(Conditions conditions) throws SQLException, IOException {
    createTables(conditions.postgres());
    return jdbc(conditions.postgres(), "peer", conditions.workers());
  }

  /** The shared schedule of this project, which takes Redis from the plugin beside it. */
  public static Properties shared() {
    Properties properties = new Properties();
    properties.setProperty(STORE + "class", SharedJobStore.class.getName());
    return properties;
  }

  /** The class path of a JVM with quartz-redis-jobstore: it needs another Quartz. */
  public static String redisClassPath() {
    Path classes =
        Path.of(
            URI.create(
                JobStores.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    return classes + File.pathSeparator + classes.resolveSibling("quartz-redis-jobstore") + "/*";
  }

  static Properties redis(Conditions conditions) {
    return redis(conditions.redisPort(), "workers-" + conditions.workers() + "-");
  }

  /**
   * RedisJobStore of quartz-redis-jobstore.
   *
   * @param prefix what its keys begin with
   */
  public static Properties redis(int port, String prefix) {
    Properties properties = new Properties();
    properties.setProperty(STORE + "class", "net.joelinn.quartz.jobstore.RedisJobStore");
    properties.setProperty(STORE + "host", "127.0.0.1");
    properties.setProperty(STORE + "port", String.valueOf(port));
    properties.setProperty(STORE + "keyPrefix", prefix);
    return properties;
  }

  /** Makes Quartz' tables in a database of H2 or PostgreSQL. */
  public static void createTables(String url) throws SQLException, IOException {
    run(
        url,
        "/org/quartz/impl/jdbcjobstore/"
            + (url.startsWith("jdbc:h2:") ? "tables_h2.sql" : "tables_postgres.sql"));
  }

  /**
   * JobStoreTX as a cluster has it, in a database with Quartz' tables.
   *
   * @param source the name of the data source, one for each node of this JVM
   * @param workers how many threads fire
   */
  public static Properties jdbc(String url, String source, int workers) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty(STORE + "class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.setProperty(
        STORE + "driverDelegateClass",
        "org.quartz.impl.jdbcjobstore."
            + (url.startsWith("jdbc:h2:") ? "StdJDBCDelegate" : "PostgreSQLDelegate"));
    properties.setProperty(STORE + "isClustered", "true");
    // Without it Quartz refuses to take more than one trigger at a time from a cluster's store.
    properties.setProperty(STORE + "acquireTriggersWithinLock", "true");
    properties.setProperty(STORE + "dataSource", source);
    String its = "org.quartz.dataSource." + source + ".";
    properties.setProperty(its + "provider", "hikaricp");
    properties.setProperty(its + "driver", DriverManager.getDriver(url).getClass().getName());
    properties.setProperty(its + "URL", url);
    properties.setProperty(its + "user", "sa");
    properties.setProperty(its + "maxConnections", String.valueOf(workers + 3));
    return properties;
  }

  /** Runs a script that is on the class path, in one piece. */
  static void run(String url, String script) throws SQLException, IOException {
    try (InputStream file = JobStores.class.getResourceAsStream(script);
        Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      if (file == null) {
        throw new IOException(script + " is not on the class path");
      }
      statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
