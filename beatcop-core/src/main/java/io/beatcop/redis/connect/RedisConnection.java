package io.beatcop.redis.connect;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * One connection to Redis that runs scripts, one at a time, and is opened anew after each failure.
 *
 * <p>It is one connection and no pool so that no failure goes unseen: whoever asks learns that the
 * server may have changed since. After a timeout the connection is closed, or the late reply would
 * answer the next request (S7). No request is sent again unless a server said that it did not run.
 */
public final class RedisConnection implements AutoCloseable {

  private static final Duration LOGIN_FLOOR = Duration.ofMillis(250);

  private final RedisSettings settings;
  private final Route route;
  private final Duration timeout;
  private final String lease;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;
  private boolean failed;
  private volatile Runnable onReopen = () -> {};
  private Optional<RedisReply> refusal = Optional.empty();
  private long refusedNanos;

  public RedisConnection(RedisSettings settings, Route route, Duration timeout, String lease) {
    this.settings = settings;
    this.route = route;
    this.timeout = timeout;
    this.lease = lease;
  }

  /** What to do when it has been opened again after a failure: the server may be another one. */
  public void onReopen(Runnable action) {
    onReopen = action;
  }

  /** Runs a script. Its first key is the lease, so that a proxy or a cluster routes by it. */
  public synchronized RedisReply run(ScriptCall call) {
    if (refusal.isPresent() && Stopwatch.nanos() - refusedNanos < floorNanos()) {
      return refusal.get();
    }
    refusal = Optional.empty();
    try {
      return asked(call);
    } catch (JedisDataException e) {
      String error = String.valueOf(e.getMessage());
      RedisReply failure = new RedisReply.Failure(RedisErrors.reply(error, lease, settings));
      if (RedisErrors.isAboutLogin(error)) {
        // The next connection logs in anew, by what is the password then (S-k).
        failed();
        refusal = Optional.of(failure);
        refusedNanos = Stopwatch.nanos();
      } else if (mayHaveMoved(error)) {
        failed();
      }
      return failure;
    } catch (JedisException e) {
      failed();
      return new RedisReply.Failure(RedisErrors.failure(e, settings));
    } catch (SettingException e) {
      failed();
      return new RedisReply.Failure(new LeaseAnswer.Refused(e));
    }
  }

  /** Between two attempts to log in: a node that nears its deadline asks ever more often (S-l). */
  private long floorNanos() {
    return Math.min(LOGIN_FLOOR.toNanos(), timeout.toNanos() / 2);
  }

  /**
   * Whether the connection was closed while it was idle, as proxies do. Nothing was sent on it, so
   * this is no failure; the next request opens another, perhaps to another server. To be asked only
   * while no answer is awaited.
   */
  public synchronized boolean wasCut() {
    if (connection instanceof DialedConnection idle && idle.isClosedByPeer()) {
      disconnect();
      // Whoever follows this connection must look where it leads now.
      failed = true;
      return true;
    }
    return false;
  }

  private RedisReply asked(ScriptCall call) {
    boolean fresh = connection == null;
    try {
      return answer(opened(), call);
    } catch (JedisRedirectionException e) {
      if (!(settings.topology() instanceof Cluster)) {
        throw e;
      }
      RedisAddress.Tcp owner = target(e);
      if (e instanceof JedisAskDataException) {
        try (Connection asked = route.connectTo(owner)) {
          return answer(asked, call.asked());
        }
      }
      disconnect();
      route.moved(owner);
      if (e instanceof JedisMovedDataException && fresh) {
        return answer(opened(), call);
      }
      // A server that has answered before: another one's memory may lack what this one told, so
      // the change has to be seen as a failure (S9).
      throw e;
    }
  }

  private RedisReply answer(Connection on, ScriptCall call) {
    List<String> fields = call.on(on);
    if (settings.waitForReplicas() > 0 && call.isReplicated(fields)) {
      long replicas = replicas(on);
      if (replicas < settings.waitForReplicas()) {
        // It was carried out, and is no grant: the server that takes over may not know of it.
        return new RedisReply.Failure(
            new LeaseAnswer.Unavailable(
                "%s: %d of %d replicas have confirmed it in time"
                    .formatted(settings, replicas, settings.waitForReplicas())));
      }
    }
    return new RedisReply.Fields(fields);
  }

  /**
   * How many replicas have all that this connection wrote. Waited for during half of the timeout:
   * servers look only every tenth of a second whether they have waited long enough.
   */
  private long replicas(Connection on) {
    String millis = String.valueOf(Math.max(1, timeout.toMillis() / 2));
    on.sendCommand(Command.WAIT, String.valueOf(settings.waitForReplicas()), millis);
    return on.getIntegerReply();
  }

  /** A demoted master, one that is cut off, a proxy that lost its server: try elsewhere (S7). */
  private static boolean mayHaveMoved(String error) {
    return error.contains("READONLY")
        || error.contains("MASTERDOWN")
        || error.contains("CLUSTERDOWN")
        || error.startsWith("ERR Connection");
  }

  private static RedisAddress.Tcp target(JedisRedirectionException e) {
    HostAndPort node = e.getTargetNode();
    return new RedisAddress.Tcp(node.getHost(), node.getPort());
  }

  private Connection opened() {
    Connection current = connection;
    if (current == null) {
      if (closed) {
        throw new JedisException("the connection is closed");
      }
      current = route.connect();
      connection = current;
      if (closed) {
        // Closed while it was being opened: nobody else will close this one.
        disconnect();
      }
      if (failed) {
        failed = false;
        onReopen.run();
      }
    }
    return current;
  }

  /** Opens another connection to the same place, for its caller to close. */
  public Connection another() {
    return route.connect();
  }

  private void failed() {
    failed = true;
    disconnect();
    route.failed();
  }

  private void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      closeQuietly(current);
    }
  }

  public static void closeQuietly(Connection connection) {
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
}
