package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import java.lang.reflect.Proxy;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.ScheduleBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.spi.OperableTrigger;

/**
 * What is found to be missed, in a scheduler that was never started. Times are in seconds, counted
 * from an hour ago; now is 3600.
 */
class MissedFiresTest {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final TriggerKey KEY = new TriggerKey("t", "g");
  private static final long NOW = System.currentTimeMillis() / 10_000 * 10_000;
  private static final long ZERO = NOW - 3_600_000;
  private static final ScheduleBuilder<?> EVERY_TEN_SECONDS =
      simpleSchedule().withIntervalInSeconds(10).repeatForever();

  private final VetoedFires vetoed = new VetoedFires();
  private final TriggerNames names = new TriggerNames("test");
  private final Map<TriggerKey, JournalPage.Fired> fired = new HashMap<>();
  private final Scheduler scheduler;
  private OptionalLong since = OptionalLong.of(Long.MIN_VALUE);
  private boolean othersFired = true;

  MissedFiresTest() throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "m" + NAMES.incrementAndGet());
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
  }

  @BeforeEach
  void aJob() throws SchedulerException {
    scheduler.addJob(job(), true);
  }

  @AfterEach
  void shutdown() throws SchedulerException {
    scheduler.shutdown();
  }

  private static JobDetail job() {
    return JobBuilder.newJob(Node.Ticking.class).withIdentity("j", "g").storeDurably().build();
  }

  private static OperableTrigger trigger(ScheduleBuilder<?> schedule, long start) {
    return (OperableTrigger)
        TriggerBuilder.newTrigger()
            .withIdentity(KEY)
            .forJob("j", "g")
            .startAt(new Date(ZERO + start * 1000))
            .withSchedule(schedule)
            .build();
  }

  private static String fingerprint(ScheduleBuilder<?> schedule, long start) {
    return new Schedule(trigger(schedule, start), java.util.Optional.empty()).fingerprint();
  }

  /** A trigger that this node's scheduler holds for due at a time. */
  private void scheduled(ScheduleBuilder<?> schedule, long next) throws SchedulerException {
    scheduler.scheduleJob(trigger(schedule, next));
  }

  private void journalHas(String fingerprint, long... times) {
    fired.put(
        KEY,
        new JournalPage.Fired(
            fingerprint,
            java.util.Arrays.stream(times).mapToObj(t -> Slot.at(ZERO + t * 1000)).toList()));
  }

  private void vetoed(ScheduleBuilder<?> schedule, long start, long time, boolean unsure) {
    OperableTrigger trigger = trigger(schedule, start);
    trigger.setNextFireTime(new Date(ZERO + time * 1000));
    trigger.triggered(null);
    JobExecutionContext context =
        (JobExecutionContext)
            Proxy.newProxyInstance(
                MissedFiresTest.class.getClassLoader(),
                new Class<?>[] {JobExecutionContext.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getTrigger") ? trigger : job());
    vetoed.note(context, Slot.at(ZERO + time * 1000), unsure);
  }

  private List<MissedFires.Missed> find(String... settings) throws SchedulerException {
    return missedFires(settings).find(page(), NOW, othersFired);
  }

  private JournalPage page() {
    return new JournalPage(since, fired, List.of());
  }

  private MissedFires missedFires(String... settings) {
    Map<String, String> values = new HashMap<>(Map.of("redis", "redis://unused"));
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return new MissedFires(
        scheduler, PluginSettings.of(values, "test"), names, vetoed, new UnansweredClaims());
  }

  private static List<Long> seconds(List<MissedFires.Missed> missed) {
    return missed.stream().map(each -> (each.firstTime().getTime() - ZERO) / 1000).toList();
  }

  @Test
  void whatTheJournalHasIsNotMissed() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3590, 3600);

    assertThat(find()).isEmpty();
  }

  @Test
  void theFirstTimeAfterTheLastOneInTheJournalIsMissed() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3550, 3560);

    assertThat(seconds(find())).containsExactly(3570L);
  }

  @Test
  void aTimeThatThisNodeStillHasBeforeItIsNotMissed() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3570);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3560);

    assertThat(find()).isEmpty();
  }

  @Test
  void aTimeInTheFutureIsNotMissed() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3620);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3600);

    assertThat(find()).isEmpty();
  }

  @Test
  void aNodeWhoseClockIsBehindMissesNothing() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3610, 3620);

    assertThat(find()).isEmpty();
  }

  @Test
  void whatIsOlderThanTheWindowIsNotMadeUpFor() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 100);

    assertThat(seconds(find("recoverywindow", "1m"))).containsExactly(3550L);
    assertThat(seconds(find("recoverywindow", "2h"))).containsExactly(110L);
  }

  @Test
  void byAnotherScheduleNothingIsKnownToBeMissed() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    journalHas("another", 100);

    assertThat(find()).isEmpty();
  }

  @Test
  void byAnotherScheduleWhatWasVetoedSinceIsMissed() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    journalHas("another", 100);
    vetoed(EVERY_TEN_SECONDS, 0, 3580, false);

    assertThat(seconds(find())).containsExactly(3580L);
  }

  @Test
  void byAnotherScheduleWhatWasVetoedWhileItFiredIsNotMissed() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    journalHas("another", 3587);
    vetoed(EVERY_TEN_SECONDS, 0, 10, false);

    assertThat(seconds(find())).containsExactly(3590L);
  }

  @Test
  void aTriggerThatWasNeverFiredMissesWhatWasVetoedHere() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    vetoed(EVERY_TEN_SECONDS, 0, 3580, false);

    assertThat(seconds(find())).containsExactly(3580L);
  }

  @Test
  void aTriggerThatWasNeverFiredAndNeverVetoedMissesNothing() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);

    assertThat(find()).isEmpty();
  }

  @Test
  void beforeTheJournalWasBegunOthersMayHaveFired() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    since = OptionalLong.of(ZERO + 3_585_000);
    vetoed(EVERY_TEN_SECONDS, 0, 3500, false);

    assertThat(seconds(find())).containsExactly(3590L);
  }

  @Test
  void withoutAJournalOthersMayHaveFiredItAll() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    since = OptionalLong.empty();
    vetoed(EVERY_TEN_SECONDS, 0, 3500, false);

    assertThat(find()).isEmpty();
  }

  @Test
  void withoutAJournalAndWithoutOthersAllThatWasVetoedIsMissed() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    since = OptionalLong.empty();
    othersFired = false;
    vetoed(EVERY_TEN_SECONDS, 0, 3500, false);

    assertThat(seconds(find())).containsExactly(3500L);
  }

  @Test
  void aTimeThatWasNotFiredForWantOfAnAnswerIsMissedThoughLaterOnesWereFired()
      throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    vetoed(EVERY_TEN_SECONDS, 0, 3560, true);
    vetoed(EVERY_TEN_SECONDS, 0, 3570, true);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3550, 3560, 3580, 3590, 3600);

    assertThat(seconds(find())).containsExactly(3570L);
  }

  @Test
  void aTimeThatWasVetoedWithoutTheLeaseIsNotMissedIfLaterOnesWereFired()
      throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    vetoed(EVERY_TEN_SECONDS, 0, 3570, false);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3560, 3580, 3590, 3600);

    assertThat(find()).isEmpty();
  }

  @Test
  void aOneShotTriggerThatWasUsedUpByAVetoIsMissedWithItsJob() throws SchedulerException {
    vetoed(simpleSchedule(), 3580, 3580, false);

    List<MissedFires.Missed> missed = find();

    assertThat(seconds(missed)).containsExactly(3580L);
    assertThat(missed.get(0).job()).contains(job());
  }

  @Test
  void aOneShotTriggerThatWasFiredByTheOtherNodeIsNotMissed() throws SchedulerException {
    vetoed(simpleSchedule(), 3580, 3580, false);
    journalHas(fingerprint(simpleSchedule(), 3580), 3580);

    assertThat(find()).isEmpty();
    assertThat(vetoed.finished()).isEmpty();
  }

  @Test
  void aOneShotTriggerWhoseNameWasFiredForAnotherTimeIsMissed() throws SchedulerException {
    vetoed(simpleSchedule(), 3580, 3580, false);
    journalHas(fingerprint(simpleSchedule(), 100), 100);

    assertThat(seconds(find())).containsExactly(3580L);
  }

  @Test
  void aTriggerWithACountThatWasUsedUpIsMissedFromWhereTheOtherNodeCame()
      throws SchedulerException {
    ScheduleBuilder<?> threeTimes = simpleSchedule().withIntervalInSeconds(10).withRepeatCount(2);
    vetoed(threeTimes, 3560, 3580, false);
    journalHas(fingerprint(threeTimes, 3560), 3560);

    assertThat(seconds(find())).containsExactly(3570L);
  }

  @Test
  void aOneShotTriggerThatIsScheduledAgainIsLeftToTheScheduler() throws SchedulerException {
    vetoed(simpleSchedule(), 3580, 3580, false);
    scheduled(simpleSchedule(), 3700);

    assertThat(find()).isEmpty();
  }

  @Test
  void whatCouldNotBeMadeUpForIsFoundAgain() throws SchedulerException {
    vetoed(simpleSchedule(), 3580, 3580, false);
    MissedFires.Missed missed = find().get(0);
    assertThat(find()).isEmpty();

    vetoed.putBack(KEY, missed.vetoed().orElseThrow());

    assertThat(seconds(find())).containsExactly(3580L);
  }

  @Test
  void whatIsPausedIsLeftToTheOneWhoResumesIt() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    scheduler.pauseTrigger(KEY);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3560);

    assertThat(find()).isEmpty();
  }

  @Test
  void whatIsNotGatedIsNotMadeUpFor() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    journalHas(fingerprint(EVERY_TEN_SECONDS, 0), 3560);

    assertThat(find("triggergroups", "other")).isEmpty();
  }

  @Test
  void aTriggerThatBeginsTomorrowHasMissedNothingOfWhatTheSameScheduleFiredBefore()
      throws SchedulerException {
    ScheduleBuilder<?> cron = cronSchedule("0/10 * * * * ?");
    scheduled(cron, 90_000);
    journalHas(fingerprint(cron, 0), 3560);

    assertThat(find()).isEmpty();
  }

  @Test
  void aTriggerThatWasBuiltOnlyNowHasMissedWhatTheJournalLacks() throws SchedulerException {
    ScheduleBuilder<?> cron = cronSchedule("0/10 * * * * ?");
    scheduled(cron, 3599);
    journalHas(fingerprint(cron, 0), 3560);

    assertThat(seconds(find())).containsExactly(3570L);
  }

  @Test
  void aTriggerThatTheJournalDoesNotKnowBeginsNow() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);

    assertThat(missedFires().unknown(page(), NOW))
        .containsExactly(new FireJournal.Beginning(KEY, fingerprint(EVERY_TEN_SECONDS, 3610), NOW));
  }

  @Test
  void aTriggerThatTheJournalDoesNotKnowBeginsBeforeWhatItHasBeforeIt() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3580);

    assertThat(missedFires().unknown(page(), NOW))
        .singleElement()
        .matches(beginning -> beginning.millis() == ZERO + 3_579_999);
  }

  @Test
  void aTriggerThatTheJournalKnowsOrThatIsNotGatedDoesNotBegin() throws SchedulerException {
    scheduled(EVERY_TEN_SECONDS, 3610);
    assertThat(missedFires("triggergroups", "other").unknown(page(), NOW)).isEmpty();

    journalHas("another", 3600);

    assertThat(missedFires().unknown(page(), NOW)).isEmpty();
  }

  @Test
  void theOldestComesFirst() throws SchedulerException {
    for (String name : List.of("b", "a", "c")) {
      scheduler.scheduleJob(
          TriggerBuilder.newTrigger()
              .withIdentity(name, "g")
              .forJob("j", "g")
              .startAt(new Date(NOW + 10_000))
              .withSchedule(EVERY_TEN_SECONDS)
              .build());
    }
    String fingerprint = fingerprint(EVERY_TEN_SECONDS, 0);
    fired.put(new TriggerKey("a", "g"), firedAt(fingerprint, 3540));
    fired.put(new TriggerKey("b", "g"), firedAt(fingerprint, 3560));
    fired.put(new TriggerKey("c", "g"), firedAt(fingerprint, 3550));

    assertThat(seconds(find())).containsExactly(3550L, 3560L, 3570L);
  }

  private static JournalPage.Fired firedAt(String fingerprint, long time) {
    return new JournalPage.Fired(fingerprint, List.of(Slot.at(ZERO + time * 1000)));
  }

  @ParameterizedTest
  @CsvSource({"DO_NOTHING", "FIRE_ONCE_NOW"})
  void theMisfireInstructionIsLeftToTheJobStore(String instruction) throws SchedulerException {
    ScheduleBuilder<?> cron =
        instruction.equals("DO_NOTHING")
            ? cronSchedule("0/10 * * * * ?").withMisfireHandlingInstructionDoNothing()
            : cronSchedule("0/10 * * * * ?").withMisfireHandlingInstructionFireAndProceed();
    scheduled(cron, 3599);
    journalHas(fingerprint(cron, 0), 3560);

    OperableTrigger found = find().get(0).trigger();

    assertThat(found.getMisfireInstruction())
        .isEqualTo(Objects.requireNonNull(scheduler.getTrigger(KEY)).getMisfireInstruction());
  }
}
