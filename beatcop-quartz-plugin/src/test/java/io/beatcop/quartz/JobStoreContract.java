package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.PersistJobDataAfterExecution;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.calendar.WeeklyCalendar;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.simpl.CascadingClassLoadHelper;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.JobStore;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredResult;

/** What Quartz asks of a job store on a node that fires, whichever store it is. */
abstract class JobStoreContract {

  private static final String GROUP = "g";

  protected final SilentSignaler signaler = new SilentSignaler();
  private JobStore store;
  private final long soon = System.currentTimeMillis() + 100_000;

  /** Makes a store without anything in it, on a node that fires. */
  protected abstract JobStore newStore() throws Exception;

  @BeforeEach
  void make() throws Exception {
    store = newStore();
    ClassLoadHelper classes = new CascadingClassLoadHelper();
    classes.initialize();
    store.initialize(classes, signaler);
    store.schedulerStarted();
    ready(store);
  }

  /** Waits until the store fires. */
  protected void ready(JobStore made) throws Exception {}

  @AfterEach
  void close() {
    store.shutdown();
  }

  /** A job that does nothing. */
  public static class Idle implements Job {
    /** Made by Quartz. */
    public Idle() {}

    @Override
    public void execute(JobExecutionContext context) {}
  }

  /** A job that never runs twice at once, and keeps its data. */
  @DisallowConcurrentExecution
  @PersistJobDataAfterExecution
  public static final class Keeping extends Idle {
    /** Made by Quartz. */
    public Keeping() {}
  }

  private static JobDetail job(String name, String group) {
    return JobBuilder.newJob(Idle.class).withIdentity(name, group).storeDurably().build();
  }

  private OperableTrigger trigger(String name, JobDetail job, long startMillis) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(name, GROUP)
                .forJob(job)
                .startAt(new Date(startMillis))
                .withSchedule(
                    SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInSeconds(10)
                        .withRepeatCount(2))
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  private OperableTrigger stored(String name) throws Exception {
    JobDetail job = job("of-" + name, "jobs");
    OperableTrigger trigger = trigger(name, job, soon);
    store.storeJobAndTrigger(job, trigger);
    return trigger;
  }

  private List<String> acquired(long noLaterThan, int most, long window) throws Exception {
    return store.acquireNextTriggers(noLaterThan, most, window).stream()
        .map(trigger -> trigger.getKey().getName())
        .toList();
  }

  private static TriggerKey key(String name) {
    return new TriggerKey(name, GROUP);
  }

  @Test
  void triggersAreTakenInTheOrderOfTheirTimesAndOnce() throws Exception {
    JobDetail job = job("j", "jobs");
    store.storeJob(job, false);
    store.storeTrigger(trigger("late", job, soon + 2_000), false);
    store.storeTrigger(trigger("early", job, soon), false);
    store.storeTrigger(trigger("middle", job, soon + 1_000), false);

    assertThat(acquired(10, 1, 0)).isEmpty();
    assertThat(acquired(soon + 10_000, 1, 0)).containsExactly("early");
    assertThat(acquired(soon + 10_000, 1, 0)).containsExactly("middle");
    store.releaseAcquiredTrigger(store.retrieveTrigger(key("early")));
    assertThat(acquired(soon + 10_000, 3, 5_000)).containsExactly("early", "late");
    assertThat(acquired(soon + 10_000, 3, 5_000)).isEmpty();
  }

  @Test
  void aTriggerGoesThroughItsTimesAndGoesWithTheLast() throws Exception {
    stored("t");
    for (int i = 0; i < 3; i++) {
      assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.NORMAL);
      OperableTrigger taken = store.acquireNextTriggers(soon + 100_000, 1, 0).get(0);
      TriggerFiredResult fired = store.triggersFired(List.of(taken)).get(0);
      assertThat(fired.getTriggerFiredBundle().getScheduledFireTime())
          .isEqualTo(new Date(soon + i * 10_000L));
      assertThat(store.retrieveTrigger(key("t")).getPreviousFireTime())
          .isEqualTo(new Date(soon + i * 10_000L));
      store.triggeredJobComplete(
          taken,
          fired.getTriggerFiredBundle().getJobDetail(),
          taken.getNextFireTime() == null
              ? CompletedExecutionInstruction.DELETE_TRIGGER
              : CompletedExecutionInstruction.NOOP);
    }

    assertThat(store.checkExists(key("t"))).isFalse();
    assertThat(store.checkExists(new JobKey("of-t", "jobs"))).as("durable").isTrue();
  }

  @Test
  void aJobThatDisallowsItDoesNotRunTwiceAtOnceAndKeepsItsData() throws Exception {
    JobDetail job = JobBuilder.newJob(Keeping.class).withIdentity("j", "jobs").build();
    store.storeJobAndTrigger(job, trigger("a", job, soon));
    store.storeTrigger(trigger("b", job, soon), false);

    OperableTrigger taken = store.acquireNextTriggers(soon + 1_000, 5, 5_000).get(0);
    JobDetail running =
        store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle().getJobDetail();
    assertThat(store.getTriggerState(key("a"))).isEqualTo(TriggerState.BLOCKED);
    assertThat(store.getTriggerState(key("b"))).isEqualTo(TriggerState.BLOCKED);
    assertThat(acquired(soon + 100_000, 5, 5_000)).isEmpty();

    running.getJobDataMap().put("count", 1);
    store.triggeredJobComplete(taken, running, CompletedExecutionInstruction.NOOP);

    assertThat(store.getTriggerState(key("b"))).isEqualTo(TriggerState.NORMAL);
    assertThat(store.retrieveJob(job.getKey()).getJobDataMap().getInt("count")).isEqualTo(1);
  }

  @Test
  void aJobMayEndOrFailItsTriggers() throws Exception {
    stored("ended");
    end(CompletedExecutionInstruction.SET_TRIGGER_COMPLETE);
    assertThat(store.getTriggerState(key("ended"))).isEqualTo(TriggerState.COMPLETE);
    store.pauseTrigger(key("ended"));
    assertThat(store.getTriggerState(key("ended"))).isEqualTo(TriggerState.COMPLETE);

    stored("failed");
    end(CompletedExecutionInstruction.SET_ALL_JOB_TRIGGERS_ERROR);
    assertThat(store.getTriggerState(key("failed"))).isEqualTo(TriggerState.ERROR);
    assertThat(acquired(soon + 100_000, 5, 5_000)).isEmpty();
    store.resetTriggerFromErrorState(key("failed"));
    assertThat(store.getTriggerState(key("failed"))).isEqualTo(TriggerState.NORMAL);
    assertThat(acquired(soon + 100_000, 5, 5_000)).containsExactly("failed");
  }

  private void end(CompletedExecutionInstruction instruction) throws Exception {
    OperableTrigger taken = store.acquireNextTriggers(soon + 1_000, 1, 0).get(0);
    JobDetail job =
        store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle().getJobDetail();
    store.triggeredJobComplete(taken, job, instruction);
  }

  @Test
  void aPausedTriggerIsNotTakenUntilItIsResumed() throws Exception {
    stored("t");

    store.pauseTrigger(key("t"));
    assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.PAUSED);
    assertThat(acquired(soon + 1_000, 1, 0)).isEmpty();

    store.resumeTrigger(key("t"));
    assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.NORMAL);
    assertThat(acquired(soon + 1_000, 1, 0)).containsExactly("t");
    assertThat(store.getTriggerState(key("none"))).isEqualTo(TriggerState.NONE);
  }

  @Test
  void aPausedGroupPausesWhatComesLater() throws Exception {
    assertThat(store.pauseTriggers(GroupMatcher.triggerGroupEquals(GROUP))).containsExactly(GROUP);
    stored("t");
    assertThat(store.getPausedTriggerGroups()).containsExactly(GROUP);
    assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.PAUSED);

    store.resumeTriggers(GroupMatcher.triggerGroupEquals(GROUP));
    assertThat(store.getPausedTriggerGroups()).isEmpty();
    assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.NORMAL);
  }

  @Test
  void aPausedGroupOfJobsPausesWhatComesLater() throws Exception {
    store.pauseJobs(GroupMatcher.jobGroupEquals("jobs"));
    stored("t");
    assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.PAUSED);

    store.resumeJobs(GroupMatcher.jobGroupEquals("jobs"));
    assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.NORMAL);

    store.pauseJob(new JobKey("of-t", "jobs"));
    assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.PAUSED);
    store.resumeJob(new JobKey("of-t", "jobs"));
    assertThat(store.getTriggerState(key("t"))).isEqualTo(TriggerState.NORMAL);
  }

  @Test
  void allArePausedAndResumed() throws Exception {
    stored("a");
    stored("b");

    store.pauseAll();
    assertThat(List.of(store.getTriggerState(key("a")), store.getTriggerState(key("b"))))
        .containsOnly(TriggerState.PAUSED);

    store.resumeAll();
    assertThat(List.of(store.getTriggerState(key("a")), store.getTriggerState(key("b"))))
        .containsOnly(TriggerState.NORMAL);
    assertThat(store.getPausedTriggerGroups()).isEmpty();
  }

  @Test
  void nothingIsStoredTwiceUnlessItReplaces() throws Exception {
    OperableTrigger trigger = stored("t");
    JobDetail job = store.retrieveJob(trigger.getJobKey());

    assertThatExceptionOfType(ObjectAlreadyExistsException.class)
        .isThrownBy(() -> store.storeJob(job, false));
    assertThatExceptionOfType(ObjectAlreadyExistsException.class)
        .isThrownBy(() -> store.storeTrigger(trigger, false));
    assertThatExceptionOfType(ObjectAlreadyExistsException.class)
        .isThrownBy(() -> store.storeJobsAndTriggers(Map.of(job, Set.of(trigger)), false));

    store.storeJobsAndTriggers(Map.of(job, Set.of(trigger("t", job, soon + 5_000))), true);
    assertThat(store.retrieveTrigger(key("t")).getNextFireTime()).isEqualTo(new Date(soon + 5_000));
    assertThat(store.getNumberOfTriggers()).isEqualTo(1);
  }

  @Test
  void aTriggerNeedsItsJob() throws Exception {
    JobDetail job = job("none", "jobs");

    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> store.storeTrigger(trigger("t", job, soon), false));
    assertThat(store.checkExists(key("t"))).isFalse();
  }

  @Test
  void aReplacementTakesThePlace() throws Exception {
    stored("t");
    JobDetail job = store.retrieveJob(new JobKey("of-t", "jobs"));

    assertThat(store.replaceTrigger(key("t"), trigger("new", job, soon + 1_000))).isTrue();
    assertThat(store.replaceTrigger(key("none"), trigger("other", job, soon))).isFalse();

    assertThat(store.getTriggersForJob(job.getKey()))
        .extracting(OperableTrigger::getKey)
        .containsExactly(key("new"));
    assertThat(acquired(soon + 10_000, 5, 5_000)).containsExactly("new");
  }

  @Test
  void aJobGoesWithItsLastTriggerUnlessItIsDurable() throws Exception {
    JobDetail passing = JobBuilder.newJob(Idle.class).withIdentity("passing", "jobs").build();
    store.storeJobAndTrigger(passing, trigger("t", passing, soon));

    assertThat(store.removeTrigger(key("t"))).isTrue();
    assertThat(store.removeTrigger(key("t"))).isFalse();

    assertThat(store.checkExists(passing.getKey())).isFalse();
    assertThat(signaler.deleted()).containsExactly(passing.getKey());
  }

  @Test
  void aJobTakesItsTriggersWithIt() throws Exception {
    stored("a");
    stored("b");
    JobKey job = new JobKey("of-a", "jobs");

    assertThat(store.removeJob(job)).isTrue();
    assertThat(store.removeJob(job)).isFalse();
    assertThat(store.removeJobs(List.of(job, new JobKey("of-b", "jobs")))).isFalse();

    assertThat(store.getNumberOfTriggers()).isZero();
    assertThat(store.getNumberOfJobs()).isZero();
    assertThat(acquired(soon + 100_000, 5, 5_000)).isEmpty();
  }

  @Test
  void groupsAndKeysAreFound() throws Exception {
    stored("a");
    stored("b");
    store.storeJob(job("alone", "others"), false);

    assertThat(store.getJobGroupNames()).containsExactlyInAnyOrder("jobs", "others");
    assertThat(store.getTriggerGroupNames()).containsExactly(GROUP);
    assertThat(store.getJobKeys(GroupMatcher.jobGroupStartsWith("j"))).hasSize(2);
    assertThat(store.getTriggerKeys(GroupMatcher.anyTriggerGroup()))
        .containsExactlyInAnyOrder(key("a"), key("b"));
  }

  @Test
  void aCalendarIsKeptWhileATriggerHasIt() throws Exception {
    WeeklyCalendar days = new WeeklyCalendar();
    store.storeCalendar("days", days, false, false);
    JobDetail job = job("j", "jobs");
    OperableTrigger trigger = trigger("t", job, soon);
    trigger.setCalendarName("days");
    store.storeJobAndTrigger(job, trigger);

    assertThatExceptionOfType(ObjectAlreadyExistsException.class)
        .isThrownBy(() -> store.storeCalendar("days", days, false, false));
    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> store.removeCalendar("days"));
    assertThat(store.getCalendarNames()).containsExactly("days");
    assertThat(store.retrieveCalendar("none")).isNull();

    store.removeTrigger(key("t"));
    assertThat(store.removeCalendar("days")).isTrue();
    assertThat(store.removeCalendar("days")).isFalse();
    assertThat(store.getNumberOfCalendars()).isZero();
  }

  @Test
  void triggersGoByANewCalendarAtOnceIfTheyAreTo() throws Exception {
    store.storeCalendar("days", new WeeklyCalendar(), false, false);
    JobDetail job = job("j", "jobs");
    OperableTrigger trigger = trigger("t", job, soon);
    trigger.setCalendarName("days");
    store.storeJobAndTrigger(job, trigger);
    WeeklyCalendar none = new WeeklyCalendar();
    none.setDaysExcluded(new boolean[] {true, true, true, true, true, true, true, true});

    store.storeCalendar("days", none, true, false);
    assertThat(store.retrieveTrigger(key("t")).getNextFireTime()).isEqualTo(new Date(soon));

    WeeklyCalendar all = new WeeklyCalendar();
    all.setDaysExcluded(new boolean[8]);
    store.storeCalendar("days", all, true, true);
    assertThat(store.retrieveTrigger(key("t")).getNextFireTime()).isEqualTo(new Date(soon));
    assertThat(store.retrieveCalendar("days").isTimeIncluded(soon)).isTrue();
  }

  @Test
  void allIsCleared() throws Exception {
    stored("a");
    store.storeCalendar("days", new WeeklyCalendar(), false, false);

    store.clearAllSchedulingData();

    assertThat(
            Stream.of(
                store.getNumberOfJobs(), store.getNumberOfTriggers(), store.getNumberOfCalendars()))
        .containsOnly(0);
    assertThat(acquired(soon + 100_000, 5, 5_000)).isEmpty();
  }

  @Test
  void aTriggerThatIsLateObeysItsMisfireInstructionWhenItIsResumed() throws Exception {
    JobDetail job = job("j", "jobs");
    long now = System.currentTimeMillis();
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity("t", GROUP)
                .forJob(job)
                .startAt(new Date(now - 3_600_000))
                .withSchedule(
                    SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInHours(10)
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    trigger.computeFirstFireTime(null);
    store.pauseTriggers(GroupMatcher.triggerGroupEquals(GROUP));
    store.storeJobAndTrigger(job, trigger);

    store.resumeTriggers(GroupMatcher.triggerGroupEquals(GROUP));

    assertThat(store.retrieveTrigger(key("t")).getNextFireTime())
        .isEqualTo(new Date(now - 3_600_000 + 36_000_000));
    assertThat(signaler.misfires()).containsExactly(key("t"));
  }
}
