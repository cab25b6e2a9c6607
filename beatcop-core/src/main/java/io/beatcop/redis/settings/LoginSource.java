package io.beatcop.redis.settings;

import java.time.Duration;

/**
 * Says who logs in, asked anew for each connection, so that a password can change without a restart
 * (S-k).
 */
@FunctionalInterface
public interface LoginSource {

  /**
   * Who logs in now.
   *
   * @param atMost how long it may take to find out
   * @throws io.beatcop.lease.SettingException if only a user can change that it can't be found out
   * @throws redis.clients.jedis.exceptions.JedisException if it may be found out later
   */
  RedisLogin now(Duration atMost);
}
