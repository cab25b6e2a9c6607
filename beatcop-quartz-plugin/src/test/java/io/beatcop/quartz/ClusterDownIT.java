package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.ScheduleBuilder;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.calendar.CronCalendar;

/**
 * The whole cluster is down over scheduled times, and comes back: the program schedules at its
 * start what it always schedules, and knows nothing of what was missed. The journal does.
 */
@Slow
class ClusterDownIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final long SECOND = 1_000;

  /** A moment before the cluster went down, and one after it came back. */
  private static long down;

  private static long back;
  private static Node before;
  private static Node after;

  @BeforeAll
  static void downForSeconds() throws Exception {
    down = System.currentTimeMillis() / SECOND * SECOND + 4 * SECOND;
    before =
        node(
            "before", cronSchedule("0/1 * * * * ?").withMisfireHandlingInstructionIgnoreMisfires());
    before.start();
    untilItIs(down + 300);
    before.close();
    untilItIs(down + 4 * SECOND + 300);
    after =
        node("after", cronSchedule("*/1 * * * * ?").withMisfireHandlingInstructionIgnoreMisfires());
    back = System.currentTimeMillis();
    after.start();
    await().until(() -> natural("ignore").size() >= 4 && natural("do-nothing").size() >= 2);
    untilItIs(back + 2 * SECOND);
  }

  @AfterAll
  static void close() {
    after.close();
  }

  private static Node node(String name, ScheduleBuilder<?> changed)
      throws SchedulerException, ParseException {
    Node node =
        Node.with(
            name,
            "redis",
            redis.uri(),
            "lease",
            "down",
            "ttl",
            "1s",
            "trustabsence",
            "true",
            "org.quartz.jobStore.misfireThreshold",
            "1000");
    CronCalendar evenSeconds = new CronCalendar("0/2 * * * * ?");
    node.scheduler().addCalendar("odd-seconds-only", evenSeconds, true, true);
    return node.schedule(
            now(
                "fire-once",
                cronSchedule("* * * * * ?").withMisfireHandlingInstructionFireAndProceed()))
        .schedule(
            now(
                "do-nothing",
                cronSchedule("* * * * * ?").withMisfireHandlingInstructionDoNothing()))
        .schedule(
            now(
                "ignore",
                cronSchedule("* * * * * ?").withMisfireHandlingInstructionIgnoreMisfires()))
        .schedule(
            now("odd", cronSchedule("* * * * * ?").withMisfireHandlingInstructionIgnoreMisfires())
                .getTriggerBuilder()
                .modifiedByCalendar("odd-seconds-only")
                .build())
        .schedule(now("changed", changed))
        .schedule(at("in-step", everySecond(), nextSecond()))
        .schedule(now("first-time", oncePerMinuteAt(down + 2 * SECOND)))
        .schedule(at("once-before", simpleSchedule(), down - SECOND))
        .schedule(at("once-meanwhile", simpleSchedule(), down + SECOND));
  }

  private static ScheduleBuilder<?> oncePerMinuteAt(long millis) {
    return cronSchedule(millis / SECOND % 60 + " * * * * ?");
  }

  private static SimpleScheduleBuilder everySecond() {
    return simpleSchedule()
        .withIntervalInSeconds(1)
        .repeatForever()
        .withMisfireHandlingInstructionIgnoreMisfires();
  }

  private static long nextSecond() {
    return (System.currentTimeMillis() / SECOND + 1) * SECOND;
  }

  private static Trigger now(String name, ScheduleBuilder<?> schedule) {
    return TriggerBuilder.newTrigger().withIdentity(name, "g").withSchedule(schedule).build();
  }

  private static Trigger at(String name, ScheduleBuilder<?> schedule, long start) {
    return TriggerBuilder.newTrigger()
        .withIdentity(name, "g")
        .withSchedule(schedule)
        .startAt(new Date(start))
        .build();
  }

  private static void untilItIs(long millis) {
    await().pollInterval(Duration.ofMillis(20)).until(() -> System.currentTimeMillis() >= millis);
  }

  /** The scheduled times after the cluster came back that are of the schedule. */
  private static List<Long> natural(String trigger) {
    return after.times("g", trigger).stream().filter(time -> time % SECOND == 0).toList();
  }

  // Quartz itself counts the second before a cron trigger is built for one of its times.

  private static List<Long> madeUp(String trigger) {
    return after.times("g", trigger).stream().filter(time -> time % SECOND != 0).toList();
  }

  private static List<Long> missed() {
    return LongStream.rangeClosed(1, 4).map(i -> down + i * SECOND).boxed().toList();
  }

  @Test
  void ignoredMisfiresAreAllFiredLate() {
    assertThat(natural("ignore")).containsAll(missed()).doesNotHaveDuplicates();
    assertThat(madeUp("ignore")).isEmpty();
  }

  @Test
  void fireOnceFiresOnceForAllThatWasMissed() {
    assertThat(madeUp("fire-once")).singleElement().matches(time -> time >= back);
    assertThat(natural("fire-once")).isNotEmpty().allMatch(time -> time > back - SECOND);
  }

  @Test
  void doNothingGoesOnWithItsNextTime() {
    assertThat(madeUp("do-nothing")).isEmpty();
    assertThat(natural("do-nothing")).isNotEmpty().allMatch(time -> time > back - SECOND);
  }

  @Test
  void theVeryFirstTimeOfATriggerCanBeMissedToo() {
    assertThat(before.times("g", "first-time")).isEmpty();
    assertThat(after.times("g", "first-time")).singleElement().matches(time -> time >= back);
  }

  @Test
  void whatACalendarExcludesIsNotMadeUpFor() {
    assertThat(natural("odd"))
        .isNotEmpty()
        .allMatch(time -> time / SECOND % 2 == 1)
        .anyMatch(time -> time < back);
  }

  @Test
  void whatAChangedScheduleMissedIsNotMadeUpFor() {
    assertThat(after.times("g", "changed")).isNotEmpty().allMatch(time -> time > back - SECOND);
  }

  @Test
  void aSimpleTriggerThatIsBuiltInStepIsMadeUpFor() {
    assertThat(natural("in-step")).containsAll(missed()).doesNotHaveDuplicates();
  }

  @Test
  void aOneShotTriggerThatWasFiredBeforeIsNotFiredAgain() {
    assertThat(before.times("g", "once-before")).containsExactly(down - SECOND);
    assertThat(after.times("g", "once-before")).isEmpty();
  }

  @Test
  void aOneShotTriggerThatWasDueMeanwhileIsFiredOnce() {
    assertThat(before.times("g", "once-meanwhile")).isEmpty();
    assertThat(after.times("g", "once-meanwhile")).singleElement().matches(time -> time >= back);
  }

  @Test
  void nothingIsFiredOnBothSidesOfIt() {
    assertThat(before.fires()).isNotEmpty();
    assertThat(before.times("g", "ignore")).doesNotContainAnyElementsOf(natural("ignore"));
  }
}
