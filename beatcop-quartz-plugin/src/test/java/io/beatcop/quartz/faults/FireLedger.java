package io.beatcop.quartz.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The firings of a cluster, in a database of its own (H2, in memory), which tells the slots that
 * were fired twice or not at all.
 */
final class FireLedger implements AutoCloseable {

  /** A scheduled time of a trigger that is due every so many seconds. */
  record Due(String trigger, int everySeconds) {}

  /** A scheduled time of a trigger, in epoch milliseconds. */
  record Missing(String trigger, long millis) {
    @Override
    public String toString() {
      return trigger + " " + millis;
    }
  }

  private final Connection database;

  private FireLedger(Connection database) {
    this.database = database;
  }

  static FireLedger empty() throws SQLException {
    Connection database = DriverManager.getConnection("jdbc:h2:mem:" + UUID.randomUUID());
    try (Statement statement = database.createStatement()) {
      statement.execute(
          "CREATE TABLE fires (node VARCHAR(20), token BIGINT, trigger_name VARCHAR(80),"
              + " scheduled BIGINT, fired BIGINT)");
      statement.execute("CREATE INDEX slots ON fires (trigger_name, scheduled)");
    }
    return new FireLedger(database);
  }

  synchronized void add(String node, NodeProcess.Said fire) throws SQLException {
    try (PreparedStatement insert =
        database.prepareStatement("INSERT INTO fires VALUES (?, ?, ?, ?, ?)")) {
      insert.setString(1, node);
      insert.setLong(2, Long.parseLong(fire.more().get(0)));
      insert.setString(3, fire.trigger());
      insert.setLong(4, fire.scheduledMillis());
      insert.setLong(5, fire.firedMillis());
      insert.executeUpdate();
    }
  }

  /** A sentence for each scheduled time that was fired more than once. */
  synchronized List<String> twice() throws SQLException {
    List<String> sentences = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT trigger_name, scheduled, LISTAGG(node || ' (token ' || token || ') at ' ||"
                    + " fired, ', ') WITHIN GROUP (ORDER BY fired) FROM fires"
                    + " GROUP BY trigger_name, scheduled HAVING COUNT(*) > 1 ORDER BY scheduled")) {
      while (rows.next()) {
        sentences.add(
            "twice: %s %d by %s".formatted(rows.getString(1), rows.getLong(2), rows.getString(3)));
      }
    }
    return sentences;
  }

  /** The scheduled times of a trigger in [from, to) that nobody fired. */
  synchronized List<Missing> missing(Due due, long fromMillis, long toMillis) throws SQLException {
    List<Missing> missing = new ArrayList<>();
    try (PreparedStatement select =
        database.prepareStatement(
            "SELECT x * 1000 FROM SYSTEM_RANGE(?, ?) WHERE MOD(x, ?) = 0 AND NOT EXISTS"
                + " (SELECT 1 FROM fires WHERE trigger_name = ? AND scheduled = x * 1000)"
                + " ORDER BY x")) {
      select.setLong(1, Math.floorDiv(fromMillis + 999, 1_000));
      select.setLong(2, Math.floorDiv(toMillis - 1, 1_000));
      select.setInt(3, due.everySeconds());
      select.setString(4, due.trigger());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          missing.add(new Missing(due.trigger(), rows.getLong(1)));
        }
      }
    }
    return missing;
  }

  /** When the first time of a trigger after this one was fired; a moment far ahead if none was. */
  synchronized long firstFiredOfLater(String trigger, long millis) throws SQLException {
    return number(
        "SELECT COALESCE(MIN(fired), 9000000000000000) FROM fires"
            + " WHERE trigger_name = ? AND scheduled > ?",
        trigger,
        millis);
  }

  /** How many firings there were. */
  synchronized long count(String trigger) throws SQLException {
    return number(
        "SELECT COUNT(*) FROM fires WHERE trigger_name = ? AND scheduled > ?", trigger, 0);
  }

  private long number(String query, String trigger, long millis) throws SQLException {
    try (PreparedStatement select = database.prepareStatement(query)) {
      select.setString(1, trigger);
      select.setLong(2, millis);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
