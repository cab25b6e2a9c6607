package io.beatcop.redis;

import io.beatcop.lease.Internal;
import io.beatcop.redis.connect.RedisConnection;
import io.beatcop.redis.connect.Route;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;

/**
 * Listens to a channel, on a connection and a thread of its own, until it is closed.
 *
 * <p>A message is only a hint: one may be lost, and an ACL or a proxy may keep all of them away.
 * After a new connection the listener is woken once, since it may have missed one.
 */
@Internal
public final class RedisChannel implements AutoCloseable {

  private final RedisConnection redis;
  private final ReleaseSignal signal;

  /**
   * Begins to listen.
   *
   * @param settings where Redis is
   * @param timeout how long to wait for a connection
   * @param silence how long a connection may be broken before it is given up
   * @param channel the channel
   * @param wake called on a thread of this channel for each message; it must not block
   */
  public RedisChannel(
      RedisSettings settings, Duration timeout, Duration silence, String channel, Runnable wake) {
    this.redis = new RedisConnection(settings, Route.of(settings, timeout), timeout);
    this.signal = new ReleaseSignal(redis, channel, silence, () -> true);
    signal.addUnpaced(channel, wake);
  }

  @Override
  public void close() {
    signal.close();
    redis.close();
  }
}
