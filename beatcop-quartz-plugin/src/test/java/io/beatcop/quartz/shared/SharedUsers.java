package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.PauseEdits;
import io.beatcop.quartz.schedule.ScheduleEdits;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.PersistJobDataAfterExecution;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.spi.OperableTrigger;

/** Users who change the schedule on any node, by few names, so that they meet. */
final class SharedUsers {

  private static final List<Class<? extends Job>> JOBS =
      List.of(Plain.class, Alone.class, Counting.class);

  private final SimulatedTime time;
  private final SplittableRandom random;
  private long calls;

  SharedUsers(SimulatedTime time, SplittableRandom random) {
    this.time = time;
    this.random = random;
  }

  private static JobKey jobOf(TriggerKey key) {
    int number = (key.getName().charAt(7) - '0') % 6;
    return new JobKey("job" + number, "jobs" + number % 2);
  }

  private TriggerKey triggerKey() {
    int number = random.nextInt(10);
    return new TriggerKey("trigger" + number, "triggers" + number % 2);
  }

  private static JobDetail job(JobKey key) {
    Class<? extends Job> type = JOBS.get((key.getName().charAt(3) - '0') % JOBS.size());
    JobBuilder job = JobBuilder.newJob(type).withIdentity(key);
    return (type == Counting.class ? job.usingJobData("count", 0) : job)
        .storeDurably(key.getName().endsWith("1"))
        .requestRecovery(key.getName().charAt(3) >= '3')
        .build();
  }

  private OperableTrigger trigger(TriggerKey key, JobKey job) {
    SimpleScheduleBuilder times =
        SimpleScheduleBuilder.simpleSchedule()
            .withIntervalInMilliseconds(200L * (1 + random.nextInt(20)));
    if (random.nextInt(3) > 0) {
      times.withRepeatCount(
          random.nextBoolean() ? random.nextInt(4) : SimpleTrigger.REPEAT_INDEFINITELY);
      times.withMisfireHandlingInstructionIgnoreMisfires();
    } else if (random.nextBoolean()) {
      times.withRepeatCount(
          random.nextBoolean() ? random.nextInt(20) : SimpleTrigger.REPEAT_INDEFINITELY);
      if (random.nextBoolean()) {
        times.withMisfireHandlingInstructionNextWithExistingCount();
      } else {
        times.withMisfireHandlingInstructionNextWithRemainingCount();
      }
    } else {
      times.withRepeatCount(0).withMisfireHandlingInstructionFireNow();
    }
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(job)
                .withPriority((int) (++calls % 1_000))
                .startAt(new Date(time.nowMillis() + aheadMillis()))
                .withSchedule(times)
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  /** Some are stored so late that their misfire is due at once. */
  private long aheadMillis() {
    return random.nextInt(5) > 0
        ? random.nextInt(2_000)
        : -random.nextLong(3 * SimulatedNode.THRESHOLD_MILLIS);
  }

  /** A change without an answer. */
  private interface Change {
    void make(Draft draft);
  }

  private static void change(SimulatedNode node, String what, Change change, Runnable hint) {
    node.change(
        what,
        draft -> {
          change.make(draft);
          return true;
        },
        hint);
  }

  /** One call on a node. */
  void call(SimulatedNode node, Runnable hint) {
    ScheduleEdits edits = new ScheduleEdits(time.nowMillis(), false, JavaValues.NONE);
    TriggerKey key = triggerKey();
    JobKey job = jobOf(key);
    OperableTrigger trigger = trigger(key, job);
    GroupMatcher<TriggerKey> group = GroupMatcher.triggerGroupEquals(key.getGroup());
    GroupMatcher<JobKey> jobs = GroupMatcher.jobGroupEquals(job.getGroup());
    switch (random.nextInt(22)) {
      case 0, 1, 2, 3 ->
          node.change(
              "schedule " + key,
              draft -> {
                edits.storeJob(draft, job(job), true);
                edits.storeTrigger(draft, trigger, false);
                return true;
              },
              hint);
      case 4, 5, 6 ->
          node.change(
              "reschedule " + key, draft -> edits.replaceTrigger(draft, key, trigger), hint);
      case 7, 8 ->
          node.change("unschedule " + key, draft -> ScheduleEdits.removeTrigger(draft, key), hint);
      case 9 -> node.change("delete " + job, draft -> ScheduleEdits.removeJob(draft, job), hint);
      case 10, 11 ->
          change(node, "pause " + key, draft -> PauseEdits.pauseTrigger(draft, key), hint);
      case 12, 13 ->
          change(node, "resume " + key, draft -> PauseEdits.resumeTrigger(draft, key), hint);
      case 14 ->
          node.change("pause " + group, draft -> PauseEdits.pauseTriggers(draft, group), hint);
      case 15 ->
          node.change("resume " + group, draft -> PauseEdits.resumeTriggers(draft, group), hint);
      case 16 -> node.change("pause " + jobs, draft -> PauseEdits.pauseJobs(draft, jobs), hint);
      case 17 -> node.change("resume " + jobs, draft -> PauseEdits.resumeJobs(draft, jobs), hint);
      case 18 -> change(node, "resume all", PauseEdits::resumeAll, hint);
      case 19, 20 -> reset(node, key, edits, hint);
      default ->
          node.change(
              "store " + key,
              draft -> {
                edits.storeJob(draft, job(job), true);
                edits.storeTrigger(draft, trigger, true);
                return true;
              },
              hint);
    }
  }

  /** What the job store does. */
  private static void reset(
      SimulatedNode node, TriggerKey key, ScheduleEdits edits, Runnable hint) {
    Optional<OperableTrigger> failed = node.failed(key);
    node.change(
        "reset " + key,
        draft -> {
          PauseEdits.resetError(draft, key);
          if (failed.isPresent()) {
            edits.storeAgain(draft, failed.get());
          }
          return true;
        },
        hint);
  }

  /** A job of which any number may run. */
  public static class Plain implements Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  /** A job that may not run twice at once. */
  @DisallowConcurrentExecution
  public static final class Alone extends Plain {}

  /** A job that counts its runs. */
  @DisallowConcurrentExecution
  @PersistJobDataAfterExecution
  public static final class Counting extends Plain {}
}
