package io.beatcop.spring;

import io.beatcop.lease.Grant;
import io.beatcop.redis.GuardedScript;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The handled times of the methods of one lease, in a hash beside it. */
final class RedisHandledTimes implements HandledTimes, AutoCloseable {

  /**
   * Asks for the time last: an old Redis lets no script write after that. It writes the same again,
   * so that a repeated question waits for the replicas as the first one did.
   */
  static final String LUA =
      """
      local last = redis.call('HMGET', KEYS[1], ARGV[1])[1]
      if tonumber(ARGV[2]) >= (tonumber(last or '') or 0) then
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
      end
      local time = redis.call('TIME')
      return {last or '', time[1], time[2]}
      """;

  private final GuardedScript script;
  private final String key;

  RedisHandledTimes(GuardedScript script, String key) {
    this.script = script;
    this.key = key;
  }

  @Override
  public KnownTimes advance(Grant grant, String method, long handledMillis) {
    List<String> reply =
        script.run(grant, List.of(key), List.of(method, String.valueOf(handledMillis)));
    return new KnownTimes(
        last(reply.get(0)),
        TimeUnit.SECONDS.toMillis(Long.parseLong(reply.get(1)))
            + TimeUnit.MICROSECONDS.toMillis(Long.parseLong(reply.get(2))));
  }

  /** Somebody else's text counts as none, as in the script. */
  private static long last(String text) {
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
