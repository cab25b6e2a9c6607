package io.beatcop.quartz.shared.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** Where somebody else has put another type of value, a script writes nothing, and not a half. */
class ForeignKeysIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final JobKey JOB = new JobKey("j", "g");

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
  }

  private static RedisPool pool() {
    return new RedisPool(RedisSettings.parse(redis.uri()), Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{nightly}:changes", "{nightly}:progress"})
  void aChangeIsNotWrittenByHalves(String key) {
    redis.command("SET", key, "foreign");
    Change change =
        new Change(
            "c1",
            Map.of(
                Item.of(new TriggerKey("t", "g")),
                Optional.of("{\"jobGroup\":\"g\",\"job\":\"j\"}")));

    try (RedisSchedule schedule = new RedisSchedule(pool(), "nightly", "me", 0)) {
      assertThat(schedule.write(Version.NONE, change)).isInstanceOf(ScheduleAnswer.Unknown.class);
    }
    assertThat(redis.command("EXISTS", "{nightly}:schedule")).contains(0L);
  }

  @Test
  void aMarkIsNotWrittenWithoutItsEnd() {
    redis.command("SET", "{nightly}:exclusive", "foreign");

    try (RedisPool pool = pool()) {
      RedisMarks marks = new RedisMarks(pool, "nightly", "me", "none", Duration.ofSeconds(2));
      assertThat(marks.keep(Map.of("run", JOB), Map.of())).isEmpty();
    }
    assertThat(redis.command("EXISTS", "{nightly}:exclusive:me")).contains(0L);
  }
}
