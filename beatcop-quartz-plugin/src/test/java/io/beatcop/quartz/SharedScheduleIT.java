package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.faults.FaultyLink;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.testing.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.calendar.WeeklyCalendar;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/** Job stores of several nodes share one schedule, on a real Redis. */
class SharedScheduleIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final long SOON = System.currentTimeMillis() + 3_600_000;

  private final String lease = "shared-" + NAMES.incrementAndGet();
  private final List<SharedNode> nodes = new ArrayList<>();
  private SharedNode a;
  private SharedNode b;

  @BeforeEach
  void twoNodes() throws Exception {
    redis.start();
    a = node("a", true);
    b = node("b", true);
  }

  @AfterEach
  void close() {
    redis.start();
    nodes.forEach(SharedNode::close);
  }

  private SharedNode node(String holder, boolean started) throws Exception {
    SharedNode node = new SharedNode(lease, holder, redis.uri());
    nodes.add(node);
    return node.start(started);
  }

  private String key(String what) {
    return "{" + lease + "}:" + what;
  }

  private void holds(SharedNode node, String holder, long token) {
    redis.command("SET", lease, holder);
    redis.command("SET", key("token"), String.valueOf(token));
    node.holds(OptionalLong.of(token));
    node.awaitOpen(token);
  }

  private long version() {
    return redis
        .command("HGET", key("schedule"), "head")
        .map(head -> Long.parseLong(head.toString().split(" ", 2)[0]))
        .orElse(0L);
  }

  private static JobDetail job(String name) {
    return JobBuilder.newJob(JobStoreContract.Idle.class)
        .withIdentity(name, "jobs")
        .storeDurably()
        .usingJobData("for", name)
        .build();
  }

  private static OperableTrigger trigger(String name, String job, long startMillis) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(name, "g")
                .forJob(job, "jobs")
                .startAt(new Date(startMillis))
                .withSchedule(SimpleScheduleBuilder.repeatHourlyForever())
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  /** All that a node tells of its schedule. */
  private static Set<String> told(SharedNode node) throws JobPersistenceException {
    Set<String> told = new TreeSet<>();
    for (JobKey key : node.store.getJobKeys(GroupMatcher.anyJobGroup())) {
      told.add("job " + key + node.data(key));
    }
    for (TriggerKey key : node.store.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
      told.add(
          "trigger " + key + node.store.getTriggerState(key) + node.trigger(key).getNextFireTime());
    }
    node.store.getCalendarNames().forEach(name -> told.add("calendar " + name));
    node.store.getPausedTriggerGroups().forEach(group -> told.add("paused " + group));
    return told;
  }

  private void untilTold(SharedNode node, Set<String> expected) {
    await().untilAsserted(() -> assertThat(told(node)).isEqualTo(expected));
  }

  /** A call that changes the schedule. */
  private interface Call {
    void on(SharedJobStore store) throws JobPersistenceException;
  }

  /** One node makes a change: it reads it at once, and the other one soon. */
  private void changes(SharedNode writer, SharedNode reader, Call call) throws Exception {
    Set<String> before = told(writer);

    call.on(writer.store);

    Set<String> after = told(writer);
    assertThat(after).isNotEqualTo(before);
    untilTold(reader, after);
  }

  @Test
  void eachChangeOfANodeIsSeenByTheOther() throws Exception {
    TriggerKey t = new TriggerKey("t", "g");
    changes(a, b, store -> store.storeJob(job("j"), false));
    changes(b, a, store -> store.storeTrigger(trigger("t", "j", SOON), false));
    changes(a, b, store -> store.storeJobAndTrigger(job("k"), trigger("u", "k", SOON)));
    changes(b, a, store -> store.replaceTrigger(t, trigger("t", "j", SOON + 60_000)));
    changes(a, b, store -> store.pauseTrigger(t));
    changes(b, a, store -> store.resumeTrigger(t));
    changes(a, b, store -> store.pauseJob(new JobKey("j", "jobs")));
    changes(b, a, store -> store.resumeJob(new JobKey("j", "jobs")));
    changes(a, b, store -> store.pauseTriggers(GroupMatcher.triggerGroupEquals("to come")));
    changes(b, a, store -> store.pauseJobs(GroupMatcher.jobGroupEquals("jobs")));
    changes(a, b, store -> store.resumeJobs(GroupMatcher.anyJobGroup()));
    changes(b, a, store -> store.pauseAll());
    changes(a, b, store -> store.resumeAll());
    changes(b, a, store -> store.storeCalendar("days", new WeeklyCalendar(), false, false));
    changes(a, b, store -> store.removeCalendar("days"));
    changes(b, a, store -> store.removeTrigger(t));
    changes(a, b, store -> store.removeJob(new JobKey("j", "jobs")));
    changes(
        b,
        a,
        store ->
            store.storeJobsAndTriggers(Map.of(job("m"), Set.of(trigger("v", "m", SOON))), false));
    changes(a, b, SharedJobStore::clearAllSchedulingData);
  }

  @Test
  void aStopOfAllNodesLosesNothing() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    a.store.storeJobAndTrigger(job("k"), trigger("u", "k", SOON));
    b.store.pauseTrigger(new TriggerKey("u", "g"));
    b.store.pauseTriggers(GroupMatcher.triggerGroupEquals("to come"));
    b.store.storeCalendar("days", new WeeklyCalendar(), false, false);
    Set<String> before = told(b);
    a.close();
    b.close();

    assertThat(told(node("c", true))).isEqualTo(before);
  }

  @Test
  void nodesThatChangeAtOneTimeLoseNothing() throws Exception {
    int each = 40;
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (SharedNode node : List.of(a, b)) {
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < each; i++) {
                  try {
                    node.store.storeJob(job((node == a ? "a" : "b") + i), false);
                  } catch (JobPersistenceException e) {
                    throw new IllegalStateException(e);
                  }
                }
              }));
    }
    writers.forEach(CompletableFuture::join);

    await().until(() -> a.store.getNumberOfJobs() == 2 * each);
    await().until(() -> b.store.getNumberOfJobs() == 2 * each);
    assertThat(version()).isEqualTo(2L * each);
    assertThat(told(a)).isEqualTo(told(b));
  }

  @Test
  void whileRedisIsAwayNothingIsChangedAndTheHolderFiresOn() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    holds(a, "a", 7);
    Set<String> before = told(a);
    redis.command("SAVE");
    redis.stop();

    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> a.store.storeJob(job("k"), false))
        .withMessageStartingWith(lease + ": the change is not confirmed by Redis");

    assertThat(told(a)).isEqualTo(before);
    OperableTrigger taken = a.store.acquireNextTriggers(SOON + 1_000, 1, 0).get(0);
    assertThat(a.store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle()).isNotNull();
  }

  @Test
  void aChangeWithoutAnAnswerIsMadeOnce() throws Exception {
    a.store.storeJob(job("j"), false);
    // Longer than a timeout, and shorter than the patience.
    redis.command("CLIENT", "PAUSE", "700");

    a.store.storeJob(job("k"), false);
    b.store.storeJob(job("l"), false);

    assertThat(version()).isEqualTo(3);
    assertThat(a.store.getNumberOfJobs()).isGreaterThanOrEqualTo(2);
    assertThat(b.store.getNumberOfJobs()).isEqualTo(3);
  }

  @Test
  void aChangeWhoseReplyIsLostIsFoundAmongTheChanges() throws Exception {
    // Redis knows the script from then on: one request is enough.
    a.store.storeJob(job("before"), false);
    try (FaultyLink link = FaultyLink.to(redis.port())) {
      SharedNode far = new SharedNode(lease, "far", link.uri());
      nodes.add(far);
      far.start(true);
      assertThat(far.store.getNumberOfJobs()).isEqualTo(1);
      // A change arrives, and its reply comes after the timeout.
      link.slowTo(300);
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  far.store.storeJob(job("j"), false);
                  return "made";
                } catch (JobPersistenceException e) {
                  return String.valueOf(e.getMessage());
                }
              });
      await().until(() -> version() == 2);
      link.slowTo(0);

      // It may have taken a new connection, and then the patience was over sooner.
      assertThat(answer.join()).matches("made|.*is not confirmed by Redis.*");
      await().until(() -> far.store.checkExists(new JobKey("j", "jobs")));
      await().until(() -> a.store.checkExists(new JobKey("j", "jobs")));
      assertThat(version()).isEqualTo(2);
    }
  }

  @Test
  void whatRedisForgetsTheHolderWritesAgain() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    a.store.pauseTriggers(GroupMatcher.triggerGroupEquals("to come"));
    Set<String> before = told(a);
    untilTold(b, before);

    redis.command("FLUSHALL");
    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> b.store.storeJob(job("k"), false))
        .withMessageContaining("Redis has lost the shared schedule");
    assertThat(told(b)).as("memory is kept").isEqualTo(before);
    holds(a, "a", 9);

    await().until(() -> version() > 1_000_000);
    b.store.storeJob(job("k"), false);
    untilTold(a, told(b));
    assertThat(told(node("c", true))).isEqualTo(told(b)).containsAll(before);
  }

  @Test
  void aScheduleThatSomebodyBeganOnAnEmptyRedisIsAdded() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    untilTold(b, told(a));
    redis.command("FLUSHALL");
    SharedNode fresh = node("c", true);
    fresh.store.storeJob(job("new"), false);

    holds(a, "a", 9);

    for (SharedNode node : List.of(a, b, fresh)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(node.store.getJobKeys(GroupMatcher.anyJobGroup()))
                      .containsExactlyInAnyOrder(
                          new JobKey("j", "jobs"), new JobKey("new", "jobs")));
    }
  }

  @Test
  void whatWasDeletedOnAnEmptyRedisDoesNotComeBackWithTheRest() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    a.store.storeJobAndTrigger(job("k"), trigger("u", "k", SOON));
    untilTold(b, told(a));
    redis.command("FLUSHALL");
    SharedNode fresh = node("c", true);
    fresh.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    assertThat(fresh.store.removeTrigger(trigger("t", "j", SOON).getKey())).isTrue();

    holds(a, "a", 9);

    for (SharedNode node : List.of(a, b, fresh)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(node.store.getTriggerKeys(GroupMatcher.anyTriggerGroup()))
                      .containsExactly(trigger("u", "k", SOON).getKey()));
    }
  }

  @Test
  void aScheduleThatHasLeftNothingButTracesIsMissed() throws Exception {
    a.store.storeJob(job("j"), false);
    a.close();
    b.close();

    redis.command("DEL", key("schedule"));

    assertThat(logOfANodeThatBegins()).contains(lease + ": Redis has lost the shared schedule");
  }

  @Test
  void aFirstUseMissesNothing() throws Exception {
    assertThat(logOfANodeThatBegins()).doesNotContain("has lost");
  }

  private String logOfANodeThatBegins() throws Exception {
    PrintStream console = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(node("c", true).store.getNumberOfJobs()).isZero();
    } finally {
      System.setErr(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nodesThatDeclareTheSameChangeNothing() throws Exception {
    Map<JobDetail, Set<? extends Trigger>> declared =
        new HashMap<>(Map.of(job("j"), Set.of(trigger("t", "j", 1_000))));
    node("c", false).store.storeJobsAndTriggers(declared, true);
    long version = version();
    SharedNode next = node("d", false);

    next.store.storeJobsAndTriggers(Map.of(job("j"), Set.of(trigger("t", "j", 2_000))), true);
    next.store.replaceTrigger(new TriggerKey("t", "g"), trigger("t", "j", 3_000));

    assertThat(version()).isEqualTo(version);
  }

  @Test
  void aChangeThatIsTooLongToBeKeptIsReadAsAWhole() throws Exception {
    Map<JobDetail, Set<? extends Trigger>> many = new HashMap<>();
    for (int i = 0; i < 1_500; i++) {
      many.put(job("j" + i), Set.of(trigger("t" + i, "j" + i, SOON)));
    }

    a.store.storeJobsAndTriggers(many, false);

    await().until(() -> b.store.getNumberOfTriggers() == 1_500);
    assertThat(told(b)).isEqualTo(told(a));
  }

  @Test
  void whatNoNodeHasWrittenChangesNothingInMemory() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    Set<String> before = told(a);
    untilTold(b, before);

    redis.command("HSET", key("progress"), "t:g/t", "1 {no json");
    String somebodys = (version() + 1) + " somebody";
    // At once: between the two a node would take it for a version whose changes are not kept.
    redis.command(
        "EVAL",
        "redis.call('HSET', KEYS[1], 'head', ARGV[1])"
            + " redis.call('RPUSH', KEYS[2], ARGV[1] .. '\\nno change')",
        "2",
        key("schedule"),
        key("changes"),
        somebodys);

    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> a.store.storeJob(job("k"), false))
        .withMessageContaining("the key " + key("changes") + " has something that no node");
    assertThat(told(a)).isEqualTo(before);
    assertThat(told(b)).isEqualTo(before);
  }

  @Test
  void aNodeWithoutTheLeaseTakesNoTriggers() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    holds(a, "a", 7);
    await().until(() -> b.store.getNumberOfTriggers() == 1);

    assertThat(b.store.acquireNextTriggers(SOON + 1_000, 1, 0)).isEmpty();
    OperableTrigger taken = a.store.acquireNextTriggers(SOON + 1_000, 1, 0).get(0);
    a.holds(OptionalLong.empty());
    assertThat(a.store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle())
        .as("the lease was lost since it was taken")
        .isNull();
  }

  @Test
  void theNextHolderGoesOnWhereTheLastOneWas() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    holds(a, "a", 7);
    fire(a, CompletedExecutionInstruction.NOOP);
    Date next = new Date(SOON + 3_600_000);
    await()
        .untilAsserted(
            () ->
                assertThat(b.trigger(new TriggerKey("t", "g")).getNextFireTime()).isEqualTo(next));

    a.holds(OptionalLong.empty());
    holds(b, "b", 8);

    OperableTrigger taken = b.store.acquireNextTriggers(SOON + 7_200_000, 1, 0).get(0);
    assertThat(taken.getNextFireTime()).isEqualTo(next);
    assertThat(taken.getPreviousFireTime()).isEqualTo(new Date(SOON));
  }

  @Test
  void aTriggerIsNotSetBackToTheTimeThatItIsJustFiring() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    holds(a, "a", 7);
    TriggerKey key = new TriggerKey("t", "g");
    TriggerProgress before = TriggerProgress.of(a.trigger(key));
    OperableTrigger taken = a.store.acquireNextTriggers(SOON + 1_000, 1, 0).get(0);
    JobDetail job =
        a.store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle().getJobDetail();

    a.link.schedule().orElseThrow().windBack(key, before);

    Date next = new Date(SOON + 3_600_000);
    assertThat(a.trigger(key).getNextFireTime()).isEqualTo(next);
    a.store.triggeredJobComplete(
        taken, job, CompletedExecutionInstruction.SET_ALL_JOB_TRIGGERS_ERROR);
    a.link.schedule().orElseThrow().windBack(key, before);
    assertThat(a.store.getTriggerState(key)).isEqualTo(TriggerState.ERROR);
    assertThat(a.trigger(key).getNextFireTime()).as("it is in error").isEqualTo(next);
  }

  @Test
  void whatAFiringEndsIsGoneOnAllNodes() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    a.store.storeTrigger(trigger("u", "j", SOON + 1_000), false);
    holds(a, "a", 7);
    await().until(() -> b.store.getNumberOfTriggers() == 2);

    fire(a, CompletedExecutionInstruction.DELETE_TRIGGER);
    fire(a, CompletedExecutionInstruction.SET_TRIGGER_COMPLETE);

    await().until(() -> !b.store.checkExists(new TriggerKey("t", "g")));
    await().until(() -> b.store.getTriggerState(new TriggerKey("u", "g")) == TriggerState.COMPLETE);
  }

  @Test
  void aTriggerWhoseHolderDiesDuringItsLastFiringEnds() throws Exception {
    TriggerKey key = new TriggerKey("t", "g");
    OperableTrigger once = trigger("t", "j", SOON);
    ((SimpleTriggerImpl) once).setRepeatCount(0);
    a.store.storeJobAndTrigger(job("j"), once);
    holds(a, "a", 7);
    OperableTrigger taken = a.store.acquireNextTriggers(SOON + 1_000, 1, 0).get(0);
    assertThat(a.store.triggersFired(List.of(taken))).hasSize(1);
    a.link.schedule().orElseThrow().endIfOver(key);
    assertThat(a.store.checkExists(key)).as("its firing is under way").isTrue();
    await().until(() -> redis.command("HGET", key("progress"), "t:g/t").isPresent());

    a.holds(OptionalLong.empty());
    holds(b, "b", 8);
    assertThat(b.trigger(key).getNextFireTime()).isNull();
    b.link.schedule().orElseThrow().endIfOver(key);

    assertThat(b.store.checkExists(key)).isFalse();
    await().until(() -> !a.store.checkExists(key));
  }

  @Test
  void aTriggerThatHasATimeOrIsPausedDoesNotEnd() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    holds(a, "a", 7);

    a.link.schedule().orElseThrow().endWhatIsOver();

    assertThat(a.store.checkExists(new TriggerKey("t", "g"))).isTrue();
  }

  @Test
  void theStartThatAMisfireHasMovedIsKnownToTheNextHolder() throws Exception {
    SharedNode strict = new SharedNode(lease, "strict", redis.uri());
    nodes.add(strict);
    strict.store.setMisfireThreshold("1");
    strict.start(true);
    SimpleTriggerImpl trigger =
        (SimpleTriggerImpl) trigger("t", "j", System.currentTimeMillis() - 90 * 60_000);
    trigger.setRepeatCount(9);
    trigger.setMisfireInstruction(
        SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NOW_WITH_REMAINING_REPEAT_COUNT);
    strict.store.storeJobAndTrigger(job("j"), trigger);
    holds(strict, "strict", 7);
    OperableTrigger taken =
        strict.store.acquireNextTriggers(System.currentTimeMillis() + 1_000, 1, 0).get(0);
    assertThat(strict.store.triggersFired(List.of(taken))).hasSize(1);
    SimpleTriggerImpl moved = (SimpleTriggerImpl) strict.trigger(trigger.getKey());
    assertThat(moved.getStartTime()).isAfter(trigger.getStartTime());
    assertThat(moved.getRepeatCount()).isEqualTo(8);
    await()
        .untilAsserted(
            () ->
                assertThat(b.trigger(trigger.getKey()).getStartTime())
                    .as("another node tells it")
                    .isEqualTo(moved.getStartTime()));

    strict.holds(OptionalLong.empty());
    holds(b, "b", 8);

    SimpleTriggerImpl next = (SimpleTriggerImpl) b.trigger(trigger.getKey());
    assertThat(next.getStartTime()).isEqualTo(moved.getStartTime());
    assertThat(next.getRepeatCount()).isEqualTo(8);
    assertThat(next.getNextFireTime()).isEqualTo(moved.getNextFireTime());
    assertThat(next.getTimesTriggered()).isEqualTo(moved.getTimesTriggered());
  }

  @Test
  void aTriggerInErrorIsTakenByNoNode() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    holds(a, "a", 7);
    TriggerKey key = new TriggerKey("t", "g");
    long later = SOON + 7_200_000;

    fire(a, CompletedExecutionInstruction.SET_TRIGGER_ERROR);

    assertThat(a.store.acquireNextTriggers(later, 1, 0)).isEmpty();
    await().until(() -> b.store.getTriggerState(key) == TriggerState.ERROR);
    a.holds(OptionalLong.empty());
    holds(b, "b", 8);
    assertThat(b.store.acquireNextTriggers(later, 1, 0)).isEmpty();
    b.store.resetTriggerFromErrorState(key);
    assertThat(b.store.acquireNextTriggers(later, 1, 0)).hasSize(1);
  }

  @Test
  void theDataThatAJobLeavesOutliveItsNode() throws Exception {
    JobDetail keeping =
        JobBuilder.newJob(JobStoreContract.Keeping.class).withIdentity("j", "jobs").build();
    a.store.storeJobAndTrigger(keeping, trigger("t", "j", SOON));
    holds(a, "a", 7);
    OperableTrigger taken = a.store.acquireNextTriggers(SOON + 1_000, 1, 0).get(0);
    JobDetail run =
        a.store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle().getJobDetail();
    run.getJobDataMap().put("count", 41L);

    a.store.triggeredJobComplete(taken, run, CompletedExecutionInstruction.NOOP);
    a.close();

    await().until(() -> b.data(keeping.getKey()).equals(Map.of("count", 41L)));
  }

  @Test
  void aCalendarThatWasReplacedWhileNobodyFiredIsObeyed() throws Exception {
    WeeklyCalendar none = new WeeklyCalendar();
    none.setDaysExcluded(new boolean[8]);
    a.store.storeCalendar("days", none, false, false);
    a.store.storeJob(job("j"), false);
    OperableTrigger trigger = trigger("t", "j", SOON);
    trigger.setCalendarName("days");
    a.store.storeTrigger(trigger, false);
    java.util.Calendar day = java.util.Calendar.getInstance();
    day.setTimeInMillis(SOON);
    WeeklyCalendar thatDay = new WeeklyCalendar();
    thatDay.setDaysExcluded(new boolean[8]);
    thatDay.setDayExcluded(day.get(java.util.Calendar.DAY_OF_WEEK), true);
    b.store.storeCalendar("days", thatDay, true, true);

    SharedNode next = node("c", true);
    holds(next, "c", 7);

    assertThat(next.trigger(new TriggerKey("t", "g")).getNextFireTime()).isAfter(new Date(SOON));
    assertThat(
            thatDay.isTimeIncluded(
                next.trigger(new TriggerKey("t", "g")).getNextFireTime().getTime()))
        .isTrue();
  }

  @Test
  void aTriggerThatWasStoredAnewOutlivesTheEndOfTheFormerOne() throws Exception {
    a.store.storeJobAndTrigger(job("j"), trigger("t", "j", SOON));
    holds(a, "a", 7);
    OperableTrigger taken = a.store.acquireNextTriggers(SOON + 1_000, 1, 0).get(0);
    JobDetail job =
        a.store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle().getJobDetail();
    b.store.replaceTrigger(new TriggerKey("t", "g"), trigger("t", "j", SOON + 60_000));
    untilTold(a, told(b));

    a.store.triggeredJobComplete(taken, job, CompletedExecutionInstruction.NOOP);
    a.store.storeJob(job("after"), false);

    untilTold(b, told(a));
    assertThat(a.trigger(new TriggerKey("t", "g")).getNextFireTime())
        .isEqualTo(new Date(SOON + 60_000));
  }

  private static void fire(SharedNode node, CompletedExecutionInstruction end) throws Exception {
    OperableTrigger taken = node.store.acquireNextTriggers(SOON + 10_000, 1, 0).get(0);
    JobDetail job =
        node.store.triggersFired(List.of(taken)).get(0).getTriggerFiredBundle().getJobDetail();
    node.store.triggeredJobComplete(taken, job, end);
  }
}
