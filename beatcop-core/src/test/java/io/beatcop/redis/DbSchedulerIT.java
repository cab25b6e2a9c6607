package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseWork;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** db-scheduler on two nodes, of which the holder of a lease picks up what is due. */
@Slow
class DbSchedulerIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final JdbcDataSource database = new JdbcDataSource();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void aTable() throws SQLException {
    database.setURL("jdbc:h2:mem:db-scheduler;DB_CLOSE_DELAY=-1");
    execute(
        "CREATE TABLE scheduled_tasks (task_name VARCHAR(100), task_instance VARCHAR(100),"
            + " task_data BLOB, execution_time TIMESTAMP WITH TIME ZONE, picked BIT, picked_by"
            + " VARCHAR(50), last_success TIMESTAMP WITH TIME ZONE, last_failure TIMESTAMP WITH TIME"
            + " ZONE, consecutive_failures INT, last_heartbeat TIMESTAMP WITH TIME ZONE, version"
            + " BIGINT, priority INT, PRIMARY KEY (task_name, task_instance))");
  }

  private void execute(String statement) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement made = connection.createStatement()) {
      made.execute(statement);
    }
  }

  @AfterEach
  void end() throws SQLException {
    nodes.forEach(Node::close);
    execute("SHUTDOWN");
  }

  private Node node(String name) {
    Node node = new Node(name, database);
    nodes.add(node);
    return node;
  }

  /** A node of an application. */
  private static final class Node implements AutoCloseable {

    private final AtomicInteger runs = new AtomicInteger();
    private final Lease lease;
    private final Scheduler scheduler;
    private final LeaseWork work;

    Node(String name, DataSource database) {
      RecurringTask<Void> report =
          Tasks.recurring("report", FixedDelay.of(Duration.ofMillis(100)))
              .execute((instance, context) -> runs.incrementAndGet());
      lease =
          RedisLease.builder("reports")
              .redis(redis.uri())
              .holder(name)
              .ttl(Duration.ofSeconds(2))
              .trustAbsence(true)
              .build();
      scheduler =
          Scheduler.create(database)
              .startTasks(report)
              .pollingInterval(Duration.ofMillis(100))
              .threads(2)
              .schedulerName(new SchedulerName.Fixed(name))
              .build();
      work = start();
    }

    LeaseWork start() {
      scheduler.pause();
      scheduler.start();
      lease.campaign();
      return lease.whileHeld(
          grant -> {
            scheduler.resume();
            try {
              // Until this node is to leave, or is about to lose the lease.
              new CountDownLatch(1).await();
            } finally {
              scheduler.pause();
              while (!scheduler.getCurrentlyExecuting().isEmpty()) {
                LockSupport.parkNanos(PAUSE_NANOS);
              }
            }
          });
    }

    @Override
    public void close() {
      work.close();
      lease.close();
      scheduler.stop();
    }
  }

  private static void untilItRuns(Node node) {
    int before = node.runs.get();
    await().until(() -> node.runs.get() >= before + 3);
  }

  @Test
  void onlyTheHolderPicksUpWhatIsDueAndAnotherOneGoesOn() {
    Node first = node("first");
    untilItRuns(first);
    Node second = node("second");
    untilItRuns(first);
    assertThat(second.runs).hasValue(0);

    try (LeaseControl control =
        new LeaseControl(first.lease.settings(), RedisSettings.parse(redis.uri()))) {
      control.askToStepDown(new OperatorNote(Instant.now(), "ops", "a new kernel"));
    }

    untilItRuns(second);
    int runs = first.runs.get();
    untilItRuns(second);
    assertThat(first.runs).hasValue(runs);
  }
}
