package io.beatcop.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
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

  // No HELLO and no CLIENT SETINFO: a test that counts commands or connections sees only its own.
  private static Connection connect(int port, Duration limit) {
    DefaultJedisClientConfig config =
        DefaultJedisClientConfig.builder()
            .serverDefaultProtocol()
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .timeoutMillis(Math.toIntExact(limit.toMillis()))
            .build();
    return new Connection(new HostAndPort(RedisServer.HOST, port), config);
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
