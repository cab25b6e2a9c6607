package io.beatcop.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** One command on a connection of its own. */
final class RedisCommand {

  private RedisCommand() {}

  static Optional<Object> send(int port, Duration limit, String... words) {
    try (Connection connection = connect(port, limit)) {
      byte[] name = words[0].getBytes(StandardCharsets.UTF_8);
      connection.sendCommand(() -> name, Arrays.copyOfRange(words, 1, words.length));
      return decoded(connection.getOne());
    }
  }

  static boolean isAnswered(int port, Duration limit) {
    try {
      return send(port, limit, "PING").isPresent();
    } catch (JedisConnectionException e) {
      // No answer is what was asked for.
      return false;
    } catch (JedisDataException e) {
      return !String.valueOf(e.getMessage()).startsWith("LOADING");
    }
  }

  private static Connection connect(int port, Duration limit) {
    return new Connection(
        new HostAndPort(RedisServer.HOST, port), new Config(Math.toIntExact(limit.toMillis())));
  }

  /**
   * No HELLO and no CLIENT SETINFO: a test that counts commands or connections sees only its own.
   *
   * <p>Not from Jedis's builder, which needs another method for that in Jedis 8 than in Jedis 7.
   */
  private record Config(int limitMillis) implements JedisClientConfig {

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
      return limitMillis;
    }

    @Override
    public int getSocketTimeoutMillis() {
      return limitMillis;
    }
  }

  private static Optional<Object> decoded(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
    if (reply instanceof List<?> list) {
      return Optional.of(list.stream().map(RedisCommand::element).toList());
    }
    return Optional.ofNullable(reply);
  }

  private static Object element(@Nullable Object reply) {
    Optional<Object> decoded = decoded(reply);
    return decoded.isPresent() ? decoded.get() : decoded;
  }
}
