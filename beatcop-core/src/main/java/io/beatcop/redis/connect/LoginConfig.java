package io.beatcop.redis.connect;

import io.beatcop.redis.settings.RedisLogin;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;

/**
 * Tells Jedis what to do on a new connection: log in and choose the database, and nothing else. It
 * sends no HELLO and no CLIENT SETINFO, since old servers and proxies hang up then (L2).
 */
record LoginConfig(RedisLogin login, int database, int timeoutMillis) implements JedisClientConfig {

  @Override
  public @Nullable RedisProtocol getRedisProtocol() {
    return null;
  }

  @Override
  public boolean isAutoNegotiateProtocol() {
    return false;
  }

  @Override
  public ClientSetInfoConfig getClientSetInfoConfig() {
    return ClientSetInfoConfig.DISABLED;
  }

  @Override
  public int getConnectionTimeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public int getSocketTimeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public @Nullable String getUser() {
    return login.user().orElse(null);
  }

  @Override
  public @Nullable String getPassword() {
    return login.password().orElse(null);
  }

  @Override
  public int getDatabase() {
    return database;
  }
}
