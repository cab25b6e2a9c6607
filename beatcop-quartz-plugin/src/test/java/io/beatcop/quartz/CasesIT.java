package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import io.beatcop.quartz.faults.FaultyLink;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.TriggerFields;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.simpl.SimpleJobFactory;

/** Failures from use, on a real Redis and real schedulers; docs/rules.md has the labels. */
@Slow
class CasesIT extends CaseNodes {

  private static final int FOREIGN = 100_000;
  private static final int FOREIGN_PAGE = 5_000;

  /** Of one trigger: 64 gaps of two times each. */
  private static final int MOST_BYTES = 3_000;

  /** Q-c: a retry goes on under the claim of its slot. */
  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void aJobThatAsksForItIsRetriedAtOnce(String journal) throws SchedulerException {
    Node node = node("journal", journal);
    Acting.on(node, CasesIT::failTwice);
    long due = System.currentTimeMillis() + 500;
    retrying(node, Acting.class, "plain", false, due);
    retrying(node, Acting.class, "recoverable", true, due);
    retrying(node, Acting.Serial.class, "serial", false, due);
    retrying(node, Acting.Serial.class, "serial-recoverable", true, due);

    node.start();

    until(() -> node.fires().size() >= 12);
    aWhile();
    assertThat(List.of("plain", "recoverable", "serial", "serial-recoverable"))
        .allSatisfy(name -> assertThat(node.times(GROUP, name)).containsOnly(due).hasSize(3));
    assertThat(node.entry("beatcop").getRunning()).isZero();
    assertThat(redis.command("HLEN", key("running"))).hasValue(0L);
  }

  private static void failTwice(JobExecutionContext context) throws JobExecutionException {
    if (context.getRefireCount() < 2) {
      throw new JobExecutionException("not yet", true);
    }
  }

  private static void retrying(
      Node node, Class<? extends Job> job, String name, boolean recoverable, long due)
      throws SchedulerException {
    node.scheduler()
        .scheduleJob(
            JobBuilder.newJob(job).withIdentity(name, GROUP).requestRecovery(recoverable).build(),
            at(name, due));
  }

  /** Q-c: not after the lease is lost. */
  @Test
  void aJobIsNotRetriedOnceTheLeaseIsLost() throws SchedulerException {
    Node node = node();
    Acting.on(
        node,
        context -> {
          redis.command("SET", lease, "a-thief", "PX", "60000");
          until(() -> !BeatCop.lease(context).orElseThrow().isHeld());
          throw new JobExecutionException("not yet", true);
        });
    schedule(node, Acting.class, at("t", System.currentTimeMillis() + 300));

    node.start();

    until(() -> !log.with("may not be retried at once", "g.t").isEmpty());
    aWhile();
    assertThat(node.times(GROUP, "t")).hasSize(1);
    assertThat(node.entry("beatcop").getRunning()).isZero();
  }

  /** Q-d: only what Quartz itself makes is fired by hand. */
  @Test
  void aTriggerWithANameLikeThoseMadeByHandNeedsTheLease() throws SchedulerException {
    Node first = node().schedule(named("MT_940_import")).schedule(named("MT_103")).start();
    Node second = node().schedule(named("MT_940_import")).schedule(named("MT_103")).start();

    until(() -> first.fires().size() >= 20);

    assertThat(second.fires()).isEmpty();
    assertThat(first.fires()).extracting(fire -> fire.trigger().getName()).contains("MT_103");
  }

  private static Trigger named(String name) {
    return TriggerBuilder.newTrigger()
        .withIdentity(name)
        .startAt(new Date(100))
        .withSchedule(
            simpleSchedule()
                .withIntervalInMilliseconds(100)
                .repeatForever()
                .withMisfireHandlingInstructionNextWithRemainingCount())
        .build();
  }

  /** Q-e: as Spring's listeners of ApplicationReady do. */
  @Test
  void whatIsScheduledAfterTheStartMissedWhatTheClusterMissed() throws SchedulerException {
    Node before = node().schedule(eachSecond("t")).start();
    untilFiresAgain(before, "t", 2);
    before.close();
    long down = System.currentTimeMillis();
    untilItIs(down + 2_200);
    Node after = node().start();

    after.schedule(eachSecond("t"));

    untilFiresAgain(after, "t", 4);
    List<Long> fired = times("t", before, after);
    assertThat(fired).doesNotHaveDuplicates().containsAll(allTimes(fired, 1_000));
  }

  /** Q-f: whichever way it ends itself. */
  @Test
  void aJobThatHasEndedItselfStaysGone() throws SchedulerException {
    // Nodes that schedule a trigger anew do so within half a second: later than that it has ended.
    Date start = new Date(System.currentTimeMillis() + 1_500);
    Node first = selfEnding(start);
    Node second = selfEnding(start);
    first.start();
    second.start();
    until(
        () ->
            SELF_ENDING.stream().allMatch(name -> first.times(GROUP, name).size() == 1)
                && first.times(GROUP, "control").size() >= 2);

    first.close();

    untilFiresAgain(second, "control", 2);
    assertThat(SELF_ENDING)
        .allSatisfy(
            name -> {
              assertThat(times(name, first, second)).hasSize(1);
              assertThat(has(second, name)).isFalse();
            });
  }

  private static final List<String> SELF_ENDING =
      List.of("unschedule", "firing-trigger", "all-triggers", "delete");

  private Node selfEnding(Date start) throws SchedulerException {
    Node node = node();
    Acting.on(node, CasesIT::endItself);
    for (String name : SELF_ENDING) {
      schedule(node, Acting.class, trigger(name).startAt(start).withSchedule(eachSecond()).build());
    }
    return node.schedule(eachSecond("control"));
  }

  private static void endItself(JobExecutionContext context) throws SchedulerException {
    Scheduler scheduler = context.getScheduler();
    JobExecutionException end = new JobExecutionException("done");
    switch (context.getTrigger().getKey().getName()) {
      case "unschedule" -> scheduler.unscheduleJob(context.getTrigger().getKey());
      case "delete" -> scheduler.deleteJob(context.getJobDetail().getKey());
      case "firing-trigger" -> {
        end.setUnscheduleFiringTrigger(true);
        throw end;
      }
      default -> {
        end.setUnscheduleAllTriggers(true);
        throw end;
      }
    }
  }

  /** Q-g: a follower that fires ahead of time vetoes early, and takes over before that time. */
  @Test
  void whatWasVetoedAheadOfItsTimeIsFiredByTheSameNode() throws SchedulerException {
    long due = System.currentTimeMillis() + 3_000;
    Node leader = node();
    Node ahead =
        node(
            "org.quartz.scheduler.batchTriggerAcquisitionMaxCount",
            "5",
            "org.quartz.scheduler.batchTriggerAcquisitionFireAheadTimeWindow",
            "4000");
    for (Node node : List.of(leader, ahead)) {
      node.schedule(at("now", due))
          .schedule(at("once", due + 3_000))
          .schedule(
              trigger("often")
                  .startAt(new Date(due + 3_000))
                  .withSchedule(simpleSchedule().withIntervalInHours(1).repeatForever())
                  .build());
    }
    leader.start();
    ahead.start();
    until(() -> leader.times(GROUP, "now").size() == 1);
    until(() -> ahead.entry("beatcop").getVetoes() >= 3);

    leader.close();

    untilItIs(due + 3_000);
    until(() -> !times("once", ahead).isEmpty() && !times("often", ahead).isEmpty());
    aWhile();
    assertThat(times("once", leader, ahead)).containsExactly(due + 3_000);
    assertThat(times("often", leader, ahead)).containsExactly(due + 3_000);
  }

  /** Q-g: the same of a holder whose term is still beginning, since Redis is slow. */
  @Test
  void whatTheHolderVetoedWhileItsTermBeganIsFired() throws SchedulerException {
    try (FaultyLink link = FaultyLink.to(redis.port())) {
      link.slowTo(60);
      Node node = node("redis", link.uri(), "ttl", "6s").everyTenthOfASecond(GROUP);

      node.start();

      long started = System.currentTimeMillis();
      until(() -> node.fires().size() >= 20);
      List<Long> fired = times("tick", node);
      List<Long> due = allTimes(fired, 100);
      assertThat(fired).doesNotHaveDuplicates().containsAll(due.subList(0, due.size() - 5));
      assertThat(due.get(0)).isLessThan(started + 200);
      node.close();
    }
  }

  /** Q-h, Q-k: no catch-up loses a slot to its order, and what Redis keeps of it is bounded. */
  @ParameterizedTest
  @CsvSource({"10, 0", "10, 5", "3, 0", "200, 1"})
  void aLongCatchUpFiresEachTimeOnce(int workers, long delayMillis) throws SchedulerException {
    int count = 3_000;
    try (FaultyLink link = FaultyLink.to(redis.port())) {
      link.slowTo(delayMillis);
      Node node =
          node(
              "redis",
              link.uri(),
              "ttl",
              "10s",
              "org.quartz.threadPool.threadCount",
              String.valueOf(workers));
      Set<Long> seen = ConcurrentHashMap.newKeySet();
      List<Long> twice = Collections.synchronizedList(new ArrayList<>());
      Acting.on(
          node,
          context -> {
            long time = context.getScheduledFireTime().getTime();
            if (!seen.add(time)) {
              twice.add(time);
            }
          });
      long last = System.currentTimeMillis() / 1_000 * 1_000;
      schedule(
          node,
          Quiet.class,
          trigger("t")
              .startAt(new Date(last - (count - 1) * 1_000L))
              .withSchedule(
                  simpleSchedule()
                      .withIntervalInSeconds(1)
                      .withRepeatCount(count - 1)
                      .withMisfireHandlingInstructionIgnoreMisfires())
              .build());

      node.start();

      until(
          () -> {
            assertThat(bytesInTheJournal("t")).isLessThan(MOST_BYTES);
            return seen.size() == count;
          });
      assertThat(twice).isEmpty();
      until(() -> !has(node, "t"));
      node.close();
    }
  }

  private int bytesInTheJournal(String name) {
    return redis
        .command("HGET", key("fires"), TriggerFields.field(new TriggerKey(name, GROUP)))
        .map(text -> text.toString().length())
        .orElse(0);
  }

  /** Does what the test wants, and notes nothing, since there are too many. */
  public static final class Quiet implements Job {

    /** Made by Quartz. */
    public Quiet() {}

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      Acting.act(context);
    }
  }

  /** Q-j: the work of a script is bounded, and the next holder fires at once. */
  @Test
  void aJournalWithMuchThatIsForeignIsOpenedAtOnce() throws SchedulerException {
    fillJournal();
    redis.command("CONFIG", "SET", "slowlog-log-slower-than", "200000");
    redis.command("SLOWLOG", "RESET");
    long before = sentBytes();
    long begin = System.nanoTime();
    Node node = node("recoverywindow", "1s").everyTenthOfASecond(GROUP);

    node.start();

    until(() -> !node.fires().isEmpty());
    assertThat((System.nanoTime() - begin) / 1_000_000_000).isLessThan(10);
    assertThat(sentBytes() - before).isLessThan(1_000_000);
    // It is tidied while firings go on.
    until(() -> (Long) redis.command("HLEN", key("fires")).orElseThrow() < 20);
    untilFiresAgain(node, "tick", 5);
    assertThat((Long) redis.command("SLOWLOG", "LEN").orElseThrow()).isZero();
    assertThat(node.times(GROUP, "tick")).doesNotHaveDuplicates();
    assertThat(node.entry("beatcop").getLosses()).isZero();
  }

  /** In pages, as nodes do. */
  private void fillJournal() {
    for (int i = 0; i < FOREIGN; i += FOREIGN_PAGE) {
      redis.command(
          "EVAL",
          "redis.call('HSET', KEYS[1], 'since', '1000')"
              + " for i = ARGV[1], ARGV[1] + ARGV[2] - 1 do"
              + " redis.call('HSET', KEYS[1], 'once/t' .. i, 'of-some-schedule 1000') end",
          "1",
          key("fires"),
          String.valueOf(i),
          String.valueOf(FOREIGN_PAGE));
    }
  }

  private static long sentBytes() {
    String stats = redis.command("INFO", "stats").orElseThrow().toString();
    return stats
        .lines()
        .filter(line -> line.startsWith("total_net_output_bytes:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** Q-l: the holder knows what it fired, though another one has held the lease before. */
  @Test
  void aRedisThatForgetsUnderAHolderLosesNothing() throws SchedulerException {
    Node node = node().everyTenthOfASecond(GROUP).start();
    Node other = node().everyTenthOfASecond(GROUP).start();
    untilFiresAgain(node, "tick", 3);
    node.scheduler().standby();
    untilFiresAgain(other, "tick", 3);
    node.scheduler().start();
    other.scheduler().standby();
    untilFiresAgain(node, "tick", 3);

    for (int i = 0; i < 4; i++) {
      redis.command("FLUSHALL");
      untilFiresAgain(node, "tick", 7);
    }
    untilFiresAgain(node, "tick", 10);

    List<Long> fired = times("tick", node, other);
    List<Long> due = allTimes(fired, 100);
    assertThat(fired).doesNotHaveDuplicates().containsAll(due.subList(0, due.size() - 5));
    assertThat(log.with(lease, "Redis has forgotten what was fired")).hasSizeBetween(1, 4);
  }

  /** Q-l: a node that takes over knows what the one before had claimed. */
  @Test
  void whatTheHolderBeforeHadClaimedIsNotFiredAgainOnceRedisForgets() throws SchedulerException {
    Node first = node().schedule(eachSecond("t")).start();
    untilFiresAgain(first, "t", 2);
    Node second = node().schedule(eachSecond("t")).start();
    redis.command("SET", lease, "a-thief", "PX", "60000");
    until(() -> first.entry("beatcop").getState() != LeaseState.LEADER);
    first.scheduler().standby();
    redis.command("DEL", lease);
    untilFiresAgain(second, "t", 2);

    second.scheduler().standby();
    redis.command("FLUSHALL");
    second.scheduler().start();

    untilFiresAgain(second, "t", 3);
    assertThat(times("t", first, second)).doesNotHaveDuplicates();
  }

  /** Q-m: whether it was vetoed, or had misfired, before it went. */
  @Test
  void aTriggerThatComesAndGoesOnAFollowerLeavesLittleBehind() throws SchedulerException {
    Node leader = node().everyTenthOfASecond(GROUP).start();
    untilFiresAgain(leader, "tick", 1);
    Node follower = node("org.quartz.jobStore.misfireThreshold", "1000").start();
    Scheduler scheduler = follower.scheduler();
    JobDetail job = JobBuilder.newJob(Quiet.class).withIdentity("j", "x").storeDurably().build();
    scheduler.addJob(job, false);
    scheduler.pauseTriggers(GroupMatcher.triggerGroupEquals("x"));
    Date old = new Date(System.currentTimeMillis() - 60_000);
    int most = 0;
    int mostMisfires = 0;

    for (int i = 0; i < FOREIGN; i++) {
      TriggerKey key = new TriggerKey("t" + i, i % 2 == 0 ? "x" : "y");
      scheduler.scheduleJob(
          TriggerBuilder.newTrigger()
              .withIdentity(key)
              .forJob(job)
              .startAt(old)
              .withSchedule(
                  simpleSchedule()
                      .withIntervalInMilliseconds(10)
                      .repeatForever()
                      .withMisfireHandlingInstructionNextWithRemainingCount())
              .build());
      scheduler.resumeTrigger(key);
      scheduler.unscheduleJob(key);
      if (i % 1_000 == 999) {
        most = Math.max(most, remembered(follower, FireMachine::size));
        mostMisfires = Math.max(mostMisfires, remembered(follower, FireMachine::misfires));
      }
    }

    assertThat(mostMisfires).as("misfires").isLessThan(10_000);
    assertThat(most).as("all").isLessThan(30_000);
    assertThat(follower.fires()).isEmpty();
  }

  private static int remembered(Node node, Function<FireMachine, Integer> size)
      throws SchedulerException {
    PluginEntry entry = (PluginEntry) node.entry("beatcop");
    return entry.slices().all().get(0).gate().claims().orElseThrow().with(size);
  }

  /** Q-o: a pattern that matches nothing lets every node fire everything. */
  @Test
  void aPatternThatMatchesNoGroupIsToldOf() throws SchedulerException {
    Node before = node("triggergroups", "G").everyTenthOfASecond(GROUP);
    before.start();
    until(() -> log.with("WARN", "triggergroups = G matches no group", "[g]").size() == 1);
    Node after = node("jobgroups", "nothing-*").start();

    after.everyTenthOfASecond(GROUP);

    until(() -> log.with("WARN", "jobgroups = nothing-* matches no group").size() == 1);
  }

  /** Q-o: patterns are no regular expressions. */
  @ParameterizedTest
  @ValueSource(strings = {"g-.*|h", "^g$", "g+", "(g)", "[gh]", "g\\d"})
  void aRegularExpressionIsRefused(String pattern) {
    assertThatThrownBy(() -> node("triggergroups", pattern))
        .isInstanceOf(SchedulerException.class)
        .hasMessageContaining("triggergroups")
        .hasMessageContaining(pattern);
  }

  /** Q-p: a warning tells of a change on a follower alone, and a deleted trigger stays so. */
  @Test
  void whatIsChangedOnAFollowerAloneIsToldOf() throws SchedulerException {
    Node leader = node().schedule(eachSecond("control")).schedule(eachSecond("deleted")).start();
    untilFiresAgain(leader, "control", 1);
    Node follower = node().schedule(eachSecond("control")).schedule(eachSecond("deleted")).start();

    follower.schedule(eachSecond("local"));
    follower.scheduler().deleteJob(new JobKey("of-g.deleted", "jobs"));

    until(() -> log.with("WARN", "g.local was scheduled on this node").size() == 1);
    until(() -> log.with("WARN", "g.deleted was deleted on this node").size() == 1);
    leader.close();
    untilFiresAgain(follower, "control", 2);
    assertThat(times("deleted", follower)).isEmpty();
    assertThat(has(follower, "deleted")).isFalse();
    assertThat(log.with("WARN", "g.control was")).isEmpty();
  }

  /** Q-p: a trigger that is deleted on the holder is deleted everywhere. */
  @Test
  void whatIsDeletedOnTheHolderStaysDeleted() throws SchedulerException {
    Node leader = node().schedule(eachSecond("control")).schedule(eachSecond("t")).start();
    Node follower = node().schedule(eachSecond("control")).schedule(eachSecond("t")).start();
    // A trigger counts as scheduled anew if another node schedules it at the moment of its
    // deletion.
    untilFiresAgain(leader, "t", 2);

    leader.scheduler().deleteJob(new JobKey("of-g.t", "jobs"));
    untilFiresAgain(leader, "control", 2);
    leader.close();

    untilFiresAgain(follower, "control", 2);
    assertThat(times("t", follower)).isEmpty();
    assertThat(has(follower, "t")).isFalse();
  }

  /** Q-q: the second one would never fire, and look healthy. */
  @Test
  void twoSchedulersOfOneProcessWithOneLeaseAreToldOf() throws SchedulerException {
    Node first = node().schedule(eachSecond("t")).start();
    untilFiresAgain(first, "t", 1);

    node().schedule(eachSecond("t")).start();

    until(
        () -> log.with("WARN", lease, "of this same process", "by the property lease").size() == 1);
  }

  /** Q-r: a job factory that failed once on a follower stops nothing there for ever. */
  @Test
  void aTriggerInErrorIsResetWhenTheTermBegins() throws SchedulerException {
    Node leader = node().schedule(eachSecond("t")).start();
    untilFiresAgain(leader, "t", 1);
    Node follower = node().schedule(eachSecond("t"));
    boolean[] failed = {false};
    follower
        .scheduler()
        .setJobFactory(
            (bundle, scheduler) -> {
              if (!failed[0]) {
                failed[0] = true;
                throw new SchedulerException("no bean of that name yet");
              }
              return new SimpleJobFactory().newJob(bundle, scheduler);
            });
    follower.start();
    until(
        () ->
            follower.scheduler().getTriggerState(new TriggerKey("t", GROUP))
                == Trigger.TriggerState.ERROR);

    long handedOver = System.currentTimeMillis();
    leader.close();

    untilFiresAgain(follower, "t", 2);
    // Not only when Quartz looks for triggers the next time, half a minute later.
    assertThat(System.currentTimeMillis() - handedOver).isLessThan(10_000);
    assertThat(log.with("WARN", "1 triggers were in state ERROR", "g.t")).hasSize(1);
    List<Long> fired = times("t", leader, follower);
    assertThat(fired).doesNotHaveDuplicates().containsAll(allTimes(fired, 1_000));
  }

  /** Q-n: a node without the lease has nothing to wait for. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNodeThatHoldsNothingEndsAtOnceThoughRedisIsAway(boolean silent) throws SchedulerException {
    try (FaultyLink link = FaultyLink.to(redis.port())) {
      Node leader = node().schedule(eachSecond("t")).start();
      untilFiresAgain(leader, "t", 1);
      Node follower = node("redis", link.uri(), "ttl", "60s").schedule(eachSecond("t")).start();
      if (silent) {
        link.fallSilent();
      } else {
        redis.stop();
      }
      long begin = System.nanoTime();

      follower.close();

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }
  }
}
