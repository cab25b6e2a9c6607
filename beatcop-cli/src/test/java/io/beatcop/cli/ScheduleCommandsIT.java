package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands for a shared schedule, on texts as nodes write them, without a node or Quartz. */
class ScheduleCommandsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String SCHEDULE = "{nightly}:schedule";

  @BeforeEach
  void aScheduleOfOneJob() {
    redis.start();
    redis.command("FLUSHALL");
    put("head", "2 c2");
    put("j:reports/daily", "1 {\"class\":\"com.acme.Report\"}");
    put(
        "t:reports/at three",
        "2 {\"jobGroup\":\"reports\",\"job\":\"daily\",\"kind\":\"cron\",\"expression\":\"0 0 3 * *"
            + " ?\",\"zone\":\"UTC\",\"start\":0,\"next\":1764000000000}");
    redis.command("RPUSH", "{nightly}:changes", "1 c1\n!", "2 c2\n!");
    redis.command(
        "HSET",
        "{nightly}:progress",
        "t:reports/at three",
        "2 {\"at\":2,\"next\":1764039600000,\"previous\":1763953200000}");
  }

  private static void put(String field, String text) {
    redis.command("HSET", SCHEDULE, field, text);
  }

  private static Beatcop beatcop(String... words) {
    return Beatcop.run(
        Map.of(),
        Stream.concat(Stream.of(words), Stream.of("--redis", redis.uri(), "--lease", "nightly"))
            .toArray(String[]::new));
  }

  @Test
  void theJobsAreATable() {
    put("g:reports/", "2 ");
    put("g:_$_ALL_GROUPS_PAUSED_$_/", "2 ");

    Beatcop jobs = beatcop("jobs");

    assertThat(jobs.out())
        .isEqualTo(
            """
            JOB            TRIGGER           PLAN         STATE    NEXT (UTC)           PREVIOUS (UTC)       FIRED  LAST RUN
            reports/daily  reports/at three  0 0 3 * * ?  waiting  2025-11-25 03:00:00  2025-11-24 03:00:00  -      -
            paused: all trigger groups to come
            paused: the trigger group reports
            """);
    assertThat(jobs.code()).isZero();
  }

  @Test
  void theJobsAreALineOfJson() {
    assertThat(beatcop("jobs", "--json").out())
        .isEqualTo(
            "{\"lease\":\"nightly\",\"version\":2,\"jobs\":[{\"group\":\"reports\",\"name\":\"daily\","
                + "\"class\":\"com.acme.Report\",\"durable\":false,\"triggers\":[{\"group\":\"reports\","
                + "\"name\":\"at three\",\"plan\":\"0 0 3 * * ?\",\"state\":\"waiting\","
                + "\"next\":\"2025-11-25T03:00:00Z\",\"previous\":\"2025-11-24T03:00:00Z\"}]}],"
                + "\"pausedTriggerGroups\":[],\"pausedJobGroups\":[],\"foreign\":[]}\n");
  }

  @Test
  void theLastRunOfAJobIsShown() {
    lastRun("1 {\"node\":\"a\",\"begun\":1763953200000}");
    assertThat(beatcop("jobs").out()).contains("  began 2025-11-24 03:00:00 on a\n");

    lastRun("1 {\"node\":\"a\",\"begun\":1763953200000,\"took\":1250}");
    assertThat(beatcop("jobs").out()).contains("  ok, in 1.3 s\n");
    assertThat(beatcop("jobs", "--json").out())
        .contains(
            "\"lastRun\":{\"node\":\"a\",\"begun\":\"2025-11-24T03:00:00Z\",\"tookMillis\":1250}");

    lastRun("1 {\"node\":\"a\",\"begun\":0,\"took\":5,\"failure\":\"X: \\u001b[2J\"}");
    assertThat(beatcop("jobs").out()).contains("failed: X: ").doesNotContain("\u001b");
    assertThat(beatcop("jobs", "--json").out()).contains("\"failure\":\"X: ");

    lastRun("0 {\"node\":\"a\",\"begun\":0,\"took\":5}");
    assertThat(beatcop("jobs").out()).as("that of an earlier job").doesNotContain("ok");
    lastRun("1 {}");
    assertThat(beatcop("jobs").code()).as("what no node has written").isZero();
  }

  private static void lastRun(String text) {
    redis.command("HSET", "{nightly}:progress", "j:reports/daily", text);
  }

  @Test
  void aJobIsPausedAndResumed() {
    assertThat(beatcop("pause-job", "reports/daily").out())
        .isEqualTo("nightly: reports/daily is paused\n");
    assertThat(redis.command("HGET", SCHEDULE, "s:reports/at three")).contains("3 paused");

    assertThat(beatcop("resume-job", "--trigger", "reports/at three").out())
        .isEqualTo("nightly: reports/at three is resumed\n");
    assertThat(redis.command("HEXISTS", SCHEDULE, "s:reports/at three")).contains(0L);
    assertThat(beatcop("resume-job", "reports/daily").out())
        .isEqualTo("nightly: reports/daily was not paused\n");
  }

  @Test
  void aTriggeredJobSaysWhereItRuns() {
    redis.command("SET", "nightly", "a", "PX", "9000");
    redis.command("SET", "{nightly}:term", "held a 1 1");

    assertThat(beatcop("trigger", "reports/daily", "--data", "day=monday").out())
        .isEqualTo("nightly: reports/daily is triggered: it runs on a\n");
    assertThat(redis.command("HVALS", SCHEDULE).toString()).contains("{\"day\":\"monday\"}");
  }

  @Test
  void aJobIsInterruptedByAChangeOfTheSchedule() {
    assertThat(beatcop("interrupt-job", "reports/daily").out())
        .isEqualTo("nightly: reports/daily is to be interrupted where it runs\n");
    assertThat(redis.command("HGET", SCHEDULE, "i:/").toString())
        .contains("\"jobGroup\":\"reports\",\"job\":\"daily\",\"at\":");
    assertThat(beatcop("interrupt-job", "nightly").code()).isEqualTo(1);
    assertThat(beatcop("jobs").out()).as("it is no item for operators").doesNotContain("foreign");
  }

  @Test
  void withoutAHolderATriggeredJobWaits() {
    assertThat(beatcop("trigger", "reports/daily").out())
        .isEqualTo(
            "nightly: reports/daily is triggered: it runs as soon as a node holds the lease\n");
  }

  @Test
  void aJobThatDoesNotExistIsSaidToBe() {
    Beatcop pause = beatcop("pause-job", "daily");

    assertThat(pause.err())
        .isEqualTo("beatcop: nightly: there is no job DEFAULT/daily; 'beatcop jobs' lists them\n");
    assertThat(pause.code()).isEqualTo(1);
  }

  @Test
  void aLeaseWithoutASharedScheduleIsOneSentence() {
    redis.command("DEL", SCHEDULE);

    for (Beatcop said : new Beatcop[] {beatcop("jobs"), beatcop("trigger", "x")}) {
      assertThat(said.code()).isEqualTo(1);
      assertThat(said.err())
          .isEqualTo(
              "beatcop: nightly: its nodes share no schedule: with a RAMJobStore, each has one of"
                  + " its own in its memory\n");
    }
  }

  @Test
  void whatNoNodeHasWrittenIsOneSentence() {
    put("head", "nonsense");

    Beatcop jobs = beatcop("jobs");

    assertThat(jobs.code()).isEqualTo(78);
    assertThat(jobs.err()).contains("delete the keys {nightly}:schedule").hasLineCount(1);
  }

  @Test
  void progressThatNoNodeHasWrittenIsLeftOut() {
    redis.command("HSET", "{nightly}:progress", "t:reports/at three", "2 {nonsense");
    redis.command("HSET", "{nightly}:progress", "t:", "");

    assertThat(beatcop("jobs").out()).contains("waiting  2025-11-24 16:00:00  -");
  }

  @Test
  void progressOfATriggerThatWasThereBeforeIsLeftOut() {
    redis.command("HSET", "{nightly}:progress", "t:reports/at three", "1 {\"next\":0}");

    assertThat(beatcop("jobs").out()).contains("waiting  2025-11-24 16:00:00  -");
  }

  @Test
  void aQuorumHasNoSharedSchedule() {
    Beatcop jobs =
        Beatcop.run(
            Map.of(), "jobs", "--redis", "redis+quorum://a:1,b:2,c:3", "--lease", "nightly");

    assertThat(jobs.code()).isEqualTo(78);
    assertThat(jobs.err()).contains("must be one Redis, and no quorum").hasLineCount(1);
  }

  @Test
  void aMissingRightIsOneSentence() {
    redis.command(
        "ACL", "SETUSER", "poor", "on", ">secret", "~*", "&*", "+@all", "-hscan", "-hget");

    Beatcop jobs =
        Beatcop.run(
            Map.of(),
            "jobs",
            "--redis",
            redis.uri().replace("redis://", "redis://poor:secret@"),
            "--lease",
            "nightly");

    assertThat(jobs.code()).isEqualTo(78);
    assertThat(jobs.err()).hasLineCount(1).doesNotContain("secret@");
  }
}
