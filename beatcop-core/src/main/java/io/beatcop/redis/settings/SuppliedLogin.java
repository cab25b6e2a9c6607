package io.beatcop.redis.settings;

import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A login that a program supplies. */
record SuppliedLogin(Supplier<RedisLogin> supplier) implements LoginSource {

  @Override
  public RedisLogin now(Duration atMost) {
    try {
      return supplier.get();
    } catch (SettingException e) {
      throw e;
    } catch (RuntimeException e) {
      // Without its message, which may have the secret in it.
      throw new JedisConnectionException(
          "the supplier of the login failed: " + e.getClass().getName());
    }
  }
}
