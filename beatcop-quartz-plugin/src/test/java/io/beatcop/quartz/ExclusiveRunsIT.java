package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.calendar.WeeklyCalendar;
import org.quartz.spi.OperableTrigger;

/**
 * S-3: a job that may not run twice at once does not run on two nodes, and the next run has the
 * data that the last one has left. Job stores of two nodes, on a real Redis.
 */
class ExclusiveRunsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final long SOON = System.currentTimeMillis() + 3_600_000;
  private static final JobKey JOB = new JobKey("j", "jobs");
  private static final TriggerKey TRIGGER = new TriggerKey("t", "g");

  private final String lease = "exclusive-" + NAMES.incrementAndGet();
  private final List<SharedNode> nodes = new ArrayList<>();
  private SharedNode a;
  private SharedNode b;

  /** A run on a node that has not ended. */
  private record Run(SharedNode node, OperableTrigger trigger, JobDetail job) {
    void end() {
      node.store.triggeredJobComplete(trigger, job, CompletedExecutionInstruction.NOOP);
    }
  }

  @BeforeEach
  void twoNodesWithAJob() throws Exception {
    redis.start();
    a = node("a");
    b = node("b");
    a.store.storeJobAndTrigger(
        JobBuilder.newJob(JobStoreContract.Keeping.class).withIdentity(JOB).build(),
        trigger("t", JOB));
    await().until(() -> b.store.checkExists(TRIGGER));
  }

  @AfterEach
  void close() {
    redis.start();
    nodes.forEach(SharedNode::close);
  }

  private SharedNode node(String holder) throws Exception {
    SharedNode node = new SharedNode(lease, holder, redis.uri());
    nodes.add(node);
    return node.start(true);
  }

  private static OperableTrigger trigger(String name, JobKey job) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(name, "g")
                .forJob(job)
                .startAt(new Date(SOON))
                .withSchedule(SimpleScheduleBuilder.repeatHourlyForever())
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  private String key(String what) {
    return "{" + lease + "}:" + what;
  }

  private void holds(SharedNode node, String holder, long token) {
    redis.command("SET", lease, holder);
    redis.command("SET", key("token"), String.valueOf(token));
    nodes.forEach(each -> each.holds(OptionalLong.empty()));
    node.holds(OptionalLong.of(token));
    node.awaitOpen(token);
  }

  /** Begins a run, and waits until Redis knows of it. */
  private Run run(SharedNode node, String holder) throws Exception {
    OperableTrigger taken = due(node).get(0);
    JobDetail job =
        node.store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle().getJobDetail();
    node.link.schedule().orElseThrow().wake();
    await().until(() -> marks(holder) == 1);
    return new Run(node, taken, job);
  }

  private long marks(String holder) {
    return (long) redis.command("HLEN", key("exclusive:" + holder)).orElseThrow();
  }

  private static List<OperableTrigger> due(SharedNode node) throws Exception {
    return node.store.acquireNextTriggers(SOON + 3_601_000, 1, 0);
  }

  private static OperableTrigger awaitDue(SharedNode node) {
    return await().until(() -> due(node), due -> !due.isEmpty()).get(0);
  }

  @Test
  void aRunThatOutlivesTheTermOfItsNodeKeepsTheNextOneBack() throws Exception {
    holds(a, "a", 7);
    Run run = run(a, "a");
    run.job().getJobDataMap().put("count", 1);

    SharedNode c = node("c");
    for (SharedNode each : nodes) {
      assertThat(each.store.getTriggerState(TRIGGER)).isEqualTo(TriggerState.BLOCKED);
    }
    holds(b, "b", 8);
    assertThat(due(b)).isEmpty();
    for (SharedNode each : nodes) {
      assertThat(each.store.getTriggerState(TRIGGER)).isEqualTo(TriggerState.BLOCKED);
    }
    run.end();
    await().until(() -> c.store.getTriggerState(TRIGGER) == TriggerState.NORMAL);

    assertThat(awaitDue(b).getNextFireTime()).isEqualTo(new Date(SOON + 3_600_000));
    assertThat(b.data(JOB)).isEqualTo(Map.of("count", 1));
    assertThat(marks("a")).isZero();
  }

  @Test
  void whatOtherJobsHaveIsFiredMeanwhile() throws Exception {
    JobKey other = new JobKey("other", "jobs");
    a.store.storeJobAndTrigger(
        JobBuilder.newJob(JobStoreContract.Idle.class).withIdentity(other).build(),
        trigger("u", other));
    await().until(() -> b.store.getNumberOfTriggers() == 2);
    a.store.pauseTrigger(new TriggerKey("u", "g"));
    holds(a, "a", 7);
    Run run = run(a, "a");
    a.store.resumeTrigger(new TriggerKey("u", "g"));

    holds(b, "b", 8);

    assertThat(awaitDue(b).getJobKey()).isEqualTo(other);
    assertThat(due(b)).isEmpty();
    run.end();
  }

  @Test
  void theMarksOfADeadNodeEndByThemselves() throws Exception {
    redis.command("HSET", key("exclusive"), "dead", "");
    redis.command("HSET", key("exclusive:dead"), "j:jobs/j", "run");
    redis.command("PEXPIRE", key("exclusive:dead"), "1000");

    holds(a, "a", 7);
    assertThat(due(a)).isEmpty();

    assertThat(awaitDue(a).getKey()).isEqualTo(TRIGGER);
    assertThat(redis.command("HLEN", key("exclusive"))).contains(0L);
  }

  @Test
  void aNodeKeepsTheMarksOfItsRunsAlsoWithoutTheLease() throws Exception {
    holds(a, "a", 7);
    Run run = run(a, "a");
    a.holds(OptionalLong.empty());

    redis.command("DEL", key("exclusive:a"));

    await().until(() -> marks("a") == 1);
    await().until(() -> (long) redis.command("PTTL", key("exclusive:a")).orElseThrow() > 5_000);
    run.end();
    await().until(() -> marks("a") == 0);
  }

  @Test
  void aMarkOfARunThatIsNoneGoes() throws Exception {
    holds(a, "a", 7);
    Run run = run(a, "a");

    redis.command("HSET", key("exclusive:a"), "j:jobs/late", "late");

    await().until(() -> marks("a") == 1);
    run.end();
  }

  @Test
  void aTriggerThatIsDeletedOrStoredAnewWhileItsJobRunsElsewhereIsAsItIs() throws Exception {
    holds(a, "a", 7);
    Run run = run(a, "a");
    holds(b, "b", 8);
    assertThat(due(b)).isEmpty();
    JobKey other = new JobKey("other", "jobs");
    b.store.storeJob(
        JobBuilder.newJob(JobStoreContract.Idle.class).withIdentity(other).storeDurably().build(),
        false);

    b.store.storeTrigger(trigger("t", other), true);
    OperableTrigger taken = awaitDue(b);
    run.end();
    await().until(() -> marks("a") == 0);
    await().until(() -> b.store.getTriggerState(TRIGGER) == TriggerState.NORMAL);

    assertThat(taken.getJobKey()).isEqualTo(other);
    assertThat(due(b)).as("Quartz has it already").isEmpty();
  }

  @Test
  void aRunEndsOnceRedisHasItsData() throws Exception {
    holds(a, "a", 7);
    Run run = run(a, "a");
    run.job().getJobDataMap().put("count", 1);
    redis.command("SAVE");
    redis.stop();

    CompletableFuture<Void> end = CompletableFuture.runAsync(run::end);
    // A change of another thread gets its turn, and no answer: so did the run's.
    await().until(() -> !isChanged(a));
    assertThat(end).isNotDone();
    assertThat(a.data(JOB)).isEmpty();
    assertThat(a.store.getTriggerState(TRIGGER)).isEqualTo(TriggerState.BLOCKED);
    redis.start();
    end.join();

    assertThat(a.data(JOB)).isEqualTo(Map.of("count", 1));
    await().until(() -> b.data(JOB).equals(Map.of("count", 1)));
  }

  private static boolean isChanged(SharedNode node) {
    try {
      node.store.storeCalendar("days", new WeeklyCalendar(), true, false);
      return true;
    } catch (JobPersistenceException e) {
      return false;
    }
  }

  @Test
  void aStoreThatIsShutDownWhileAJobRunsEndsWithThat() throws Exception {
    holds(a, "a", 7);
    Run run = run(a, "a");
    a.close();
    run.job().getJobDataMap().put("count", 1);
    redis.command("DEL", key("exclusive:a"));
    await().until(() -> marks("a") == 1);

    run.end();

    await().until(() -> marks("a") == 0);
    await().until(() -> b.data(JOB).equals(Map.of("count", 1)));
  }

  @Test
  void theDataOfANodeThatDiesBeforeRedisHasThemAreThoseOfTheLastRun() throws Exception {
    holds(a, "a", 7);
    Run first = run(a, "a");
    first.job().getJobDataMap().put("count", 1);
    first.end();
    await().until(() -> marks("a") == 0);
    OperableTrigger taken = awaitDue(a);
    JobDetail second =
        a.store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle().getJobDetail();
    second.getJobDataMap().put("count", 2);

    holds(b, "b", 8);

    assertThat(b.data(JOB)).isEqualTo(Map.of("count", 1));
    new Run(a, taken, second).end();
    await().until(() -> b.data(JOB).equals(Map.of("count", 2)));
  }

  @Test
  void whatAUserChangesDuringARunStaysButForTheData() throws Exception {
    holds(a, "a", 7);
    Run run = run(a, "a");
    run.job().getJobDataMap().put("count", 1);
    b.store.storeJob(
        JobBuilder.newJob(JobStoreContract.Keeping.class)
            .withIdentity(JOB)
            .withDescription("changed")
            .build(),
        true);
    await().until(() -> "changed".equals(description(a)));

    run.end();

    await().until(() -> b.data(JOB).equals(Map.of("count", 1)));
    assertThat(description(b)).isEqualTo("changed");
  }

  @Test
  void aRunThatLeavesItsDataAloneLeavesThoseOfAUser() throws Exception {
    holds(a, "a", 7);
    Run run = run(a, "a");
    b.store.storeJob(
        JobBuilder.newJob(JobStoreContract.Keeping.class)
            .withIdentity(JOB)
            .usingJobData("count", 5)
            .build(),
        true);
    await().until(() -> a.data(JOB).equals(Map.of("count", 5)));

    run.end();
    await().until(() -> marks("a") == 0);

    assertThat(a.data(JOB)).isEqualTo(Map.of("count", 5));
    assertThat(b.data(JOB)).isEqualTo(Map.of("count", 5));
  }

  private static @Nullable String description(SharedNode node) throws Exception {
    return Objects.requireNonNull(node.store.retrieveJob(JOB)).getDescription();
  }
}
