package io.beatcop.benchmarks.firings;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * db-scheduler on PostgreSQL: instances of one task, each put off by a millisecond when it is done,
 * as a trigger of Quartz is.
 */
final class DbSchedulerContestant implements Contestant {

  private final Scheduler scheduler;

  private DbSchedulerContestant(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  static Contestant on(Conditions conditions) throws SQLException, IOException {
    JobStores.run(conditions.postgres(), "/io/beatcop/benchmarks/firings/db-scheduler.sql");
    CustomTask<Void> counted =
        Tasks.custom("counted", Void.class)
            .execute(
                (instance, context) -> {
                  CountedJob.EXECUTED.increment();
                  return new CompletionHandler.OnCompleteReschedule<>(new EachMillisecond());
                });
    // As its README has it for high throughput; so it takes 40 at a time with ten threads.
    Scheduler scheduler =
        Scheduler.create(dataSource(conditions), counted)
            .threads(conditions.workers())
            .pollUsingLockAndFetch(1.0, 4.0)
            .pollingInterval(Duration.ofMillis(100))
            .build();
    Instant first = Instant.now().minus(Duration.ofHours(HOURS));
    for (int i = 0; i < SCHEDULES; i++) {
      scheduler.schedule(counted.instance("t" + i), first);
    }
    scheduler.pause();
    scheduler.start();
    return new DbSchedulerContestant(scheduler);
  }

  private static HikariDataSource dataSource(Conditions conditions) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(conditions.postgres());
    config.setUsername("sa");
    config.setMaximumPoolSize(conditions.workers() + 3);
    return new HikariDataSource(config);
  }

  @Override
  public void go() {
    scheduler.resume();
  }

  @Override
  public void pause() {
    scheduler.pause();
  }

  /** Due each millisecond, counted from when it was due, not from when it was done. */
  private static final class EachMillisecond implements Schedule {

    @Override
    public Instant getNextExecutionTime(ExecutionComplete complete) {
      return complete.getExecution().getExecutionTime().plusMillis(1);
    }

    @Override
    public boolean isDeterministic() {
      return true;
    }
  }
}
