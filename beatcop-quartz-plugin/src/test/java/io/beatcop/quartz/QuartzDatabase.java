package io.beatcop.quartz;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.h2.jdbcx.JdbcConnectionPool;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * A database in memory with Quartz's own tables, for one scheduler alone: it ends with it.
 *
 * <p>Quartz knows it by its name, as it does the data source of a Spring application.
 */
final class QuartzDatabase implements ConnectionProvider {

  private final String name;
  private final JdbcConnectionPool pool;

  private QuartzDatabase(String name) {
    this.name = name;
    this.pool = JdbcConnectionPool.create("jdbc:h2:mem:" + name, "sa", "");
  }

  static QuartzDatabase named(String name) throws SQLException {
    QuartzDatabase database = new QuartzDatabase(name);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("RUNSCRIPT FROM 'classpath:org/quartz/impl/jdbcjobstore/tables_h2.sql'");
    }
    DBConnectionManager.getInstance().addConnectionProvider(name, database);
    return database;
  }

  /** The properties of a job store in this database, which is not clustered unless it is told. */
  Map<String, String> jobStore() {
    return Map.of(
        "class", JobStoreTX.class.getName(),
        "driverDelegateClass", StdJDBCDelegate.class.getName(),
        "dataSource", name);
  }

  /** The answer to a query for one number. */
  long number(String query) throws SQLException {
    try (Connection connection = getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return pool.getConnection();
  }

  /** It is ready since it was made. */
  @Override
  public void initialize() {}

  @Override
  public void shutdown() {
    pool.dispose();
  }
}
