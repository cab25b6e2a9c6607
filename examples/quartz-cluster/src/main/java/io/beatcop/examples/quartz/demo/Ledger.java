package io.beatcop.examples.quartz.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.h2.tools.Server;

/** The database into which the nodes write their fires: in this process, served on loopback. */
final class Ledger implements AutoCloseable {

  // No unique key, on purpose: a duplicate must be seen, not refused.
  private static final String TABLE =
      """
      CREATE TABLE fire (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        trigger_name VARCHAR NOT NULL,
        scheduled_time TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        node VARCHAR NOT NULL,
        token BIGINT,
        fired_at TIMESTAMP(3) WITH TIME ZONE NOT NULL)
      """;

  private static final String FIRES =
      """
      SELECT id, trigger_name, scheduled_time, node, token, fired_at
      FROM fire ORDER BY scheduled_time, id
      """;

  private final Server server;
  private final Connection connection;
  private final String url;

  private Ledger(Server server, Connection connection, String url) {
    this.server = server;
    this.connection = connection;
    this.url = url;
  }

  static Ledger open() {
    // Else H2 listens on every interface and only then looks who is calling.
    System.setProperty("h2.bindAddress", "127.0.0.1");
    String login = ";USER=demo;PASSWORD=" + UUID.randomUUID();
    try {
      Connection connection = DriverManager.getConnection("jdbc:h2:mem:ledger" + login);
      try (Statement statement = connection.createStatement()) {
        statement.execute(TABLE);
      }
      Server server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
      String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:ledger" + login;
      return new Ledger(server, connection, url);
    } catch (SQLException e) {
      throw new DemoException("the H2 server does not start", e);
    }
  }

  /** The JDBC URL for the nodes. */
  String url() {
    return url;
  }

  /** All fires up to now, in the order of their scheduled times. */
  List<Fire> fires() {
    List<Fire> fires = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FIRES)) {
      while (row.next()) {
        fires.add(
            new Fire(
                row.getLong("id"),
                row.getString("trigger_name"),
                row.getObject("scheduled_time", Instant.class),
                row.getString("node"),
                token(row),
                row.getObject("fired_at", Instant.class)));
      }
    } catch (SQLException e) {
      throw new DemoException("the ledger can't be read", e);
    }
    return fires;
  }

  private static OptionalLong token(ResultSet row) throws SQLException {
    long token = row.getLong("token");
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(token);
  }

  @Override
  public void close() {
    server.stop();
    try {
      connection.close();
    } catch (SQLException e) {
      // The database is in memory: it goes with this process.
    }
  }
}
