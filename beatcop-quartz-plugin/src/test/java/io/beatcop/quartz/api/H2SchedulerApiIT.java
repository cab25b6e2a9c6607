package io.beatcop.quartz.api;

import io.beatcop.quartz.H2Connections;
import io.beatcop.testing.Slow;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;

/** A clustered JobStoreTX on H2: the record is true of it. */
@Slow
class H2SchedulerApiIT extends SchedulerApiContract {

  private static final String URL = "jdbc:h2:mem:scheduler-api";

  private @Nullable Connection database;

  @Override
  void prepare() throws Exception {
    // The database lasts as long as this connection.
    Connection made = DriverManager.getConnection(URL, "sa", "");
    runScript(made, "tables_h2.sql");
    database = made;
  }

  /** Runs a script of Quartz. */
  static void runScript(Connection connection, String name) throws Exception {
    try (var script =
            Objects.requireNonNull(
                JobStoreTX.class.getResourceAsStream(name), "no script in Quartz: " + name);
        Statement statement = connection.createStatement()) {
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      for (String each : text.replaceAll("(?m)^(--|#).*$", "").split(";", -1)) {
        if (!each.isBlank()) {
          statement.execute(each);
        }
      }
    }
  }

  @AfterAll
  void close() throws Exception {
    Objects.requireNonNull(database).close();
  }

  @Override
  Properties node(String cluster, String node) {
    return jdbc(cluster, node, StdJDBCDelegate.class, H2Connections.class, URL);
  }

  /** A node with a clustered JobStoreTX. */
  static Properties jdbc(
      String cluster, String node, Class<?> delegate, Class<?> connections, String url) {
    String source = "source-" + cluster + node;
    return properties(
        "scheduler.instanceName",
        cluster,
        "scheduler.instanceId",
        node,
        "jobStore.class",
        JobStoreTX.class.getName(),
        "jobStore.driverDelegateClass",
        delegate.getName(),
        "jobStore.isClustered",
        "true",
        "jobStore.clusterCheckinInterval",
        "1000",
        "jobStore.dataSource",
        source,
        "dataSource." + source + ".connectionProvider.class",
        connections.getName(),
        "dataSource." + source + ".url",
        url);
  }
}
