package io.beatcop.quartz;

import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.JobClasses;
import io.beatcop.quartz.schedule.PauseEdits;
import io.beatcop.quartz.schedule.ScheduleEdits;
import io.beatcop.quartz.shared.SharedSchedule;
import io.beatcop.quartz.shared.StoreLink;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.Calendar;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.SchedulerConfigException;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.SchedulerSignaler;

/**
 * A job store whose schedule all nodes share: Redis keeps it, and each node has a copy in memory.
 *
 * <pre>
 * org.quartz.jobStore.class       = io.beatcop.quartz.SharedJobStore
 * org.quartz.plugin.beatcop.class = io.beatcop.quartz.BeatCopPlugin
 * org.quartz.plugin.beatcop.redis = redis://redis.internal:6379/0
 * </pre>
 *
 * <p>It takes Redis and the lease from the plugin, which must stand beside it. A change is in Redis
 * before its call returns; if Redis does not answer within two timeouts of the plugin, the call
 * throws a {@link JobPersistenceException}, and this node changes nothing. The node that holds the
 * lease fires, from its memory, and goes on with that while Redis is away.
 *
 * <p>A program that makes its scheduler itself passes the same properties to a {@code
 * StdSchedulerFactory}. A {@code DirectSchedulerFactory} makes the store before the plugin, so the
 * store refuses to start.
 */
public final class SharedJobStore extends MisplacedNames {

  private static final long DEFAULT_THRESHOLD_MILLIS = 60_000;
  private static final String PLAIN = "plain";
  private static final String JAVA = "java";

  private String misfireThreshold = String.valueOf(DEFAULT_THRESHOLD_MILLIS);
  private String jobData = PLAIN;
  private String jobDataClasses = "";
  private JavaValues values = JavaValues.NONE;
  private String scheduler = "";
  private Optional<StoreLink> given = Optional.empty();
  private Optional<SharedSchedule> schedule = Optional.empty();
  private volatile boolean started;

  /** Made by Quartz. */
  public SharedJobStore() {}

  /** Made without a scheduler, for a link. */
  SharedJobStore(StoreLink link) {
    given = Optional.of(link);
  }

  /**
   * How late a trigger may be before its misfire instruction counts; {@code 60000} by default, as
   * with JDBC.
   *
   * @param millis milliseconds, at least 1
   */
  public void setMisfireThreshold(String millis) {
    misfireThreshold = millis;
  }

  /**
   * What job data may have. {@code plain}, the default: text, numbers, booleans and dates. {@code
   * java}: also objects of the classes in {@link #setJobdataclasses}.
   */
  public void setJobdata(String kind) {
    jobData = kind;
  }

  /**
   * The classes of objects that job data may have, and that these objects consist of. Redis keeps
   * the objects serialized, and nodes read no other classes.
   *
   * @param patterns such as {@code com.example.Order;com.example.model.*}, as {@link
   *     java.io.ObjectInputFilter.Config#createFilter} has them
   */
  public void setJobdataclasses(String patterns) {
    jobDataClasses = patterns;
  }

  @Override
  public void initialize(ClassLoadHelper loadHelper, SchedulerSignaler signaler)
      throws SchedulerConfigException {
    checkNames();
    StoreLink link =
        given
            .or(() -> StoreLink.take(scheduler))
            .orElseThrow(
                () ->
                    new SchedulerConfigException(
                        "org.quartz.jobStore.class = io.beatcop.quartz.SharedJobStore needs the"
                            + " plugin beside it: set org.quartz.plugin.beatcop.class ="
                            + " io.beatcop.quartz.BeatCopPlugin, and its redis, in the properties"
                            + " of a StdSchedulerFactory"));
    values = values(loadHelper);
    schedule =
        Optional.of(
            SharedSchedule.open(link, signaler, classes(loadHelper), threshold(misfireThreshold)));
  }

  private JobClasses classes(ClassLoadHelper loadHelper) {
    return new JobClasses() {
      @Override
      public Class<? extends Job> load(String name) throws ClassNotFoundException {
        return loadHelper.loadClass(name, Job.class);
      }

      @Override
      public JavaValues values() {
        return values;
      }
    };
  }

  private JavaValues values(ClassLoadHelper loadHelper) throws SchedulerConfigException {
    if (!jobData.equals(PLAIN) && !jobData.equals(JAVA)) {
      throw new SchedulerConfigException(
          "org.quartz.jobStore.jobdata = " + jobData + ": must be plain or java");
    }
    if (jobData.equals(PLAIN)) {
      if (!jobDataClasses.isBlank()) {
        throw new SchedulerConfigException(
            "org.quartz.jobStore.jobdataclasses = "
                + jobDataClasses
                + ": needs org.quartz.jobStore.jobdata = java");
      }
      return JavaValues.NONE;
    }
    try {
      return JavaValues.of(jobDataClasses, loadHelper.getClassLoader());
    } catch (IllegalArgumentException e) {
      throw new SchedulerConfigException(
          "org.quartz.jobStore.jobdataclasses = "
              + jobDataClasses
              + ": must list the classes that job data may have, such as"
              + " com.example.Order;com.example.model.*",
          e);
    }
  }

  private static long threshold(String millis) throws SchedulerConfigException {
    try {
      long threshold = Long.parseLong(millis);
      if (threshold >= 1) {
        return threshold;
      }
    } catch (NumberFormatException e) {
      // Refused as well.
    }
    throw new SchedulerConfigException(
        "org.quartz.jobStore.misfireThreshold = "
            + millis
            + ": must be a number of milliseconds, at least 1");
  }

  @Override
  SharedSchedule schedule() {
    return schedule.orElseThrow(() -> new IllegalStateException("not initialized"));
  }

  private ScheduleEdits edits() {
    return new ScheduleEdits(System.currentTimeMillis(), !started, values);
  }

  @Override
  public void schedulerStarted() {
    started = true;
  }

  @Override
  public void shutdown() {
    schedule.ifPresent(SharedSchedule::close);
  }

  @Override
  public void setInstanceName(String name) {
    scheduler = name;
  }

  // ---- Changes

  @Override
  public void storeJobAndTrigger(JobDetail job, OperableTrigger trigger)
      throws JobPersistenceException {
    change(draft -> edits().storeJobAndTrigger(draft, job, trigger));
  }

  @Override
  public void storeJob(JobDetail job, boolean replace) throws JobPersistenceException {
    change(draft -> edits().storeJob(draft, job, replace));
  }

  @Override
  public void storeJobsAndTriggers(Map<JobDetail, Set<? extends Trigger>> all, boolean replace)
      throws JobPersistenceException {
    change(draft -> edits().storeAll(draft, all, replace));
  }

  @Override
  public boolean removeJob(JobKey key) throws JobPersistenceException {
    return schedule().change(draft -> ScheduleEdits.removeJob(draft, key));
  }

  @Override
  public boolean removeJobs(List<JobKey> keys) throws JobPersistenceException {
    return schedule().change(draft -> ScheduleEdits.removeJobs(draft, keys));
  }

  @Override
  public void storeTrigger(OperableTrigger trigger, boolean replace)
      throws JobPersistenceException {
    change(draft -> edits().storeTrigger(draft, trigger, replace));
  }

  @Override
  public boolean removeTrigger(TriggerKey key) throws JobPersistenceException {
    return schedule().removeTriggers(draft -> ScheduleEdits.removeTrigger(draft, key));
  }

  @Override
  public boolean removeTriggers(List<TriggerKey> keys) throws JobPersistenceException {
    return schedule().removeTriggers(draft -> ScheduleEdits.removeTriggers(draft, keys));
  }

  @Override
  public boolean replaceTrigger(TriggerKey old, OperableTrigger trigger)
      throws JobPersistenceException {
    return schedule().change(draft -> edits().replaceTrigger(draft, old, trigger));
  }

  @Override
  public void clearAllSchedulingData() throws JobPersistenceException {
    change(ScheduleEdits::clear);
  }

  @Override
  public void storeCalendar(String name, Calendar calendar, boolean replace, boolean update)
      throws JobPersistenceException {
    change(draft -> ScheduleEdits.storeCalendar(draft, name, calendar, replace, update));
  }

  @Override
  public boolean removeCalendar(String name) throws JobPersistenceException {
    return schedule().change(draft -> ScheduleEdits.removeCalendar(draft, name));
  }

  @Override
  public void resetTriggerFromErrorState(TriggerKey key) throws JobPersistenceException {
    // A firing here may have failed so lately that the schedule does not know it yet.
    Optional<OperableTrigger> failed =
        schedule()
            .look(
                (state, ram) ->
                    ram.getTriggerState(key) == TriggerState.ERROR && state.stateOf(key).isEmpty()
                        ? Optional.ofNullable(ram.retrieveTrigger(key))
                        : Optional.empty());
    change(
        draft -> {
          PauseEdits.resetError(draft, key);
          if (failed.isPresent()) {
            edits().storeAgain(draft, failed.get());
          }
        });
  }

  @Override
  public void pauseTrigger(TriggerKey key) throws JobPersistenceException {
    change(draft -> PauseEdits.pauseTrigger(draft, key));
  }

  @Override
  public Collection<String> pauseTriggers(GroupMatcher<TriggerKey> matcher)
      throws JobPersistenceException {
    return schedule().change(draft -> PauseEdits.pauseTriggers(draft, matcher));
  }

  @Override
  public void pauseJob(JobKey key) throws JobPersistenceException {
    change(draft -> PauseEdits.pauseJob(draft, key));
  }

  @Override
  public Collection<String> pauseJobs(GroupMatcher<JobKey> matcher) throws JobPersistenceException {
    return schedule().change(draft -> PauseEdits.pauseJobs(draft, matcher));
  }

  @Override
  public void resumeTrigger(TriggerKey key) throws JobPersistenceException {
    change(draft -> PauseEdits.resumeTrigger(draft, key));
  }

  @Override
  public Collection<String> resumeTriggers(GroupMatcher<TriggerKey> matcher)
      throws JobPersistenceException {
    return schedule().change(draft -> PauseEdits.resumeTriggers(draft, matcher));
  }

  @Override
  public void resumeJob(JobKey key) throws JobPersistenceException {
    change(draft -> PauseEdits.resumeJob(draft, key));
  }

  @Override
  public Collection<String> resumeJobs(GroupMatcher<JobKey> matcher)
      throws JobPersistenceException {
    return schedule().change(draft -> PauseEdits.resumeJobs(draft, matcher));
  }

  @Override
  public void pauseAll() throws JobPersistenceException {
    change(PauseEdits::pauseAll);
  }

  @Override
  public void resumeAll() throws JobPersistenceException {
    change(PauseEdits::resumeAll);
  }

  /** A change without an answer. */
  private interface Change {
    void make(Draft draft) throws JobPersistenceException;
  }

  private void change(Change change) throws JobPersistenceException {
    boolean unused =
        schedule()
            .change(
                draft -> {
                  change.make(draft);
                  return true;
                });
  }
}
