package io.beatcop.redis;

import io.beatcop.lease.LeaseAnswer;
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
  private final Duration timeout;
  private final String lease;
  private final ConcurrentLinkedDeque<RedisConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /**
   * Makes a pool without connections.
   *
   * @param settings where Redis is
   * @param timeout how long to wait for a connection, and for an answer
   * @param lease the lease that it is for, to be named in messages
   */
  public RedisPool(RedisSettings settings, Duration timeout, String lease) {
    this.settings = settings;
    this.timeout = timeout;
    this.lease = lease;
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
    if (closed) {
      return new RedisReply.Failure(new LeaseAnswer.Unavailable("the connections are closed"));
    }
    RedisConnection connection = idle.pollFirst();
    if (connection == null) {
      connection = new RedisConnection(settings, timeout, lease);
    }
    try {
      return connection.run(script, keys, arguments);
    } finally {
      idle.addFirst(connection);
      if (closed) {
        close();
      }
    }
  }

  /** Closes what is idle; what is under way is closed when it is done. */
  @Override
  public void close() {
    closed = true;
    for (RedisConnection c = idle.pollFirst(); c != null; c = idle.pollFirst()) {
      c.close();
    }
  }
}
