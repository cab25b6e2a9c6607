package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.jdbc.JdbcSchedule;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.TriggerText;
import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleSource.Found;
import io.beatcop.testing.Postgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Date;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.CalendarIntervalScheduleBuilder;
import org.quartz.CronScheduleBuilder;
import org.quartz.DailyTimeIntervalScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.ScheduleBuilder;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.calendar.MonthlyCalendar;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** PostgreSQL keeps blobs otherwise than H2: the import reads them there as well. */
class ImportPostgresIT {

  private static final String NAME = "postgres";
  private static final Date START = new Date(System.currentTimeMillis() + 3_600_000);

  @TempDir private Path folder;

  @Test
  void theTablesOfPostgresAreRead() throws Exception {
    try (Postgres database = Postgres.start(folder)) {
      makeTables(database);
      DBConnectionManager.getInstance().addConnectionProvider(NAME, connectionsOf(database));
      Scheduler scheduler = scheduler();
      scheduler.addCalendar("days", new MonthlyCalendar(), false, false);
      scheduler.addJob(
          JobBuilder.newJob(JobStoreContract.Idle.class)
              .withIdentity("report", "jobs")
              .storeDurably()
              .usingJobData("day", "monday")
              .build(),
          false);
      schedule(scheduler, "simple", SimpleScheduleBuilder.repeatHourlyForever());
      schedule(scheduler, "cron", CronScheduleBuilder.cronSchedule("0 0 3 * * ?"));
      schedule(scheduler, "interval", CalendarIntervalScheduleBuilder.calendarIntervalSchedule());
      schedule(scheduler, "daily", DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule());
      scheduler.pauseTriggers(GroupMatcher.triggerGroupEquals("g"));

      Found found = new JdbcSchedule().read(database.url(), new Properties(), "QRTZ_", NAME, "");

      assertThat(found.refused()).isEmpty();
      assertThat(found.items())
          .containsKeys(ItemName.of('c', "/days"), ItemName.of('g', "g/"))
          .containsEntry(ItemName.of('s', "g/cron"), "paused");
      assertThat(found.items().get(ItemName.of('j', "jobs/report")))
          .contains("\"data\":{\"day\":\"monday\"}");
      for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
        Trigger original = scheduler.getTrigger(key);
        String text = found.items().get(ItemName.of('t', "g/" + key.getName()));
        Trigger read = TriggerText.read(key, String.valueOf(text), JavaValues.NONE);
        assertThat(read.getClass()).isEqualTo(original.getClass());
        assertThat(read.getNextFireTime()).isEqualTo(original.getNextFireTime());
        assertThat(read.getJobDataMap()).isEqualTo(original.getJobDataMap());
        assertThat(read.getJobKey()).isEqualTo(new JobKey("report", "jobs"));
      }
      scheduler.shutdown();
    }
  }

  private static ConnectionProvider connectionsOf(Postgres database) {
    return new ConnectionProvider() {
      @Override
      public Connection getConnection() throws SQLException {
        return database.getConnection();
      }

      @Override
      public void initialize() {}

      @Override
      public void shutdown() {}
    };
  }

  private static void makeTables(Postgres database) throws Exception {
    try (InputStream file = JobStoreTX.class.getResourceAsStream("tables_postgres.sql");
        Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Scheduler scheduler() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", NAME);
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    properties.setProperty("org.quartz.jobStore.dataSource", NAME);
    return new StdSchedulerFactory(properties).getScheduler();
  }

  private static void schedule(Scheduler scheduler, String name, ScheduleBuilder<?> plan)
      throws Exception {
    Date unused =
        scheduler.scheduleJob(
            TriggerBuilder.newTrigger()
                .withIdentity(name, "g")
                .forJob("report", "jobs")
                .startAt(START)
                .usingJobData("of", name)
                .withSchedule(plan)
                .build());
  }
}
