package io.beatcop.quartz.shared.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.quartz.shared.store.ScheduleStore.Progress;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.Script;
import io.beatcop.redis.schedule.ScheduleTexts;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** The rights that docs/redis.md gives a shared schedule are enough, and all needed. */
class ScheduleRightsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final JobKey JOB = new JobKey("j", "g");
  private static final TriggerKey TRIGGER = new TriggerKey("t", "g");
  private static final String TEXT = "{\"jobGroup\":\"g\",\"job\":\"j\"}";

  @BeforeEach
  void aUserWithTheDocumentedRights() {
    redis.command("FLUSHALL");
    redis.command("SCRIPT", "FLUSH");
    redis.command("SET", "nightly", "me");
    redis.command("ACL", "DELUSER", "app");
    redis.command(
        Stream.of(
                ("ACL SETUSER app resetchannels on >secret ~nightly ~{nightly}:*"
                        + " &{nightly}:released:* &{nightly}:changed:* +eval +evalsha +get +set"
                        + " +del +pttl +pexpire +info +publish +subscribe"
                        + " +hget +hset +hdel +hscan +hmget +hkeys +rpush +ltrim +lrange +rename")
                    .split(" ", -1))
            .toArray(String[]::new));
  }

  /** Whether all that a node asks of the schedule is done. */
  private static boolean works() {
    String uri = redis.uri().replace("redis://", "redis://app:secret@");
    RedisPool pool = new RedisPool(RedisSettings.parse(uri), Duration.ofSeconds(2));
    Change put = new Change("c1", Map.of(Item.of(TRIGGER), Optional.of(TEXT)));
    Change removed = new Change("c2", Map.of(Item.stateOf(TRIGGER), Optional.empty()));
    Version first = Version.NONE.after("c1");
    ScheduleState restored = new ScheduleState();
    restored.set(Item.of(TRIGGER), Optional.of(new Entry(1, TEXT)));
    restored.is(new Version(9, "c9"));
    RedisMarks marks = new RedisMarks(pool, "nightly", "me", "none", Duration.ofSeconds(2));
    try (RedisSchedule schedule = new RedisSchedule(pool, "nightly", "me", 0)) {
      return schedule.write(Version.NONE, put) instanceof ScheduleAnswer.Done
          && schedule.write(first, removed) instanceof ScheduleAnswer.Done
          && schedule.since(first) instanceof ScheduleAnswer.Changes changes
          && changes.changes().equals(List.of(removed))
          && schedule.load().filter(read -> read.state().has(Item.of(TRIGGER))).isPresent()
          && schedule.note(7, Map.of(TRIGGER, new Progress(1, "{}"))) instanceof ScheduleAnswer.Done
          && schedule.progress().filter(all -> all.size() == 1).isPresent()
          && schedule.progressOf(List.of(TRIGGER)).filter(all -> all.size() == 1).isPresent()
          && marks.keep(Map.of("run", JOB), Map.of("ended", JOB)).filter(Map::isEmpty).isEmpty()
          && new RedisMarks(pool, "nightly", "other", "none", Duration.ofSeconds(2))
              .ofOthers()
              .filter(Set.of(JOB)::equals)
              .isPresent()
          && schedule.restore(7, first.after("c2"), restored) instanceof ScheduleAnswer.Done;
    }
  }

  @Test
  void theDocumentedRightsAreEnough() {
    assertThat(works()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-hget", "-hset", "-hdel", "-hscan", "-hmget", "-hkeys", "-rpush", "-ltrim", "-lrange",
        "-rename"
      })
  void withoutOneOfThemTheScheduleIsNotShared(String right) {
    redis.command("ACL", "SETUSER", "app", right);

    assertThat(works()).isFalse();
  }

  static Stream<Script> scripts() {
    return Stream.of(
        Script.of(ScheduleTexts.class, "write-schedule"),
        Script.of(ScheduleTexts.class, "read-changes"),
        Script.of(ScheduleTexts.class, "page-schedule"),
        Script.of(RedisSchedule.class, "restore-schedule"),
        Script.of(RedisSchedule.class, "write-progress"),
        Script.of(RedisSchedule.class, "look-progress"),
        Script.of(RedisMarks.class, "keep-marks"),
        Script.of(RedisMarks.class, "look-marks"));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void aScriptCallsOnlyWhatTheOldestRedisKnows(Script script) {
    assertThat(Pattern.compile("redis\\.p?call\\(\\s*'(\\w+)'").matcher(script.text()).results())
        .isNotEmpty()
        .extracting(call -> call.group(1))
        .isSubsetOf(
            "GET", "HGET", "HSET", "HDEL", "HMGET", "HGETALL", "HKEYS", "HSCAN", "RPUSH", "LTRIM",
            "LRANGE", "PUBLISH", "DEL", "RENAME", "PEXPIRE");
  }
}
