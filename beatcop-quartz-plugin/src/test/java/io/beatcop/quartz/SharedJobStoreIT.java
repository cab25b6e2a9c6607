package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.impl.matchers.GroupMatcher.triggerGroupEquals;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.faults.FaultyLink;
import io.beatcop.quartz.settings.QuartzSetting;
import io.beatcop.redis.schedule.LastRun;
import io.beatcop.redis.schedule.ScheduleControl;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.InterruptableJob;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.simpl.SimpleThreadPool;

/** Schedulers with a shared job store and the plugin: one schedule, and one node that fires. */
class SharedJobStoreIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String lease = "store-" + NAMES.incrementAndGet();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void startRedis() {
    redis.start();
  }

  @AfterEach
  void closeNodes() {
    redis.start();
    nodes.forEach(Node::close);
  }

  private Node node(String... more) throws SchedulerException {
    String[] common = {"redis", redis.uri(), "lease", lease, "ttl", "2s", "trustabsence", "true"};
    Node node =
        Node.withStore(
            Map.of("class", SharedJobStore.class.getName()),
            lease + "-" + NAMES.incrementAndGet(),
            Stream.concat(Stream.of(common), Stream.of(more)).toArray(String[]::new));
    nodes.add(node);
    return node;
  }

  /** The first one holds the lease. */
  private List<Node> twoNodes() throws SchedulerException {
    Node holder = node().start();
    await().until(() -> holder.entry("beatcop").getState() == LeaseState.LEADER);
    return List.of(holder, node().start());
  }

  private static JobDetail job(String name, boolean durable) {
    return JobBuilder.newJob(Node.Ticking.class)
        .withIdentity(name, "jobs")
        .storeDurably(durable)
        .build();
  }

  private static Trigger eachSecond(String name) {
    return TriggerBuilder.newTrigger()
        .withIdentity(name, "g")
        .withSchedule(cronSchedule("* * * * * ?").withMisfireHandlingInstructionIgnoreMisfires())
        .build();
  }

  private static Trigger once(String name, long millis) {
    return TriggerBuilder.newTrigger().withIdentity(name, "g").startAt(new Date(millis)).build();
  }

  private static List<Long> times(String name, List<Node> of) {
    return of.stream().flatMap(node -> node.times("g", name).stream()).sorted().toList();
  }

  private static void assertEachOnce(List<Long> times) {
    assertThat(times)
        .isEqualTo(Stream.iterate(times.get(0), time -> time + 1_000).limit(times.size()).toList());
  }

  @Test
  void theHolderFiresWhatAnotherNodeSchedulesAndDeletes() throws Exception {
    List<Node> both = twoNodes();
    both.get(1).scheduler().scheduleJob(job("j", true), eachSecond("t"));

    await().until(() -> both.get(0).times("g", "t").size() >= 3);
    assertThat(both.get(1).fires()).isEmpty();
    both.get(1).scheduler().unscheduleJob(new TriggerKey("t", "g"));
    await().until(() -> !both.get(0).scheduler().checkExists(new TriggerKey("t", "g")));
    List<Long> fired = times("t", both);
    both.get(1)
        .scheduler()
        .scheduleJob(
            TriggerBuilder.newTrigger()
                .withIdentity("u", "g")
                .forJob("j", "jobs")
                .startAt(new Date(System.currentTimeMillis() + 1_500))
                .build());
    await().until(() -> !times("u", both).isEmpty());

    assertEachOnce(fired);
    assertThat(times("t", both)).hasSizeLessThanOrEqualTo(fired.size() + 1);
  }

  @Test
  void aTriggerThatBeginsLaterIsNotFiredBefore() throws Exception {
    List<Node> both = twoNodes();
    Date begin = new Date((System.currentTimeMillis() / 1_000 + 3_600) * 1_000);
    both.get(1)
        .scheduler()
        .scheduleJob(job("j", true), eachSecond("t").getTriggerBuilder().startAt(begin).build());
    both.get(1).scheduler().scheduleJob(job("k", true), eachSecond("u"));

    await().until(() -> times("u", both).size() >= 3);

    assertThat(times("t", both)).isEmpty();
    assertThat(both.get(0).scheduler().getTrigger(new TriggerKey("t", "g")).getNextFireTime())
        .isEqualTo(begin);
  }

  @Test
  void aTriggerThatHasHadItsLastTimeIsGoneEverywhereWithItsJob() throws Exception {
    List<Node> both = twoNodes();
    both.get(1)
        .scheduler()
        .scheduleJob(job("j", false), once("t", System.currentTimeMillis() + 500));

    await().until(() -> times("t", both).size() == 1);
    for (Node node : both) {
      await().until(() -> !node.scheduler().checkExists(new TriggerKey("t", "g")));
      await().until(() -> !node.scheduler().checkExists(new JobKey("j", "jobs")));
    }
    assertThat(both.get(0).fires()).hasSize(1);
  }

  @Test
  void triggerJobRunsWhereTheLeaseIs() throws Exception {
    List<Node> both = twoNodes();
    both.get(1).scheduler().addJob(job("j", true), false);

    both.get(1).scheduler().triggerJob(new JobKey("j", "jobs"));

    await().until(() -> both.get(0).fires().size() == 1);
    assertThat(both.get(0).fires().get(0).token()).isPresent();
    assertThat(both.get(1).fires()).isEmpty();
  }

  @Test
  void aHandOverLosesNoTimeAndFiresNoneTwice() throws Exception {
    List<Node> both = twoNodes();
    both.get(0).scheduler().scheduleJob(job("j", true), eachSecond("t"));
    await().until(() -> both.get(0).times("g", "t").size() >= 3);

    both.get(0).close();

    await().until(() -> both.get(1).times("g", "t").size() >= 3);
    assertEachOnce(times("t", both));
    assertThat(both.get(1).scheduler().getTrigger(new TriggerKey("t", "g")).getStartTime())
        .as("recovery changes no schedule")
        .isBefore(new Date(times("t", both).get(0) + 1));
  }

  /** Its constructor fails. */
  public static final class Unmakeable implements Job {

    static final AtomicInteger ATTEMPTS = new AtomicInteger();

    public Unmakeable() {
      ATTEMPTS.incrementAndGet();
      throw new IllegalStateException("no job for this test");
    }

    @Override
    public void execute(JobExecutionContext context) {}
  }

  @Test
  void aTriggerInErrorIsSoOnTheNextHolder() throws Exception {
    List<Node> both = twoNodes();
    TriggerKey failing = new TriggerKey("failing", "g");
    JobDetail job = JobBuilder.newJob(Unmakeable.class).withIdentity("unmakeable", "jobs").build();
    both.get(1).scheduler().scheduleJob(job, eachSecond("failing"));
    await().until(() -> both.get(1).scheduler().getTriggerState(failing) == TriggerState.ERROR);
    both.get(0).scheduler().scheduleJob(job("j", true), eachSecond("t"));

    both.get(0).close();

    await().until(() -> both.get(1).times("g", "t").size() >= 2);
    assertThat(both.get(1).scheduler().getTriggerState(failing)).isEqualTo(TriggerState.ERROR);
    assertThat(Unmakeable.ATTEMPTS).as("who has mended the job resets it").hasValue(1);
  }

  @Slow
  @Test
  void aLossOfTheLeaseLosesNoTimeAndFiresNoneTwice() throws Exception {
    List<Node> both = twoNodes();
    both.get(0).scheduler().scheduleJob(job("j", true), eachSecond("t"));
    await().until(() -> both.get(0).times("g", "t").size() >= 2);

    redis.command("SET", lease, "somebody", "PX", "1500");

    int before = times("t", both).size();
    await().until(() -> times("t", both).size() >= before + 4);
    assertEachOnce(times("t", both));
  }

  @Slow
  @Test
  void aJobThatOutlivesTheLeaseOfItsNodeDoesNotOverlapWithItsNextRun() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch latch = new CountDownLatch(1);
    try (FaultyLink link = FaultyLink.to(redis.port())) {
      Node first = node("redis", link.uri(), "ttl", "3s").start();
      await().until(() -> first.entry("beatcop").getState() == LeaseState.LEADER);
      Node second = node("ttl", "3s").start();
      for (Node node : List.of(first, second)) {
        Acting.on(
            node,
            context -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              if (node == first) {
                awaitQuietly(latch);
              }
              running.decrementAndGet();
            });
      }
      JobDetail serial =
          JobBuilder.newJob(Acting.Serial.class).withIdentity("serial").requestRecovery().build();
      second.scheduler().scheduleJob(serial, eachSecond("serial"));
      await().until(() -> running.get() == 1);
      second.scheduler().scheduleJob(job("j", true), eachSecond("t"));

      link.fallSilent();
      await().until(() -> second.entry("beatcop").getState() == LeaseState.LEADER);
      link.thaw();

      await().until(() -> second.times("g", "t").size() >= 3);
      assertThat(second.times("g", "serial")).as("it runs on the other node").isEmpty();
      TriggerKey repetition =
          second
              .scheduler()
              .getTriggerKeys(triggerGroupEquals(Scheduler.DEFAULT_RECOVERY_GROUP))
              .iterator()
              .next();
      latch.countDown();
      await().until(() -> second.times("g", "serial").size() >= 3);
      assertThat(most).hasValue(1);
      assertThat(second.times(repetition.getGroup(), repetition.getName()))
          .as("it has ended, so it is not repeated")
          .isEmpty();
      assertThat(second.scheduler().checkExists(repetition)).isFalse();
      assertEachOnce(times("serial", List.of(first, second)));
    } finally {
      latch.countDown();
    }
  }

  @Slow
  @Test
  void whatWasRunningInTheFirstSecondOfAJournalIsRepeated() throws Exception {
    AtomicInteger running = new AtomicInteger();
    CountDownLatch latch = new CountDownLatch(1);
    try (FaultyLink link = FaultyLink.to(redis.port())) {
      Node first = node("redis", link.uri());
      Acting.on(
          first,
          context -> {
            running.incrementAndGet();
            awaitQuietly(latch);
          });
      // Due before the journal begins, which is with the lease.
      first
          .scheduler()
          .scheduleJob(
              JobBuilder.newJob(Acting.class).withIdentity("j", "jobs").requestRecovery().build(),
              once("t", System.currentTimeMillis()));
      first.start();
      await().until(() -> running.get() == 1);
      Node second = node().start();
      Acting.on(second, context -> {});

      link.fallSilent();

      await().until(() -> second.fires().size() == 1);
      assertThat(second.fires().get(0).trigger().getGroup())
          .isEqualTo(Scheduler.DEFAULT_RECOVERY_GROUP);
    } finally {
      latch.countDown();
    }
  }

  @Slow
  @Test
  void aTriggerThatHasNoTimeLeftEndsWithItsHolder() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    TriggerKey key = new TriggerKey("t", "g");
    try (FaultyLink link = FaultyLink.to(redis.port())) {
      Node first = node("redis", link.uri()).start();
      await().until(() -> first.entry("beatcop").getState() == LeaseState.LEADER);
      Acting.on(first, context -> awaitQuietly(latch));
      Node second = node().start();
      second
          .scheduler()
          .scheduleJob(
              JobBuilder.newJob(Acting.class).withIdentity("k", "jobs").build(),
              once("t", System.currentTimeMillis()));
      second.scheduler().scheduleJob(job("j", true), eachSecond("other"));
      await()
          .until(
              () ->
                  first.times("g", "other").size() >= 2
                      && second.scheduler().getTrigger(key).getNextFireTime() == null);

      link.fallSilent();

      await().until(() -> !second.scheduler().checkExists(key));
      // The job goes with the change that tells Redis.
      await().until(() -> !second.scheduler().checkExists(new JobKey("k", "jobs")));
      assertThat(second.times("g", "t")).isEmpty();
    } finally {
      latch.countDown();
    }
  }

  @Test
  void aStartThatIsOlderThanTheRecoveryWindowIsFired() throws Exception {
    List<Node> both = twoNodes();
    long start = System.currentTimeMillis() - Duration.ofDays(2).toMillis();
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity("t", "g")
            .startAt(new Date(start))
            .withSchedule(
                SimpleScheduleBuilder.repeatHourlyForTotalCount(3)
                    .withMisfireHandlingInstructionIgnoreMisfires())
            .build();

    both.get(1).scheduler().scheduleJob(job("j", false), trigger);

    await().until(() -> !both.get(1).scheduler().checkExists(trigger.getKey()));
    assertThat(times("t", both)).containsExactly(start, start + 3_600_000, start + 7_200_000);
  }

  /** Each misfires before anything else happens to it, and its job is to run at once. */
  @Test
  void whatIsStoredLateIsFiredOnce() throws Exception {
    Node holder = twoNodes().get(0);
    List<String> names = IntStream.range(0, 20).mapToObj(number -> "late" + number).toList();
    long before = System.currentTimeMillis() - Duration.ofMinutes(2).toMillis();

    for (String name : names) {
      holder.scheduler().scheduleJob(job("j" + name, false), once(name, before));
    }

    await().until(() -> names.stream().noneMatch(name -> holder.times("g", name).isEmpty()));
    await()
        .during(Duration.ofMillis(500))
        .until(() -> names.stream().allMatch(name -> holder.times("g", name).size() == 1));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatRedisDoesNotAnswerIsFiredLaterAndOnce() throws Exception {
    List<Node> both = twoNodes();
    both.get(0).scheduler().scheduleJob(job("j", true), eachSecond("t"));
    long soon = System.currentTimeMillis() + 1_500;
    both.get(0).scheduler().scheduleJob(job("k", false), once("once", soon));
    await().until(() -> both.get(0).times("g", "t").size() >= 1);
    redis.command("CLIENT", "PAUSE", "1400");

    await().until(() -> times("t", both).size() >= 6);
    await().until(() -> times("once", both).size() == 1);
    await().until(() -> !both.get(0).scheduler().checkExists(new JobKey("k", "jobs")));
    assertEachOnce(times("t", both));
    assertThat(times("once", both)).containsExactly(soon);
  }

  @Slow
  @Test
  void aStopOfAllNodesLeavesTheRestToTheMisfireInstruction() throws Exception {
    List<Node> both = twoNodes();
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity("t", "g")
            .startAt(new Date(System.currentTimeMillis() / 1_000 * 1_000))
            .withSchedule(
                SimpleScheduleBuilder.repeatSecondlyForTotalCount(12)
                    .withMisfireHandlingInstructionIgnoreMisfires())
            .build();
    both.get(0).scheduler().scheduleJob(job("j", false), trigger);
    both.get(1).scheduler().scheduleJob(job("paused", false), eachSecond("paused"));
    both.get(1).scheduler().pauseTrigger(new TriggerKey("paused", "g"));
    await().until(() -> times("t", both).size() >= 2);
    both.forEach(Node::close);
    long down = System.currentTimeMillis();
    await().until(() -> System.currentTimeMillis() >= down + 2_000);

    Node next = node().start();

    List<Node> all = List.of(both.get(0), both.get(1), next);
    await().until(() -> times("t", all).size() >= 12);
    await().until(() -> !next.scheduler().checkExists(new TriggerKey("t", "g")));
    assertThat(times("t", all)).hasSize(12);
    assertEachOnce(times("t", all));
    assertThat(next.scheduler().getTriggerState(new TriggerKey("paused", "g")))
        .isEqualTo(Trigger.TriggerState.PAUSED);
  }

  /** Runs until it is interrupted. */
  public static final class Endless implements InterruptableJob {

    static final AtomicInteger BEGUN = new AtomicInteger();
    static final AtomicInteger ENDED = new AtomicInteger();

    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public void execute(JobExecutionContext context) {
      BEGUN.incrementAndGet();
      awaitQuietly(interrupted);
      ENDED.incrementAndGet();
    }

    @Override
    public void interrupt() {
      interrupted.countDown();
    }
  }

  @Test
  void anyNodeInterruptsAJobWhereItRuns() throws Exception {
    List<Node> both = twoNodes();
    JobKey key = new JobKey("endless", "jobs");
    JobDetail job = JobBuilder.newJob(Endless.class).withIdentity(key).storeDurably().build();
    both.get(1).scheduler().addJob(job, false);
    int begun = Endless.BEGUN.get();
    both.get(1).scheduler().triggerJob(key);
    both.get(1).scheduler().triggerJob(key);
    await().until(() -> Endless.BEGUN.get() == begun + 2);
    assertThat(both.get(1).scheduler().interrupt(key)).as("as Quartz has it").isFalse();

    assertThat(BeatCop.interrupt(both.get(1).scheduler(), key)).isTrue();

    await().until(() -> Endless.ENDED.get() == Endless.BEGUN.get());
    assertThat(BeatCop.interrupt(both.get(1).scheduler(), new JobKey("none"))).isFalse();
    Node plain = Node.with("plain", "redis", redis.uri());
    nodes.add(plain);
    assertThatExceptionOfType(SchedulerException.class)
        .isThrownBy(() -> BeatCop.interrupt(plain.scheduler(), key))
        .withMessageContaining("has no io.beatcop.quartz.SharedJobStore");
  }

  /** Fails at each run, with an exception of its own in Quartz'. */
  public static final class Failing implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      throw new JobExecutionException(new IllegalStateException("disk full"));
    }
  }

  @Test
  void anOperatorSeesTheLastRunOfEachJob() throws Exception {
    List<Node> both = twoNodes();
    JobKey failing = new JobKey("failing", "jobs");
    JobKey endless = new JobKey("endless", "jobs");
    for (Class<? extends Job> type : List.of(Failing.class, Endless.class)) {
      JobKey key = type == Failing.class ? failing : endless;
      both.get(1)
          .scheduler()
          .addJob(JobBuilder.newJob(type).withIdentity(key).storeDurably().build(), false);
      both.get(1).scheduler().triggerJob(key);
    }
    LeaseSettings settings = LeaseSettings.of(lease, Duration.ofSeconds(2));
    try (ScheduleControl operator =
        new ScheduleControl(settings, RedisSettings.parse(redis.uri()))) {
      await()
          .until(
              () -> lastRun(operator, failing).filter(run -> run.took().isPresent()).isPresent());
      assertThat(lastRun(operator, failing).orElseThrow().failure())
          .contains("java.lang.IllegalStateException: disk full");
      await().until(() -> lastRun(operator, endless).isPresent());
      assertThat(lastRun(operator, endless).orElseThrow().took()).as("it still runs").isEmpty();
      assertThat(lastRun(operator, endless).orElseThrow().node())
          .isEqualTo(both.get(0).entry("beatcop").getNode());

      assertThat(BeatCop.interrupt(both.get(1).scheduler(), endless)).isTrue();

      await().until(() -> lastRun(operator, endless).orElseThrow().took().isPresent());
      assertThat(lastRun(operator, endless).orElseThrow().failure()).isEmpty();
    }
  }

  private static Optional<LastRun> lastRun(ScheduleControl operator, JobKey key) {
    return operator.list().stream()
        .flatMap(listing -> listing.jobs().stream())
        .filter(job -> job.name().name().equals(key.getName()))
        .flatMap(job -> job.lastRun().stream())
        .findFirst();
  }

  /** An object of an application. */
  record Order(String customer) implements Serializable {}

  @Test
  void javaObjectsAmongJobDataReachTheJobWhereItRuns() throws Exception {
    Map<String, String> store =
        Map.of(
            "class",
            SharedJobStore.class.getName(),
            "jobdata",
            "java",
            "jobdataclasses",
            Order.class.getName());
    List<Node> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Node node =
          Node.withStore(
              store,
              lease + "-" + NAMES.incrementAndGet(),
              "redis",
              redis.uri(),
              "lease",
              lease,
              "ttl",
              "2s",
              "trustabsence",
              "true");
      nodes.add(node);
      both.add(node.start());
      await().until(() -> both.get(0).entry("beatcop").getState() == LeaseState.LEADER);
    }
    JobDetail job = job("j", true);
    job.getJobDataMap().put("order", new Order("c"));

    both.get(1).scheduler().addJob(job, false);
    JobKey key = job.getKey();
    await().until(() -> both.get(0).scheduler().checkExists(key));

    assertThat(both.get(0).scheduler().getJobDetail(key).getJobDataMap().get("order"))
        .isEqualTo(new Order("c"));
    JobDetail other = job("k", true);
    other.getJobDataMap().put("list", new ArrayList<>());
    assertThatExceptionOfType(SchedulerException.class)
        .isThrownBy(() -> both.get(1).scheduler().addJob(other, false))
        .withMessageContaining("as 'list'");
  }

  private static Properties properties(String... more) {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "n" + NAMES.incrementAndGet());
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    properties.setProperty("org.quartz.jobStore.class", SharedJobStore.class.getName());
    for (int i = 0; i < more.length; i += 2) {
      properties.setProperty(more[i], more[i + 1]);
    }
    return properties;
  }

  private static void assertRefused(Properties properties, String sentence) {
    assertThatExceptionOfType(SchedulerException.class)
        .isThrownBy(() -> new StdSchedulerFactory(properties).getScheduler())
        .withMessage(sentence);
  }

  @Test
  void withoutThePluginItIsRefusedInOneSentence() {
    assertRefused(
        properties(),
        "org.quartz.jobStore.class = io.beatcop.quartz.SharedJobStore needs the plugin beside it:"
            + " set org.quartz.plugin.beatcop.class = io.beatcop.quartz.BeatCopPlugin, and its"
            + " redis, in the properties of a StdSchedulerFactory");
  }

  @Test
  void aDirectSchedulerFactoryIsReferredToTheOtherOne() {
    BeatCopPlugin plugin = new BeatCopPlugin();
    plugin.setRedis(redis.uri());
    SimpleThreadPool threads = new SimpleThreadPool(1, Thread.NORM_PRIORITY);
    SharedJobStore store = new SharedJobStore();

    assertThatExceptionOfType(SchedulerException.class)
        .isThrownBy(
            () ->
                DirectSchedulerFactory.getInstance()
                    .createScheduler(
                        "direct",
                        "one",
                        threads,
                        new DefaultThreadExecutor(),
                        store,
                        Map.of("beatcop", plugin),
                        "",
                        0,
                        -1,
                        -1,
                        false,
                        ""))
        .withMessageEndingWith("in the properties of a StdSchedulerFactory");
  }

  @Test
  void whatBelongsToThePluginIsRefusedInOneSentence() {
    String store = "org.quartz.jobStore.";
    for (QuartzSetting setting : QuartzSetting.values()) {
      if (setting.owner() == QuartzSetting.Owner.STORE) {
        continue;
      }
      assertRefused(
          properties(
              "org.quartz.plugin.beatcop.class",
              BeatCopPlugin.class.getName(),
              "org.quartz.plugin.beatcop.redis",
              redis.uri(),
              store + setting.property(),
              "secret"),
          store
              + setting.property()
              + " = …: must be set at the plugin, as org.quartz.plugin.beatcop."
              + setting.property()
              + ", from which the SharedJobStore takes it");
    }
  }

  @Test
  void aStoreTakesNoPluginOfAnotherSchedulerOfItsName() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.plugin.beatcop.class", BeatCopPlugin.class.getName());
    properties.setProperty("org.quartz.plugin.beatcop.redis", redis.uri());
    properties.setProperty("org.quartz.jobStore.class", SharedJobStore.class.getName());
    properties.setProperty("org.quartz.scheduler.instanceName", lease);
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    Scheduler first = new StdSchedulerFactory(properties).getScheduler();
    // As Spring does it, so that there may be two of one name.
    assertThat(SchedulerRepository.getInstance().remove(lease)).isTrue();
    Properties other = new Properties();
    other.putAll(properties);
    other.setProperty("org.quartz.plugin.beatcop.lease", lease + "-other");
    Scheduler second = new StdSchedulerFactory(other).getScheduler();
    assertThat(SchedulerRepository.getInstance().remove(lease)).isTrue();
    JobKey key = new JobKey("endless", "jobs");
    second.addJob(JobBuilder.newJob(Endless.class).withIdentity(key).storeDurably().build(), false);

    assertThat(BeatCop.interrupt(first, key)).as("it has no such job").isFalse();
    assertThat(BeatCop.interrupt(second, key)).isTrue();
    Properties bare = new Properties();
    bare.putAll(properties);
    bare.remove("org.quartz.plugin.beatcop.class");
    bare.remove("org.quartz.plugin.beatcop.redis");
    assertThatExceptionOfType(SchedulerException.class)
        .isThrownBy(() -> new StdSchedulerFactory(bare).getScheduler())
        .withMessageContaining("needs the plugin beside it");
    first.shutdown();
    second.shutdown();
  }

  private static Scheduler payroll(String uri) throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "payroll");
    properties.setProperty("org.quartz.threadPool.threadCount", "10");
    properties.setProperty("org.quartz.jobStore.class", SharedJobStore.class.getName());
    properties.setProperty("org.quartz.plugin.beatcop.class", BeatCopPlugin.class.getName());
    properties.setProperty("org.quartz.plugin.beatcop.redis", uri);
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    return scheduler;
  }

  @Test
  void aProgramMayMakeItsSchedulerItself() throws SchedulerException {
    Scheduler first = payroll(redis.uri());
    first.start();
    first.addJob(job("j", true), false);
    first.shutdown();

    Scheduler next = payroll(redis.uri());

    assertThat(next.checkExists(new JobKey("j", "jobs"))).isTrue();
    next.shutdown();
  }

  @Test
  void settingsThatItCantDoWithAreRefused() {
    String plugin = "org.quartz.plugin.beatcop.";
    String[] common = {plugin + "class", BeatCopPlugin.class.getName(), plugin + "redis"};
    Properties groups = properties(common[0], common[1], common[2], redis.uri());
    groups.setProperty(plugin + "triggergroups", "a-*");
    assertRefused(
        groups,
        plugin
            + "triggergroups = a-*: must be * with a SharedJobStore, since a trigger that all nodes"
            + " share fires on one");
    String store = "org.quartz.jobStore.";
    for (String[] bad :
        List.of(
            new String[] {"jobdata", "xml", "", "", store + "jobdata = xml: must be plain or java"},
            new String[] {
              "jobdataclasses",
              "a.B",
              "",
              "",
              store + "jobdataclasses = a.B: needs org.quartz.jobStore.jobdata = java"
            },
            new String[] {
              "jobdata",
              "java",
              "jobdataclasses",
              "*",
              store
                  + "jobdataclasses = *: must list the classes that job data may have, such as"
                  + " com.example.Order;com.example.model.*"
            })) {
      Properties data = properties(common[0], common[1], common[2], redis.uri());
      data.setProperty(store + bad[0], bad[1]);
      if (!bad[2].isEmpty()) {
        data.setProperty(store + bad[2], bad[3]);
      }
      assertRefused(data, bad[4]);
    }
    Properties journal = properties(common[0], common[1], common[2], redis.uri());
    journal.setProperty(plugin + "journal", "off");
    assertRefused(
        journal,
        plugin + "journal = off: must be on with a SharedJobStore, whose next holder reads it");
    String servers = "redis+quorum://:secret@one:6379,two:6379,three:6379";
    assertRefused(
        properties(common[0], common[1], common[2], servers),
        plugin
            + "redis = redis+quorum://…: must be one server, sentinels or a Cluster with a"
            + " SharedJobStore, since a quorum keeps the lease and no schedule");
    Properties threshold = properties(common[0], common[1], common[2], redis.uri());
    threshold.setProperty("org.quartz.jobStore.misfireThreshold", "1m");
    assertRefused(
        threshold,
        "org.quartz.jobStore.misfireThreshold = 1m: must be a number of milliseconds, at least 1");
  }
}
