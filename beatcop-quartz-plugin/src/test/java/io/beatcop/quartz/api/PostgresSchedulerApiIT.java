package io.beatcop.quartz.api;

import io.beatcop.testing.Postgres;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.utils.ConnectionProvider;

/** A clustered JobStoreTX on PostgreSQL: the record is true of it. */
@Slow
class PostgresSchedulerApiIT extends SchedulerApiContract {

  @TempDir private static Path folder;
  private @Nullable Postgres server;

  @Override
  void prepare() throws Exception {
    Postgres started = Postgres.start(folder);
    server = started;
    try (Connection connection = started.getConnection()) {
      H2SchedulerApiIT.runScript(connection, "tables_postgres.sql");
    }
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  Properties node(String cluster, String node) {
    return H2SchedulerApiIT.jdbc(
        cluster,
        node,
        PostgreSQLDelegate.class,
        Connections.class,
        Objects.requireNonNull(server).url());
  }

  /** A few connections for each node: PostgreSQL starts a process for each that is new. */
  public static final class Connections implements ConnectionProvider {

    private @Nullable String url;
    private @Nullable JdbcConnectionPool pool;

    /** Made by Quartz. */
    public Connections() {}

    /**
     * Where the database is.
     *
     * @param url for JDBC
     */
    public void setUrl(String url) {
      this.url = url;
    }

    @Override
    public void initialize() {
      PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
      source.setUrl(Objects.requireNonNull(url));
      pool = JdbcConnectionPool.create(source);
    }

    @Override
    public Connection getConnection() throws SQLException {
      return Objects.requireNonNull(pool).getConnection();
    }

    @Override
    public void shutdown() {
      Objects.requireNonNull(pool).dispose();
    }
  }
}
