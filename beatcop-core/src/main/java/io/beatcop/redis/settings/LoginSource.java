package io.beatcop.redis.settings;

import java.time.Duration;

/**
 * The source of a login. It is asked anew for each connection, so that a password can change
 * without a restart (S-k).
 */
@FunctionalInterface
public interface LoginSource {

  /**
   * The login for a connection that is opened now.
   *
   * @param atMost how long it may take to find out
   * @throws io.beatcop.lease.SettingException if only a user can fix that there is no login
   * @throws redis.clients.jedis.exceptions.JedisException if there may be a login later
   */
  RedisLogin now(Duration atMost);
}
