package io.beatcop.redis.connect;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * As many connections to Redis as there are threads that ask at one time.
 *
 * <p>Any thread may run a script; none waits for another. A connection that failed is closed, and
 * opened anew when it is needed again.
 */
public final class RedisPool implements AutoCloseable {

  private final RedisSettings settings;
  private final Route route;
  private final Duration timeout;
  private final ConcurrentLinkedDeque<RedisConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /**
   * Makes a pool without connections.
   *
   * @param settings where Redis is
   * @param timeout how long to wait for a connection, and for an answer
   */
  public RedisPool(RedisSettings settings, Duration timeout) {
    JedisVersion.check();
    this.settings = settings;
    this.route = Route.of(settings, timeout);
    this.timeout = timeout;
  }

  /**
   * Runs a script.
   *
   * @param script the script
   * @param keys its keys, the lease first
   * @param arguments its arguments
   * @return the reply, or what went wrong
   */
  public RedisReply run(Script script, List<String> keys, List<String> arguments) {
    return run(new ScriptCall(script, keys, arguments, "", false));
  }

  /**
   * Runs a script whose reply counts, if it begins with a certain word, only once the replicas that
   * are to be waited for have what it wrote (L10).
   *
   * @param script the script
   * @param keys its keys, the lease first
   * @param arguments its arguments
   * @param word the first element of such a reply
   * @return the reply, or what went wrong
   */
  public RedisReply runReplicated(
      Script script, List<String> keys, List<String> arguments, String word) {
    return run(new ScriptCall(script, keys, arguments, word, false));
  }

  private RedisReply run(ScriptCall call) {
    if (closed) {
      return new RedisReply.Failure(new LeaseAnswer.Unavailable("the connections are closed"));
    }
    RedisConnection connection = idle.pollFirst();
    if (connection == null) {
      connection = new RedisConnection(settings, route, timeout);
    }
    RedisReply reply = connection.run(call);
    if (reply instanceof RedisReply.Failure) {
      // The idle ones lead to the same server: each would fail once more before it is opened anew.
      closeIdle();
    }
    idle.addFirst(connection);
    if (closed) {
      closeIdle();
    }
    return reply;
  }

  /** Closes the idle connections; a busy one closes when it is done. */
  @Override
  public void close() {
    closed = true;
    closeIdle();
  }

  private void closeIdle() {
    for (RedisConnection c = idle.pollFirst(); c != null; c = idle.pollFirst()) {
      c.close();
    }
  }
}
