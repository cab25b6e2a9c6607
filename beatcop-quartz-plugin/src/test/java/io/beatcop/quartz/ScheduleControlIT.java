package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleControl;
import io.beatcop.redis.schedule.ScheduleControl.Result;
import io.beatcop.redis.schedule.ScheduleListing;
import io.beatcop.redis.schedule.SharedTrigger;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.CalendarIntervalScheduleBuilder;
import org.quartz.CronScheduleBuilder;
import org.quartz.DailyTimeIntervalScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ScheduleBuilder;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.spi.OperableTrigger;

/** An operator, who has no Quartz, sees and changes the schedule of two nodes. */
class ScheduleControlIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final long TOKEN = 7;
  private static final TriggerKey HOURLY = new TriggerKey("hourly", "g/1");
  private static final ItemName JOB = ItemName.of('j', "jobs/report");

  private final String lease = "operated-" + NAMES.incrementAndGet();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private SharedNode a;
  private SharedNode b;
  private ScheduleControl operator;

  @BeforeEach
  void twoNodesAndAnOperator() throws Exception {
    redis.start();
    a = node("a");
    b = node("b");
    operator = operator(redis.uri());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private SharedNode node(String holder) throws Exception {
    SharedNode node = new SharedNode(lease, holder, redis.uri());
    opened.add(node);
    return node.start(true);
  }

  private ScheduleControl operator(String uri) {
    ScheduleControl control =
        new ScheduleControl(
            LeaseSettings.of(lease, Duration.ofSeconds(6)).withTimeout(TIMEOUT),
            RedisSettings.parse(uri));
    opened.add(control);
    return control;
  }

  private void aReport() throws Exception {
    a.store.storeJob(report(), false);
    a.store.storeTrigger(
        trigger(HOURLY.getName(), SimpleScheduleBuilder.repeatHourlyForever()), false);
  }

  private static JobDetail report() {
    return JobBuilder.newJob(JobStoreContract.Idle.class)
        .withIdentity("report", "jobs")
        .storeDurably()
        .build();
  }

  private static OperableTrigger trigger(String name, ScheduleBuilder<?> plan) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(name, HOURLY.getGroup())
                .forJob("report", "jobs")
                .startAt(new Date(System.currentTimeMillis() + 3_600_000))
                .withSchedule(plan)
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  private void aHolds() {
    redis.command("SET", lease, "a");
    redis.command("SET", "{" + lease + "}:token", String.valueOf(TOKEN));
    a.holds(OptionalLong.of(TOKEN));
    a.awaitOpen(TOKEN);
  }

  private List<SharedTrigger> listed() {
    ScheduleListing listing = operator.list().orElseThrow();
    assertThat(listing.unreadable()).isEmpty();
    return listing.jobs().get(0).triggers();
  }

  @Test
  void whereNobodySharesThereIsNothingToSeeOrChange() {
    assertThat(operator.list()).isEmpty();
    assertThat(operator.pause(JOB)).isEqualTo(Result.NO_SCHEDULE);
    assertThat(operator.trigger(JOB, Map.of(), Instant.now())).isEqualTo(Result.NO_SCHEDULE);
  }

  @Test
  void theListShowsEachKindOfTrigger() throws Exception {
    aReport();
    a.store.storeTrigger(trigger("cron", CronScheduleBuilder.cronSchedule("0 0 3 * * ?")), false);
    a.store.storeTrigger(
        trigger(
            "interval",
            CalendarIntervalScheduleBuilder.calendarIntervalSchedule().withIntervalInMonths(2)),
        false);
    a.store.storeTrigger(
        trigger(
            "daily",
            DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule().withIntervalInMinutes(5)),
        false);

    assertThat(listed())
        .extracting(SharedTrigger::plan)
        .containsExactly(
            "0 0 3 * * ?",
            "every 5 minutes a day, from 00:00:00 to 23:59:59",
            "every 3600000 ms",
            "every 2 months");
    assertThat(operator.list().orElseThrow().jobs().get(0).type())
        .isEqualTo(JobStoreContract.Idle.class.getName());
  }

  @Test
  void theListShowsHowFarTheHolderIs() throws Exception {
    aReport();
    aHolds();
    OperableTrigger due =
        a.store.acquireNextTriggers(System.currentTimeMillis() + 4_000_000, 1, 0).get(0);
    a.store.triggersFired(List.of(due));
    a.store.triggeredJobComplete(due, report(), CompletedExecutionInstruction.NOOP);

    await()
        .untilAsserted(
            () -> {
              SharedTrigger fired = listed().get(0);
              assertThat(fired.times()).hasValue(1);
              assertThat(fired.next()).contains(a.trigger(HOURLY).getNextFireTime().toInstant());
              assertThat(fired.previous())
                  .contains(a.trigger(HOURLY).getPreviousFireTime().toInstant());
            });
  }

  @Test
  void aPauseAndItsEndReachAllNodes() throws Exception {
    aReport();

    assertThat(operator.pause(JOB)).isEqualTo(Result.DONE);
    await().until(() -> a.store.getTriggerState(HOURLY) == TriggerState.PAUSED);
    await().until(() -> b.store.getTriggerState(HOURLY) == TriggerState.PAUSED);
    assertThat(operator.pause(JOB)).isEqualTo(Result.UNCHANGED);
    assertThat(listed().get(0).state()).isEqualTo("paused");

    assertThat(operator.resume(ItemName.of('t', "g%2F1/hourly"))).isEqualTo(Result.DONE);
    await().until(() -> a.store.getTriggerState(HOURLY) == TriggerState.NORMAL);
    await().until(() -> b.store.getTriggerState(HOURLY) == TriggerState.NORMAL);
    assertThat(operator.resume(JOB)).isEqualTo(Result.UNCHANGED);
  }

  @Test
  void whatDoesNotExistIsNotChanged() throws Exception {
    aReport();

    assertThat(operator.pause(ItemName.of('j', "report"))).isEqualTo(Result.MISSING);
    assertThat(operator.resume(ItemName.of('t', "jobs/report"))).isEqualTo(Result.MISSING);
    assertThat(operator.trigger(ItemName.of('j', "x"), Map.of(), Instant.now()))
        .isEqualTo(Result.MISSING);
  }

  @Test
  void aTriggeredJobIsDueAtTheHolderOnceAlsoWhilePaused() throws Exception {
    aReport();
    a.store.pauseJobs(GroupMatcher.jobGroupEquals("jobs"));
    aHolds();

    assertThat(operator.trigger(JOB, Map.of("day", "mon\u00e9y \"1\""), Instant.now()))
        .isEqualTo(Result.DONE);

    List<OperableTrigger> due = new ArrayList<>();
    await()
        .until(
            () -> {
              due.addAll(a.store.acquireNextTriggers(System.currentTimeMillis(), 1, 0));
              return !due.isEmpty();
            });
    assertThat(due.get(0).getJobKey()).isEqualTo(new JobKey("report", "jobs"));
    assertThat(due.get(0).getJobDataMap()).containsExactly(Map.entry("day", "mon\u00e9y \"1\""));
    a.store.triggersFired(due);
    a.store.triggeredJobComplete(
        due.get(0), report(), CompletedExecutionInstruction.DELETE_TRIGGER);
    await().untilAsserted(() -> assertThat(listed()).hasSize(1));
    assertThat(b.store.acquireNextTriggers(System.currentTimeMillis(), 1, 0)).isEmpty();
  }

  /** No replica confirms it, so its outcome is unknown until it is found. */
  @Test
  void aChangeWhoseOutcomeIsUnknownIsFoundAndNotRepeated() throws Exception {
    aReport();
    ScheduleControl doubtful = operator(redis.uri() + "?wait=1");
    long before = operator.list().orElseThrow().version();

    assertThat(doubtful.trigger(JOB, Map.of(), Instant.now())).isEqualTo(Result.DONE);

    assertThat(operator.list().orElseThrow().version()).isEqualTo(before + 1);
  }

  @Test
  void whatNoNodeHasWrittenIsListedAsThat() throws Exception {
    aReport();
    redis.command("HSET", "{" + lease + "}:schedule", "t:g/x", "1 nonsense");
    redis.command("HSET", "{" + lease + "}:schedule", "what", "else");

    ScheduleListing listing = operator.list().orElseThrow();

    assertThat(listing.unreadable()).containsExactlyInAnyOrder("t:g/x", "what");
    assertThat(listing.jobs()).hasSize(1);
  }
}
