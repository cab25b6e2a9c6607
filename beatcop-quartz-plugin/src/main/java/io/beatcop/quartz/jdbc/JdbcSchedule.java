package io.beatcop.quartz.jdbc;

import io.beatcop.lease.SettingException;
import io.beatcop.quartz.schedule.CalendarText;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.JobText;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.TriggerText;
import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.JsonObject;
import io.beatcop.redis.schedule.ScheduleSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.Constants;
import org.quartz.impl.jdbcjobstore.NoSuchDelegateException;
import org.quartz.impl.jdbcjobstore.SchedulerStateRecord;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.spi.OperableTrigger;
import org.slf4j.LoggerFactory;

/** The schedule in the tables of a JDBC job store, as the texts of a shared schedule. */
public final class JdbcSchedule implements ScheduleSource {

  private static final int SECONDS_TO_ANSWER = 5;
  private static final long SILENT_MILLIS = 120_000;

  private final Map<ItemName, String> items = new LinkedHashMap<>();
  private final List<String> refused = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private JavaValues values = JavaValues.NONE;

  @Override
  public Found read(
      String url, Properties login, String prefix, String scheduler, String jobDataClasses)
      throws IOException {
    values =
        jobDataClasses.isEmpty()
            ? JavaValues.NONE
            : JavaValues.of(jobDataClasses, JdbcSchedule.class.getClassLoader());
    try (Connection database = connect(url, login)) {
      database.setReadOnly(true);
      TableReader tables =
          new TableReader(
              LoggerFactory.getLogger(JdbcSchedule.class), prefix, scheduler, jobDataClasses);
      checkScheduler(scheduler, tables.schedulers(database));
      read(database, tables);
      return new Found(items, refused, warnings);
    } catch (SQLException | NoSuchDelegateException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Its name comes from a user, who would else take an empty schedule for an imported one. */
  private static void checkScheduler(String scheduler, Set<String> known) {
    if (!known.contains(scheduler)) {
      throw new SettingException(
          "--scheduler",
          scheduler,
          "must be a scheduler that the tables know: "
              + (known.isEmpty() ? "they know none" : String.join(", ", known)));
    }
  }

  /** With a driver of the class path that this class is on. */
  private static Connection connect(String url, Properties login) throws SQLException, IOException {
    for (Driver driver : ServiceLoader.load(Driver.class, JdbcSchedule.class.getClassLoader())) {
      Connection connection = driver.acceptsURL(url) ? driver.connect(url, login) : null;
      if (connection != null) {
        return connection;
      }
    }
    throw new IOException("no JDBC driver on the class path knows the URL");
  }

  private void read(Connection database, TableReader tables) throws SQLException {
    for (SchedulerStateRecord node : tables.selectSchedulerStateRecords(database, null)) {
      if (System.currentTimeMillis() - node.getCheckinTimestamp() < SILENT_MILLIS) {
        warnings.add(
            "the node "
                + node.getSchedulerInstanceId()
                + " used the tables less than two minutes ago: stop all nodes first");
      }
    }
    for (String name : new TreeSet<>(tables.selectCalendars(database))) {
      attempt(
          database,
          "calendar " + name,
          () ->
              put(
                  Item.calendar(name),
                  CalendarText.write(name, tables.selectCalendar(database, name))));
    }
    for (JobKey key :
        new TreeSet<>(tables.selectJobsInGroup(database, GroupMatcher.anyJobGroup()))) {
      attempt(database, "job " + key, () -> job(database, tables, key));
    }
    TreeSet<TriggerKey> triggers =
        new TreeSet<>(tables.selectTriggersInGroup(database, GroupMatcher.anyTriggerGroup()));
    for (TriggerKey key : triggers) {
      attempt(database, "trigger " + key, () -> trigger(database, tables, key));
    }
    // After pauseAll, one of them has the name that stands for all groups to come; so it has here.
    for (String group : new TreeSet<>(tables.selectPausedTriggerGroups(database))) {
      items.put(new ItemName(ItemName.PAUSED_TRIGGERS, group, ""), "");
    }
  }

  private void job(Connection database, TableReader tables, JobKey key)
      throws SQLException, ClassNotFoundException, IOException, JobPersistenceException {
    String text = JobText.write(tables.selectJobDetail(database, key, tables.classes()), values);
    // Its place among the fields stays.
    put(Item.of(key), JsonObject.parse(text).with("class", tables.lastClass()).toString());
  }

  private void trigger(Connection database, TableReader tables, TriggerKey key)
      throws SQLException, ClassNotFoundException, IOException, JobPersistenceException {
    OperableTrigger trigger = tables.selectTrigger(database, key);
    if (trigger == null) {
      throw new JobPersistenceException("its row is not complete");
    }
    if (!items.containsKey(name(Item.of(trigger.getJobKey())))) {
      throw new JobPersistenceException("its job " + trigger.getJobKey() + " is not taken");
    }
    String calendar = trigger.getCalendarName();
    if (calendar != null && !items.containsKey(name(Item.calendar(calendar)))) {
      throw new JobPersistenceException("its calendar " + calendar + " is not taken");
    }
    put(Item.of(key), TriggerText.writeImported(trigger, System.currentTimeMillis(), values));
    state(tables.selectTriggerState(database, key))
        .ifPresent(state -> put(Item.stateOf(key), state.text()));
  }

  private static Optional<StoredState> state(String state) {
    return switch (state) {
      case Constants.STATE_PAUSED, Constants.STATE_PAUSED_BLOCKED ->
          Optional.of(StoredState.PAUSED);
      case Constants.STATE_COMPLETE -> Optional.of(StoredState.COMPLETE);
      case Constants.STATE_ERROR -> Optional.of(StoredState.ERROR);
      default -> Optional.empty();
    };
  }

  private void put(Item item, String text) {
    items.put(name(item), text);
  }

  private static ItemName name(Item item) {
    return ItemName.parse(item.field());
  }

  /** A step that a row may prevent. */
  private interface Step {
    void run() throws SQLException, ClassNotFoundException, IOException, JobPersistenceException;
  }

  private void attempt(Connection database, String what, Step step) throws SQLException {
    try {
      step.run();
    } catch (SQLException e) {
      if (!database.isValid(SECONDS_TO_ANSWER)) {
        throw e;
      }
      refused.add(what + ": " + e.getMessage());
    } catch (JobPersistenceException e) {
      // Quartz hides the reason behind a sentence of its own.
      Throwable reason = e.getCause() == null ? e : e.getCause();
      refused.add(what + ": " + reason.getMessage());
    } catch (ClassNotFoundException | IOException | RuntimeException e) {
      refused.add(what + ": " + e.getMessage());
    }
  }
}
