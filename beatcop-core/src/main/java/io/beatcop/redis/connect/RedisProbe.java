package io.beatcop.redis.connect;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * One connection for an operator's plain commands, one at a time, to see what a server is, allows
 * and does. The lease itself never uses it.
 *
 * <p>A failure throws a {@link RedisUnavailableException}, or a {@link
 * io.beatcop.lease.SettingException} if only another setting can fix it. An error reply is an
 * answer.
 */
public final class RedisProbe implements AutoCloseable {

  /**
   * The reply of a server.
   *
   * @param words the elements of its reply, nested ones one after the other, null left out
   * @param error the error, if it replied one instead
   */
  public record Reply(List<String> words, Optional<String> error) {

    /** Copies the list. */
    public Reply {
      words = List.copyOf(words);
    }

    /**
     * The reply, if it is one word or number.
     *
     * @return the word; empty for an error or null
     */
    public Optional<String> word() {
      return words.stream().findFirst();
    }
  }

  private final RedisSettings settings;
  private final Connection connection;

  private RedisProbe(RedisSettings settings, Connection connection) {
    this.settings = settings;
    this.connection = connection;
  }

  /**
   * Connects, and logs in. Of several servers it takes the one that keeps the lease now.
   *
   * @param settings where Redis is; the members of a quorum must be asked one by one
   * @param timeout how long to wait for a connection, and for each answer
   * @param lease the lease, for messages
   * @return the open connection
   */
  public static RedisProbe connect(RedisSettings settings, Duration timeout, String lease) {
    JedisVersion.check();
    Route route = Route.of(settings, timeout);
    try {
      return new RedisProbe(settings, owner(route.connect(), route, lease));
    } catch (JedisDataException e) {
      throw thrown(RedisErrors.reply(String.valueOf(e.getMessage()), lease, settings));
    } catch (JedisException e) {
      throw thrown(RedisErrors.failure(e, settings));
    }
  }

  /** The connection to the node that keeps the lease, in a cluster; else the first. */
  private static Connection owner(Connection first, Route route, String lease) {
    try {
      // Only a redirection matters. GET could return a value of any length.
      first.sendCommand(Command.PTTL, lease);
      Object unused = first.getOne();
      return first;
    } catch (JedisMovedDataException e) {
      RedisConnection.closeQuietly(first);
      route.moved(new RedisAddress.Tcp(e.getTargetNode().getHost(), e.getTargetNode().getPort()));
      return route.connect();
    } catch (JedisDataException e) {
      // A missing right, or a key of another type: the next command will tell.
      return first;
    }
  }

  /**
   * Sends a command, and waits for the reply.
   *
   * @param command its words
   * @return the reply
   */
  public Reply ask(String... command) {
    ProtocolCommand name = () -> command[0].getBytes(StandardCharsets.UTF_8);
    try {
      connection.sendCommand(name, Arrays.copyOfRange(command, 1, command.length));
      List<String> words = new ArrayList<>();
      flatten(connection.getOne(), words);
      return new Reply(words, Optional.empty());
    } catch (JedisDataException e) {
      return new Reply(List.of(), Optional.of(String.valueOf(e.getMessage())));
    } catch (JedisException e) {
      throw thrown(RedisErrors.failure(e, settings));
    }
  }

  private static void flatten(@Nullable Object reply, List<String> words) {
    if (reply instanceof List<?> elements) {
      elements.forEach(element -> flatten(element, words));
    } else if (reply instanceof byte[] text) {
      words.add(new String(text, StandardCharsets.UTF_8));
    } else if (reply != null) {
      words.add(reply.toString());
    }
  }

  /** The exception of a failure, for the tools of operators. */
  public static RuntimeException thrown(LeaseAnswer failure) {
    return failure instanceof LeaseAnswer.Refused refused
        ? refused.reason()
        : new RedisUnavailableException(((LeaseAnswer.Unavailable) failure).reason());
  }

  @Override
  public void close() {
    RedisConnection.closeQuietly(connection);
  }
}
