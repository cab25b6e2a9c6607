package io.beatcop.benchmarks.firings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The job stores of Quartz that share their triggers, each set up as its documents recommend. */
final class JobStores {

  private static final String STORE = "org.quartz.jobStore.";

  private JobStores() {}

  /** JobStoreTX as a cluster has it, on H2 in the memory of this JVM: no server could be faster. */
  static Properties h2(Conditions conditions) throws SQLException, IOException {
    return jdbc(
        conditions, "jdbc:h2:mem:quartz;DB_CLOSE_DELAY=-1", "StdJDBCDelegate", "tables_h2.sql");
  }

  /** JobStoreTX as a cluster has it, on PostgreSQL. */
  static Properties postgres(Conditions conditions) throws SQLException, IOException {
    return jdbc(conditions, conditions.postgres(), "PostgreSQLDelegate", "tables_postgres.sql");
  }

  /** RedisJobStore of quartz-redis-jobstore. */
  static Properties redis(Conditions conditions) {
    Properties properties = new Properties();
    properties.setProperty(STORE + "class", "net.joelinn.quartz.jobstore.RedisJobStore");
    properties.setProperty(STORE + "host", "127.0.0.1");
    properties.setProperty(STORE + "port", String.valueOf(conditions.redisPort()));
    properties.setProperty(STORE + "keyPrefix", "workers-" + conditions.workers() + "-");
    return properties;
  }

  private static Properties jdbc(Conditions conditions, String url, String delegate, String tables)
      throws SQLException, IOException {
    run(url, "/org/quartz/impl/jdbcjobstore/" + tables);
    Properties properties = new Properties();
    properties.setProperty(STORE + "class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.setProperty(
        STORE + "driverDelegateClass", "org.quartz.impl.jdbcjobstore." + delegate);
    properties.setProperty(STORE + "isClustered", "true");
    // Without it Quartz refuses to take more than one trigger at a time from a cluster's store.
    properties.setProperty(STORE + "acquireTriggersWithinLock", "true");
    properties.setProperty(STORE + "dataSource", "peer");
    String source = "org.quartz.dataSource.peer.";
    properties.setProperty(source + "provider", "hikaricp");
    properties.setProperty(source + "driver", DriverManager.getDriver(url).getClass().getName());
    properties.setProperty(source + "URL", url);
    properties.setProperty(source + "user", "sa");
    properties.setProperty(source + "maxConnections", String.valueOf(conditions.workers() + 3));
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
