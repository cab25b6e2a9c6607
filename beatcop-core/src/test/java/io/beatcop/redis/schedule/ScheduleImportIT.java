package io.beatcop.redis.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An import writes many items in few changes, and leaves what is there. */
class ScheduleImportIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final ItemName TRIGGER = ItemName.of(ItemName.TRIGGER, "g/t");

  private ScheduleImport target;

  @BeforeEach
  void anEmptyRedis() {
    redis.start();
    redis.command("FLUSHALL");
    target =
        new ScheduleImport(
            LeaseSettings.of("nightly", Duration.ofSeconds(6)),
            RedisSettings.parse(redis.uri()),
            "source");
  }

  @AfterEach
  void close() {
    target.close();
  }

  private static Map<ItemName, String> jobs(int count) {
    Map<ItemName, String> items = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      items.put(ItemName.of(ItemName.JOB, "g/" + i), "{\"class\":\"A\"}");
    }
    return items;
  }

  private static List<?> changes() {
    return (List<?>) redis.command("LRANGE", "{nightly}:changes", "0", "-1").orElseThrow();
  }

  @Test
  void aTriggerAndItsStateAreInOneChange() {
    Map<ItemName, String> items = jobs(499);
    items.put(TRIGGER, "{\"jobGroup\":\"g\",\"job\":\"0\"}");
    items.put(TRIGGER.as(ItemName.STATE), "paused");
    items.put(ItemName.of(ItemName.PAUSED_TRIGGERS, "g/"), "");

    target.write(items);

    assertThat(changes()).hasSize(2);
    assertThat(changes().get(0).toString()).contains("\n+t:g/t\n").contains("\n+s:g/t\npaused");
    assertThat(changes().get(1).toString()).contains("\n+g:g/\n").doesNotContain("+s:");
    assertThat(target.isDone()).isTrue();
  }

  @Test
  void whatIsThereStaysAndSoDoesItsState() {
    target.write(Map.of(TRIGGER, "{\"jobGroup\":\"g\",\"job\":\"0\"}"));
    Map<ItemName, String> items = jobs(1);
    items.put(TRIGGER, "{\"jobGroup\":\"g\",\"job\":\"0\",\"priority\":9}");
    items.put(TRIGGER.as(ItemName.STATE), "paused");
    assertThat(target.missing(items)).isEqualTo(1);

    target.write(items);

    assertThat(redis.command("HGET", "{nightly}:schedule", "t:g/t").toString())
        .doesNotContain("priority");
    assertThat(redis.command("HEXISTS", "{nightly}:schedule", "s:g/t")).contains(0L);
    assertThat(redis.command("HGET", "{nightly}:schedule", "j:g/0")).isPresent();
  }

  @Test
  void anImportIsNotDoneBeforeItsEnd() {
    assertThat(target.isDone()).isFalse();
  }
}
