package io.beatcop.quartz;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.quartz.utils.ConnectionProvider;

/** Connections to H2 for Quartz' JDBC job store. */
public final class H2Connections implements ConnectionProvider {

  private @Nullable String url;
  private @Nullable JdbcConnectionPool pool;

  /** Made by Quartz. */
  public H2Connections() {}

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
    pool = JdbcConnectionPool.create(url, "sa", "");
    pool.setMaxConnections(20);
  }

  @Override
  public Connection getConnection() throws SQLException {
    JdbcConnectionPool made = pool;
    if (made == null) {
      throw new SQLException("not initialized");
    }
    return made.getConnection();
  }

  @Override
  public void shutdown() {
    JdbcConnectionPool made = pool;
    if (made != null) {
      made.dispose();
    }
  }
}
