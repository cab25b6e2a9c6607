package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** Real schedulers with the journal, without it, and without its answer. */
class JournalIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final long STEP = 100;

  private final String lease = "journal-" + NAMES.incrementAndGet();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void start() {
    redis.start();
  }

  @AfterEach
  void close() {
    redis.start();
    nodes.forEach(Node::close);
  }

  private Node node(String name, String... more) throws SchedulerException {
    String[] common = {"redis", redis.uri(), "lease", lease, "trustabsence", "true"};
    String[] all = Stream.concat(Arrays.stream(common), Arrays.stream(more)).toArray(String[]::new);
    Node node = Node.with(name + "-" + NAMES.incrementAndGet(), all);
    nodes.add(node);
    return node;
  }

  private static void untilFiresAgain(Node node) {
    int before = node.fires().size();
    await().until(() -> node.fires().size() >= before + 5);
  }

  private String key(String what) {
    return "{" + lease + "}:" + what;
  }

  /** How many scripts Redis has run. */
  private static long scripts() {
    String stats = redis.command("INFO", "commandstats").orElseThrow().toString();
    return Arrays.stream(stats.split("\r\n"))
        .filter(line -> line.startsWith("cmdstat_eval"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+).*", "$1")))
        .sum();
  }

  @Test
  void withoutAJournalAFiringCostsNoRoundTripAndLeavesNoKey() throws SchedulerException {
    Node node = node("a", "journal", "off", "ttl", "1h").everyTenthOfASecond("g").start();
    untilFiresAgain(node);
    long before = scripts();

    untilFiresAgain(node);

    assertThat(scripts()).isEqualTo(before);
    assertThat(redis.command("EXISTS", key("fires"))).contains(0L);
  }

  @Test
  void withAJournalAFiringCostsOneRoundTrip() throws SchedulerException {
    Node node = node("a", "ttl", "1h").everyTenthOfASecond("g").start();
    untilFiresAgain(node);
    node.scheduler().pauseAll();
    await().during(Duration.ofMillis(500)).until(() -> isIdle(node));
    long scripts = scripts();
    int fires = node.fires().size();

    node.scheduler().resumeAll();
    untilFiresAgain(node);
    node.scheduler().pauseAll();
    await().during(Duration.ofMillis(500)).until(() -> isIdle(node));

    assertThat(scripts() - scripts).isEqualTo(node.fires().size() - fires);
  }

  /** Each misfires before anything else happens to it, and its job is to run at once. */
  @Test
  void whatIsStoredLateIsFiredOnce() throws Exception {
    Node holder = node("a", "ttl", "1h").start();
    await().until(() -> holder.entry("beatcop").getState() == LeaseState.LEADER);
    List<String> names = IntStream.range(0, 20).mapToObj(number -> "late" + number).toList();
    long before = System.currentTimeMillis() - Duration.ofMinutes(2).toMillis();

    for (String name : names) {
      holder
          .scheduler()
          .scheduleJob(
              JobBuilder.newJob(Node.Ticking.class).withIdentity(name).build(),
              TriggerBuilder.newTrigger()
                  .withIdentity(name, "g")
                  .startAt(new Date(before))
                  .build());
    }

    await().until(() -> names.stream().noneMatch(name -> holder.times("g", name).isEmpty()));
    await()
        .during(Duration.ofMillis(500))
        .until(() -> names.stream().allMatch(name -> holder.times("g", name).size() == 1));
  }

  @Test
  void aSchedulerThatAcquiresInBatchesFiresEachTimeOfEachTriggerOnce() throws SchedulerException {
    Node node =
        node(
                "a",
                "org.quartz.scheduler.batchTriggerAcquisitionMaxCount",
                "10",
                "org.quartz.scheduler.batchTriggerAcquisitionFireAheadTimeWindow",
                "50",
                "org.quartz.threadPool.threadCount",
                "10")
            .everyTenthOfASecond("one")
            .everyTenthOfASecond("two")
            .everyTenthOfASecond("three")
            .start();

    await().until(() -> node.fires().size() >= 60);

    Stream.of("one", "two", "three")
        .forEach(
            group ->
                assertThat(node.times(group, "tick"))
                    .hasSizeGreaterThan(10)
                    .doesNotHaveDuplicates());
  }

  private static boolean isIdle(Node node) throws SchedulerException {
    return node.scheduler().getCurrentlyExecutingJobs().isEmpty();
  }

  /** Some of the claims come through when Redis wakes up. */
  @Test
  void whatIsVetoedWhileRedisIsSilentIsFiredLaterAndOnce() throws SchedulerException {
    Node node = node("a", "ttl", "20s", "timeout", "100ms").everyTenthOfASecond("g").start();
    untilFiresAgain(node);

    long frozen = freezeForAMoment();

    await()
        .untilAsserted(
            () ->
                assertThat(node.times("g", "tick")).containsAll(timesUntil(node, frozen + 3_000)));
    assertThat(node.times("g", "tick")).doesNotHaveDuplicates();
  }

  /** Unanswered claims of the old term may be lost with it. */
  @Test
  void aLeaseThatIsLostToASilentRedisLeadsToNoSecondFiring() throws SchedulerException {
    Node node = node("a", "ttl", "1s", "timeout", "100ms").everyTenthOfASecond("g").start();
    untilFiresAgain(node);

    freezeForAMoment();

    untilFiresAgain(node);
    untilFiresAgain(node);
    assertThat(node.times("g", "tick")).doesNotHaveDuplicates();
  }

  private static long freezeForAMoment() {
    redis.freeze();
    long frozen = System.currentTimeMillis();
    await().until(() -> System.currentTimeMillis() > frozen + 1_300);
    redis.thaw();
    return frozen;
  }

  private static List<Long> timesUntil(Node node, long end) {
    long first = node.times("g", "tick").get(0);
    return LongStream.iterate(first, time -> time <= end, time -> time + STEP).boxed().toList();
  }

  @Test
  void whatIsUnsureCanBeFiredAllTheSame() throws SchedulerException {
    Node node =
        node("a", "ttl", "20s", "timeout", "100ms", "unsure", "fire")
            .everyTenthOfASecond("g")
            .start();
    untilFiresAgain(node);

    redis.freeze();

    untilFiresAgain(node);
    redis.thaw();
    untilFiresAgain(node);
    assertThat(node.times("g", "tick")).doesNotHaveDuplicates();
  }

  @Test
  void aTriggerWithAMadeUpNameFiresByTheLeaseAlone() throws SchedulerException {
    Node first = node("a", "ttl", "1s").schedule(withoutAName()).start();
    Node second = node("b", "ttl", "1s").schedule(withoutAName()).start();
    untilFiresAgain(first);
    assertThat(second.fires()).isEmpty();

    first.scheduler().standby();

    untilFiresAgain(second);
    assertThat(redis.command("HKEYS", key("fires")).orElseThrow().toString()).doesNotContain("/");
  }

  private static Trigger withoutAName() {
    return TriggerBuilder.newTrigger()
        .withSchedule(simpleSchedule().withIntervalInMilliseconds(STEP).repeatForever())
        .build();
  }

  @Slow
  @Test
  void whatIsFiredByHandRunsWhereItWasAskedFor() throws SchedulerException {
    Node first = node("a", "ttl", "1s").everyTenthOfASecond("g").start();
    Node second = node("b", "ttl", "1s").everyTenthOfASecond("g").start();
    untilFiresAgain(first);

    second.scheduler().triggerJob(new JobKey("ticking", "g"));

    await().until(() -> second.fires().size() == 1);
    assertThat(second.fires().get(0).trigger().getName()).startsWith("MT_");
  }

  @Test
  void whatIsFiredByHandCanBeLeftToTheHolder() throws SchedulerException {
    Node first = node("a", "ttl", "1s", "manual", "leader").everyTenthOfASecond("g").start();
    Node second = node("b", "ttl", "1s", "manual", "leader").everyTenthOfASecond("g").start();
    untilFiresAgain(first);

    second.scheduler().triggerJob(new JobKey("ticking", "g"));
    first.scheduler().triggerJob(new JobKey("ticking", "g"));

    await()
        .until(
            () ->
                first.fires().stream()
                    .anyMatch(fire -> fire.trigger().getName().startsWith("MT_")));
    untilFiresAgain(first);
    assertThat(second.fires()).isEmpty();
  }

  @Test
  void theEntryOfATriggerThatIsGoneGoesAwayInTheMiddleOfATerm() throws SchedulerException {
    Node node = node("a", "ttl", "1s", "recoverywindow", "1s").everyTenthOfASecond("g").start();
    node.schedule(TriggerBuilder.newTrigger().withIdentity("once", "g").startNow().build());
    await().until(() -> node.times("g", "once").size() == 1);
    assertThat(redis.command("HEXISTS", key("fires"), "g/once")).contains(1L);

    await().until(() -> redis.command("HEXISTS", key("fires"), "g/once").orElseThrow().equals(0L));

    assertThat(redis.command("HEXISTS", key("fires"), "g/tick")).contains(1L);
  }

  @Test
  void thatAJobHasEndedIsSaidAgainUntilRedisAnswers() throws SchedulerException {
    CountDownLatch latch = new CountDownLatch(1);
    Node node = node("a", "ttl", "20s", "timeout", "100ms").longJob(latch).start();
    await().until(() -> node.fires().size() == 1);
    assertThat(redis.command("HLEN", key("running"))).contains(1L);
    redis.freeze();

    latch.countDown();
    await().until(() -> isIdle(node));
    redis.thaw();

    await().until(() -> redis.command("HLEN", key("running")).orElseThrow().equals(0L));
  }

  @Test
  void aPausedTriggerIsNotMadeUpForUntilItIsResumed() throws SchedulerException {
    Node first = node("a", "ttl", "1s").everyTenthOfASecond("g").start();
    Node second = node("b", "ttl", "1s").everyTenthOfASecond("g").start();
    untilFiresAgain(first);
    second.scheduler().pauseTrigger(new TriggerKey("tick", "g"));

    first.scheduler().standby();
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(5))
        .until(() -> second.fires().isEmpty());
    second.scheduler().resumeTrigger(new TriggerKey("tick", "g"));

    untilFiresAgain(second);
    assertThat(second.times("g", "tick"))
        .doesNotContainAnyElementsOf(first.times("g", "tick"))
        .doesNotHaveDuplicates();
  }

  @Slow
  @Test
  void aStormOfMissedTriggersIsMadeUpForWhileOthersGoOn() throws SchedulerException {
    Node node = node("a", "ttl", "1s").everyTenthOfASecond("g").start();
    untilFiresAgain(node);
    redis.command("SET", lease, "a stranger");
    Date due = new Date(System.currentTimeMillis() + 1_500);
    for (int i = 0; i < 2_000; i++) {
      node.scheduler()
          .scheduleJob(
              JobBuilder.newJob(Node.Ticking.class).withIdentity("j" + i, "storm").build(),
              TriggerBuilder.newTrigger().withIdentity("t" + i, "storm").startAt(due).build());
    }
    await().until(() -> System.currentTimeMillis() > due.getTime() && storms(node) == 0);
    assertThat(node.fires()).noneMatch(JournalIT::isStorm);

    redis.command("DEL", lease);
    await().until(() -> node.fires().stream().filter(JournalIT::isStorm).count() == 2_000);

    List<Fire> fires = node.fires();
    int begin = fires.indexOf(fires.stream().filter(JournalIT::isStorm).findFirst().orElseThrow());
    List<Fire> storm = fires.subList(begin, fires.size());
    assertThat(storm.stream().filter(fire -> !isStorm(fire))).hasSizeGreaterThan(5);
    assertThat(storm.stream().filter(JournalIT::isStorm).map(Fire::trigger))
        .doesNotHaveDuplicates();
  }

  /** How many triggers of the storm its scheduler still has. */
  private static int storms(Node node) throws SchedulerException {
    return node.scheduler().getTriggerKeys(GroupMatcher.triggerGroupEquals("storm")).size();
  }

  private static boolean isStorm(Fire fire) {
    return fire.trigger().getGroup().equals("storm");
  }
}
