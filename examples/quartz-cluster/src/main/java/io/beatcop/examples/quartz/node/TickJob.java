package io.beatcop.examples.quartz.node;

import io.beatcop.quartz.BeatCop;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.OptionalLong;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** The job: it writes into the ledger that it was fired, when, and where. */
public final class TickJob implements Job {

  private static final String INSERT =
      """
      INSERT INTO fire (trigger_name, scheduled_time, node, token, fired_at)
      VALUES (?, ?, ?, ?, ?)
      """;

  /** Made by Quartz. */
  public TickJob() {}

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    Instant firedAt = Instant.now();
    // A store that must not hear from a node whose lease is over can refuse the smaller token.
    OptionalLong token = BeatCop.fencingToken(context);
    try (Connection ledger = DriverManager.getConnection(System.getenv("LEDGER_URL"));
        PreparedStatement insert = ledger.prepareStatement(INSERT)) {
      insert.setString(1, context.getTrigger().getKey().toString());
      insert.setObject(2, context.getScheduledFireTime().toInstant());
      insert.setString(3, System.getenv("NODE_NAME"));
      if (token.isPresent()) {
        insert.setLong(4, token.getAsLong());
      } else {
        insert.setNull(4, Types.BIGINT);
      }
      insert.setObject(5, firedAt);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new JobExecutionException("the ledger did not take the fire", e);
    }
  }
}
