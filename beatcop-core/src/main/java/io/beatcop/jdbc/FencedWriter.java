package io.beatcop.jdbc;

import io.beatcop.lease.Grant;
import io.beatcop.lease.StaleTokenException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Lets a database refuse the writes of a holder whose term is over (H-3): by one conditional {@code
 * UPDATE} at the begin of each transaction.
 *
 * <p>Make its table once, with a row for each lease:
 *
 * <pre>{@code
 * CREATE TABLE beatcop_fence (name VARCHAR(200) PRIMARY KEY, token BIGINT NOT NULL);
 * INSERT INTO beatcop_fence VALUES ('nightly', 0);
 * }</pre>
 *
 * <p>Then guard each transaction of the work:
 *
 * <pre>{@code
 * connection.setAutoCommit(false);
 * new FencedWriter("nightly").guard(connection, grant);
 * ... // the writes
 * connection.commit();
 * }</pre>
 *
 * <p><b>Why it holds.</b> The row keeps the highest token that has written. A lower one finds no
 * row to update. The row stays locked until the end of the transaction, so a later holder's first
 * write waits for it, and comes after it as a whole.
 *
 * <p><b>Its limits.</b> An earlier holder is refused once a later one has written, and not before:
 * until then its writes still come first. It guards what is in the transaction, and nothing else.
 * The database must lock updated rows, as all common ones do. While a holder is frozen within a
 * transaction, the next one waits at the row: give the database a lock timeout, and end idle
 * transactions.
 *
 * <p>Any thread may use it; it keeps nothing.
 */
public final class FencedWriter {

  private final String name;

  /**
   * Makes a writer.
   *
   * @param name the name in the table, such as that of the lease
   */
  public FencedWriter(String name) {
    this.name = name;
  }

  /**
   * Guards a transaction. Call it before its first write.
   *
   * @param transaction a connection without auto-commit
   * @param grant the term in which the work began, and not the one that is held by now
   * @throws StaleTokenException if a later holder has written already: roll back
   * @throws IllegalStateException if the connection commits each statement by itself, or the table
   *     has no row of this name
   * @throws SQLException if the database refuses the statement, as where the table is missing
   */
  public void guard(Connection transaction, Grant grant) throws SQLException {
    if (transaction.getAutoCommit()) {
      throw new IllegalStateException(
          "the connection commits each statement by itself: turn auto-commit off, so that the guard"
              + " is in the transaction of the writes");
    }
    if (!advance(transaction, grant.token())) {
      throw new StaleTokenException(
          "%s: the term with token %d is over, a holder with token %d has written"
              .formatted(name, grant.token(), highest(transaction)));
    }
  }

  private boolean advance(Connection transaction, long token) throws SQLException {
    try (PreparedStatement update =
        transaction.prepareStatement(
            "UPDATE beatcop_fence SET token = ? WHERE name = ? AND token <= ?")) {
      update.setLong(1, token);
      update.setString(2, name);
      update.setLong(3, token);
      return update.executeUpdate() == 1;
    }
  }

  private long highest(Connection transaction) throws SQLException {
    try (PreparedStatement query =
        transaction.prepareStatement("SELECT token FROM beatcop_fence WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException(
              "the table beatcop_fence has no row '%s': insert it, with the token 0"
                  .formatted(name));
        }
        return row.getLong(1);
      }
    }
  }
}
