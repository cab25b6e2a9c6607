package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.jdbc.JdbcSchedule;
import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleImport;
import io.beatcop.redis.schedule.ScheduleSource.Found;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.CalendarIntervalScheduleBuilder;
import org.quartz.CronScheduleBuilder;
import org.quartz.DailyTimeIntervalScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ScheduleBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.calendar.HolidayCalendar;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/** The tables of a JDBC job store become a shared schedule, once. */
class ImportJdbcIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Date START = new Date(System.currentTimeMillis() + 3_600_000);

  private final String name = "import-" + NAMES.incrementAndGet();
  private QuartzDatabase database;
  private Scheduler scheduler;

  @BeforeEach
  void aSchedulerWithADatabase() throws Exception {
    redis.start();
    database = QuartzDatabase.named(name);
    scheduler = scheduler(name, Map.of());
    JobDetail job = job("report").usingJobData("day", "monday").usingJobData("n", 7L).build();
    HolidayCalendar days = new HolidayCalendar();
    days.addExcludedDate(new Date(0));
    scheduler.addCalendar("days", days, false, false);
    scheduler.addJob(job, false);
    schedule("simple", SimpleScheduleBuilder.repeatMinutelyForTotalCount(9));
    schedule("cron", CronScheduleBuilder.cronSchedule("0 0 3 * * ?"));
    schedule(
        "interval",
        CalendarIntervalScheduleBuilder.calendarIntervalSchedule().withIntervalInMonths(2));
    schedule(
        "daily",
        DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule().withIntervalInMinutes(5));
  }

  @AfterEach
  void close() throws SchedulerException {
    scheduler.shutdown();
  }

  private Scheduler scheduler(String called, Map<String, String> more) throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", called);
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    database
        .jobStore()
        .forEach((key, value) -> properties.setProperty("org.quartz.jobStore." + key, value));
    more.forEach((key, value) -> properties.setProperty("org.quartz.jobStore." + key, value));
    return new StdSchedulerFactory(properties).getScheduler();
  }

  private static JobBuilder job(String name) {
    return JobBuilder.newJob(JobStoreContract.Idle.class)
        .withIdentity(name, "jobs")
        .withDescription("of " + name)
        .storeDurably()
        .requestRecovery();
  }

  private void schedule(String trigger, ScheduleBuilder<?> plan) throws SchedulerException {
    Date unused = scheduler.scheduleJob(trigger(trigger, plan));
  }

  private static Trigger trigger(String trigger, ScheduleBuilder<?> plan) {
    return TriggerBuilder.newTrigger()
        .withIdentity(trigger, "g")
        .forJob("report", "jobs")
        .startAt(START)
        .modifiedByCalendar("days")
        .withPriority(3)
        .usingJobData("of", trigger)
        .withSchedule(plan)
        .build();
  }

  private Found found() throws IOException {
    return found(name);
  }

  private Found found(String called) throws IOException {
    Properties login = new Properties();
    login.setProperty("user", "sa");
    login.setProperty("password", "");
    return new JdbcSchedule().read("jdbc:h2:mem:" + name, login, "QRTZ_", called, "");
  }

  private ScheduleImport target() {
    return new ScheduleImport(
        LeaseSettings.of(name, Duration.ofSeconds(6)), RedisSettings.parse(redis.uri()), "h2");
  }

  private SharedNode node() throws Exception {
    return new SharedNode(name, "a", redis.uri()).start(true);
  }

  @Test
  void aNodeHasTheTriggersOfTheTables() throws Exception {
    scheduler.pauseTrigger(new TriggerKey("cron", "g"));
    scheduler.pauseTriggers(GroupMatcher.triggerGroupEquals("to come"));

    Found found = found();
    assertThat(found.refused()).isEmpty();
    try (ScheduleImport target = target();
        SharedNode node = node()) {
      target.write(found.items());

      await().until(() -> node.store.getNumberOfTriggers() == 4);
      for (String each : new String[] {"simple", "cron", "interval", "daily"}) {
        TriggerKey key = new TriggerKey(each, "g");
        OperableTrigger imported = node.trigger(key);
        Trigger original = scheduler.getTrigger(key);
        assertThat(imported.getClass()).isEqualTo(original.getClass());
        assertThat(imported.getNextFireTime()).isEqualTo(original.getNextFireTime());
        assertThat(imported.getFireTimeAfter(new Date(START.getTime() + 86_400_000L)))
            .isEqualTo(original.getFireTimeAfter(new Date(START.getTime() + 86_400_000L)));
        assertThat(imported.getPriority()).isEqualTo(3);
        assertThat(imported.getCalendarName()).isEqualTo("days");
        assertThat(imported.getJobDataMap()).containsExactly(Map.entry("of", each));
      }
      JobDetail job = Objects.requireNonNull(node.store.retrieveJob(new JobKey("report", "jobs")));
      assertThat(job.getJobClass()).isEqualTo(JobStoreContract.Idle.class);
      assertThat(job.requestsRecovery()).isTrue();
      assertThat(node.data(job.getKey())).isEqualTo(Map.of("day", "monday", "n", 7L));
      assertThat(node.store.getTriggerState(new TriggerKey("cron", "g")))
          .isEqualTo(TriggerState.PAUSED);
      assertThat(node.store.getTriggerState(new TriggerKey("daily", "g")))
          .isEqualTo(TriggerState.NORMAL);
      assertThat(node.store.getPausedTriggerGroups()).containsExactly("to come");
      assertThat(node.store.retrieveCalendar("days")).isInstanceOf(HolidayCalendar.class);
    }
  }

  @Test
  void theNewHolderFiresWhatTheTablesHaveNotAndNothingElse() throws Exception {
    TriggerKey key = new TriggerKey("each second", "g");
    Date unused =
        scheduler.scheduleJob(
            JobBuilder.newJob(Node.Ticking.class).withIdentity("j").build(),
            TriggerBuilder.newTrigger()
                .withIdentity(key)
                .withSchedule(
                    CronScheduleBuilder.cronSchedule("* * * * * ?")
                        .withMisfireHandlingInstructionIgnoreMisfires())
                .build());
    scheduler.getContext().put("fires", new CopyOnWriteArrayList<Fire>());
    scheduler.start();
    await()
        .until(() -> previous(key) >= scheduler.getTrigger(key).getStartTime().getTime() + 2_000);
    scheduler.standby();
    long last = previous(key);

    try (ScheduleImport target = target()) {
      target.write(found().items());
    }
    Node node =
        Node.withStore(
            Map.of("class", SharedJobStore.class.getName()),
            name + "-node",
            "redis",
            redis.uri(),
            "lease",
            name,
            "ttl",
            "2s");
    try (node) {
      node.start();

      await()
          .untilAsserted(
              () -> {
                List<Long> times = node.times("g", "each second").stream().sorted().toList();
                assertThat(times).hasSizeGreaterThan(4);
                assertThat(times)
                    .isEqualTo(
                        Stream.iterate(last + 1_000, time -> time + 1_000)
                            .limit(times.size())
                            .toList());
              });
    }
  }

  private long previous(TriggerKey key) throws SchedulerException {
    Date previous = scheduler.getTrigger(key).getPreviousFireTime();
    return previous == null ? 0 : previous.getTime();
  }

  @Test
  void groupsToComeStayPausedAfterPauseAll() throws Exception {
    scheduler.pauseAll();

    assertThat(found().items())
        .containsKeys(
            new ItemName(ItemName.PAUSED_TRIGGERS, "g", ""),
            new ItemName(ItemName.PAUSED_TRIGGERS, "_$_ALL_GROUPS_PAUSED_$_", ""));
  }

  @Test
  void aSecondImportBringsBackNothing() throws Exception {
    Found found = found();
    try (ScheduleImport target = target();
        SharedNode node = node()) {
      target.write(found.items());
      await().until(() -> node.store.getNumberOfTriggers() == 4);
      node.store.removeTrigger(new TriggerKey("simple", "g"));

      assertThat(target.isDone()).isTrue();
      assertThat(target.missing(found.items())).isEqualTo(1);
    }
  }

  @Test
  void anImportThatBrokeOffIsCompleted() throws Exception {
    Found found = found();
    Map<ItemName, String> half = new LinkedHashMap<>(found.items());
    half.keySet().removeIf(item -> item.kind() == ItemName.TRIGGER);
    try (ScheduleImport target = target();
        SharedNode node = node()) {
      target.write(half);
      redis.command("HSET", "{" + name + "}:imported", "h2", "begun");
      assertThat(target.isDone()).isFalse();
      assertThat(target.missing(found.items())).isEqualTo(4);

      target.write(found.items());

      await().until(() -> node.store.getNumberOfTriggers() == 4);
      assertThat(node.store.getNumberOfJobs()).isEqualTo(1);
    }
  }

  /** Not one of Java's or Quartz' own. */
  static final class Own implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A trigger that Quartz keeps as a blob. */
  static final class OwnTrigger extends SimpleTriggerImpl {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean hasAdditionalProperties() {
      return true;
    }
  }

  @Test
  void whatCannotBeTakenIsNamedWithTheReason() throws Exception {
    scheduler.addJob(job("objects").usingJobData(data("x", new Own())).build(), false);
    scheduler.addJob(job("list").usingJobData(data("y", new ArrayList<>())).build(), false);
    OwnTrigger blob = new OwnTrigger();
    blob.setKey(new TriggerKey("blob", "g"));
    blob.setJobKey(new JobKey("report", "jobs"));
    blob.setStartTime(START);
    Date unused = scheduler.scheduleJob(blob);
    unused =
        scheduler.scheduleJob(
            TriggerBuilder.newTrigger()
                .withIdentity("of objects", "g")
                .forJob("objects", "jobs")
                .startAt(START)
                .build());

    Found found = found();

    assertThat(found.refused())
        .hasSize(4)
        .anySatisfy(
            item ->
                assertThat(item)
                    .contains("job jobs.objects: it has a Java object, " + Own.class.getName()))
        .anySatisfy(item -> assertThat(item).contains("job jobs.list").contains("as 'y'"))
        .anySatisfy(item -> assertThat(item).contains("trigger g.blob: it is kept as a blob"))
        .anySatisfy(item -> assertThat(item).contains("its job jobs.objects is not taken"));
    assertThat(found.items().keySet().stream().filter(item -> item.kind() == ItemName.TRIGGER))
        .hasSize(4);
  }

  @Test
  void javaObjectsOfListedClassesAreTaken() throws Exception {
    scheduler.addJob(job("objects").usingJobData(data("x", new Own())).build(), false);
    scheduler.addJob(job("list").usingJobData(data("y", new ArrayList<>())).build(), false);
    Properties login = new Properties();
    login.setProperty("user", "sa");
    login.setProperty("password", "");

    Found found =
        new JdbcSchedule()
            .read(
                "jdbc:h2:mem:" + name, login, "QRTZ_", name, Own.class.getName() + ";java.util.*");

    assertThat(found.refused()).isEmpty();
    assertThat(found.items().get(ItemName.of('j', "jobs/objects"))).contains("[\"java\",");
  }

  private static JobDataMap data(String key, Object value) {
    return new JobDataMap(Map.of(key, value));
  }

  @Test
  void jobDataAsPropertiesAreTaken() throws Exception {
    Scheduler other = scheduler(name + "-texts", Map.of("useProperties", "true"));
    other.addJob(job("texts").usingJobData("k", "v").build(), false);

    assertThat(found(name + "-texts").items().get(ItemName.of('j', "jobs/texts")))
        .contains("{\"k\":\"v\"}");
    other.shutdown();
  }

  @Test
  void nodesThatStillUseTheTablesAreWarnedOf() throws Exception {
    Scheduler other = scheduler(name + "-running", Map.of("isClustered", "true"));
    other.start();

    await().untilAsserted(() -> assertThat(found(name + "-running").warnings()).hasSize(1));
    assertThat(found(name + "-running").warnings().get(0)).contains("stop all nodes first");
    other.shutdown();
  }

  @Test
  void aWrongDatabaseIsASentence() {
    assertThatThrownBy(
            () -> new JdbcSchedule().read("jdbc:none:x", new Properties(), "Q_", name, ""))
        .isInstanceOf(IOException.class)
        .hasMessage("no JDBC driver on the class path knows the URL");
  }
}
