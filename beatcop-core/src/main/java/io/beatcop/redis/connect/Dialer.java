package io.beatcop.redis.connect;

import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisLogin;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.socket.Sockets;
import java.time.Duration;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Opens connections that are logged in.
 *
 * @param timeout how long to wait for a connection, and then for each answer
 */
record Dialer(RedisSettings settings, Duration timeout) {

  /** The same with a part of the timeout, for one of several servers that may be asked in turn. */
  Dialer sharedBy(int count) {
    return new Dialer(settings, timeout.dividedBy(count));
  }

  /** Connects to a server that may keep the lease. */
  Connection dial(RedisAddress address) {
    RedisLogin login = settings.loginNow(timeout);
    Connection connection = dial(address, login, settings.database());
    try {
      if (login.password().isEmpty()) {
        greet(connection);
      }
      settings.clientName().ifPresent(name -> call(connection, name));
      return connection;
    } catch (JedisException e) {
      RedisConnection.closeQuietly(connection);
      throw e;
    }
  }

  Connection dial(RedisAddress address, RedisLogin login, int database) {
    int millis = (int) Math.max(1, timeout.toMillis());
    return DialedConnection.open(
        new Sockets(address, settings.tls(), millis), new LoginConfig(login, database, millis));
  }

  /**
   * Learns whether the server wants a password. A long command would tell it too, but then the
   * server hangs up at once, and sometimes its answer is lost (S-l).
   */
  private static void greet(Connection connection) {
    try {
      connection.sendCommand(Command.PING);
      connection.getOne();
    } catch (JedisDataException e) {
      if (RedisErrors.isAboutLogin(String.valueOf(e.getMessage()))) {
        throw e;
      }
      // A server that loads, or a user without the right: the next command will tell.
    }
  }

  private static void call(Connection connection, String name) {
    try {
      connection.sendCommand(Command.CLIENT, "SETNAME", name);
      connection.getOne();
    } catch (JedisDataException e) {
      // An old server, or a user without the right: the connection has no name then.
    }
  }
}
