package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.connect.Script;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts use nothing that Redis 2.6.12 did not have (L2). */
class ScriptCommandsTest {

  /** With the release that brought it, where that is later than 2.6.0. */
  private static final Set<String> KNOWN =
      // SET takes NX and PX since 2.6.12.
      Set.of(
          "GET",
          "SET",
          "DEL",
          "HDEL",
          "MGET",
          "MSET",
          "PTTL",
          "PEXPIRE",
          "INFO",
          "PUBLISH",
          "HMGET",
          "TIME",
          "LINDEX",
          "LPUSH",
          "LRANGE",
          "LSET",
          "LTRIM",
          "ZADD",
          "ZREM",
          "ZREMRANGEBYRANK",
          "ZREMRANGEBYSCORE",
          "ZREVRANGE");

  private static final Pattern CALL = Pattern.compile("redis\\.p?call\\(\\s*'(\\w+)'");
  private static final Pattern ANY_CALL = Pattern.compile("redis\\.\\w+");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acquire",
        "renew",
        "release",
        "look",
        "describe",
        "history",
        "overdue",
        "pause",
        "resume",
        "step-down",
        "leave-group"
      })
  void aScriptCallsOnlyWhatTheOldestRedisKnows(String name) {
    String text = Script.of(RedisLeaseStore.class, name).text();

    List<String> commands = CALL.matcher(text).results().map(call -> call.group(1)).toList();

    assertThat(KNOWN).containsAll(commands);
    assertThat(ANY_CALL.matcher(text).results().count()).isEqualTo(commands.size());
    assertThat(text).doesNotContain("KEEPTTL", "'GET', 'PX'", "'EXAT'", "'PXAT'");
  }
}
