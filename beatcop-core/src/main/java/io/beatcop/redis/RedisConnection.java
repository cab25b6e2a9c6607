package io.beatcop.redis;

import io.beatcop.lease.LeaseAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection to Redis that runs scripts, one at a time, and is opened anew after each failure.
 *
 * <p>It is one connection and no pool so that no failure goes unseen: whoever asks learns that the
 * server may have changed since. After a timeout the connection is closed, or the late reply would
 * answer the next request (S7).
 */
final class RedisConnection implements AutoCloseable {

  private final RedisSettings settings;
  private final Duration timeout;
  private final String lease;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  RedisConnection(RedisSettings settings, Duration timeout, String lease) {
    this.settings = settings;
    this.timeout = timeout;
    this.lease = lease;
  }

  /** Runs a script. The first key is the lease, so that a proxy or cluster routes by it. */
  synchronized RedisReply run(Script script, List<String> keys, List<String> arguments) {
    try {
      return new RedisReply.Fields(fields(evaluate(opened(), script, keys, arguments)));
    } catch (JedisDataException e) {
      String error = String.valueOf(e.getMessage());
      if (mayHaveMoved(error)) {
        disconnect();
      }
      return new RedisReply.Failure(RedisErrors.reply(error, lease, settings));
    } catch (JedisException e) {
      disconnect();
      return new RedisReply.Failure(RedisErrors.failure(e, settings));
    }
  }

  /** A demoted master, or a proxy that lost its server: the next try should go elsewhere (S7). */
  private static boolean mayHaveMoved(String error) {
    return error.contains("READONLY") || error.startsWith("ERR Connection");
  }

  private static Object evaluate(
      Connection connection, Script script, List<String> keys, List<String> arguments) {
    try {
      return send(connection, Command.EVALSHA, script.sha(), keys, arguments);
    } catch (JedisDataException e) {
      // NOSCRIPT is a clean «did not run»: Redis restarted, or forgot its scripts.
      if (!String.valueOf(e.getMessage()).toUpperCase(Locale.ROOT).contains("NOSCRIPT")) {
        throw e;
      }
      return send(connection, Command.EVAL, script.text(), keys, arguments);
    }
  }

  private static Object send(
      Connection connection,
      ProtocolCommand command,
      String script,
      List<String> keys,
      List<String> arguments) {
    List<String> words = new ArrayList<>(2 + keys.size() + arguments.size());
    words.add(script);
    words.add(String.valueOf(keys.size()));
    words.addAll(keys);
    words.addAll(arguments);
    connection.sendCommand(command, words.toArray(String[]::new));
    return connection.getOne();
  }

  private static List<String> fields(Object reply) {
    List<String> fields = new ArrayList<>();
    for (Object field : (List<?>) reply) {
      fields.add(
          field instanceof byte[] text
              ? new String(text, StandardCharsets.UTF_8)
              : String.valueOf(field));
    }
    return fields;
  }

  private Connection opened() {
    Connection current = connection;
    if (current == null) {
      if (closed) {
        throw new JedisException("the connection is closed");
      }
      current = open(timeout);
      connection = current;
      if (closed) {
        // Closed while it was being opened: nobody else will close this one.
        disconnect();
      }
    }
    return current;
  }

  /** Opens another connection to the same place, for its caller to close. */
  Connection open(Duration readTimeout) {
    return new Connection(
        new HostAndPort(settings.host(), settings.port()), new Config(readTimeout));
  }

  private void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      closeQuietly(current);
    }
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (JedisException e) {
      // It is being given up because it is broken; there is nothing left to say about it.
    }
  }

  /** May be called while a script runs: its caller is answered with a failure. */
  @Override
  public void close() {
    closed = true;
    disconnect();
  }

  /** Text that says where this goes, without secrets. */
  @Override
  public String toString() {
    return settings.toString();
  }

  LeaseAnswer failure(Exception e) {
    return RedisErrors.failure(e, settings);
  }

  /**
   * What Jedis is to do on a new connection: log in and choose the database, and nothing else. No
   * HELLO and no CLIENT SETINFO, which old servers and proxies hang up on (L2).
   */
  private final class Config implements JedisClientConfig {

    private final int readTimeoutMillis;

    Config(Duration readTimeout) {
      this.readTimeoutMillis = millis(readTimeout);
    }

    private static int millis(Duration duration) {
      return (int) Math.max(1, duration.toMillis());
    }

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
      return millis(timeout);
    }

    @Override
    public int getSocketTimeoutMillis() {
      return readTimeoutMillis;
    }

    @Override
    public @Nullable String getUser() {
      return settings.user().orElse(null);
    }

    @Override
    public @Nullable String getPassword() {
      return settings.password().orElse(null);
    }

    @Override
    public int getDatabase() {
      return settings.database();
    }

    @Override
    public boolean isSsl() {
      return settings.tls();
    }
  }
}
