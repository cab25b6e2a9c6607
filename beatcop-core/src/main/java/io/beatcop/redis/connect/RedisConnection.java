package io.beatcop.redis.connect;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
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
 * One connection to Redis that runs scripts, and is opened anew after each failure.
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
  private volatile @Nullable Connection connection;
  private volatile boolean closed;
  private boolean failed;
  private final AtomicLong changes = new AtomicLong();
  private volatile Runnable onReopen = () -> {};
  private Optional<RedisReply> refusal = Optional.empty();
  private long refusedNanos;

  public RedisConnection(RedisSettings settings, Route route, Duration timeout) {
    this.settings = settings;
    this.route = route;
    this.timeout = timeout;
  }

  /** What to do when it has been opened again after a failure: the server may be another one. */
  public void onReopen(Runnable action) {
    onReopen = action;
  }

  /** Runs a script. Its first key is the lease, so that a proxy or a cluster routes by it. */
  public RedisReply run(ScriptCall call) {
    return run(List.of(call)).get(0);
  }

  /**
   * Runs scripts, one after the other in a cluster, else in one round trip. The timeout is that of
   * a round trip. In a cluster all keys have one slot.
   *
   * @param calls the scripts; the first key of each is its lease
   * @return the reply to each
   */
  public synchronized List<RedisReply> run(List<ScriptCall> calls) {
    if (refusal.isPresent() && Stopwatch.nanos() - refusedNanos < floorNanos()) {
      return Collections.nCopies(calls.size(), refusal.get());
    }
    refusal = Optional.empty();
    List<RedisReply> replies = new ArrayList<>();
    try {
      if (settings.topology() instanceof Cluster) {
        calls.forEach(call -> replies.add(alone(call)));
      } else {
        together(calls, replies);
      }
    } catch (JedisDataException e) {
      // At the login, so of all.
      while (replies.size() < calls.size()) {
        replies.add(refused(calls.get(replies.size()), e));
      }
    } catch (JedisException e) {
      failed();
      fill(replies, calls.size(), RedisErrors.failure(e, settings));
    } catch (SettingException e) {
      failed();
      fill(replies, calls.size(), new LeaseAnswer.Refused(e));
    } catch (RuntimeException | Error e) {
      // Some of the replies may not have been read: they must not answer the next request.
      failed();
      throw e;
    }
    return replies;
  }

  /** The others were sent on a connection that failed, or were not sent. */
  private static void fill(List<RedisReply> replies, int count, LeaseAnswer failure) {
    while (replies.size() < count) {
      replies.add(new RedisReply.Failure(failure));
    }
  }

  private RedisReply alone(ScriptCall call) {
    try {
      return asked(call);
    } catch (JedisDataException e) {
      return refused(call, e);
    }
  }

  /** Adds the replies. Those that came before the connection failed count. */
  private void together(List<ScriptCall> calls, List<RedisReply> replies) {
    Connection on = opened();
    Pipeline pipeline = new Pipeline(on, timeout);
    Optional<JedisException> failure = Optional.empty();
    long replicas = 0;
    try {
      pipeline.run(calls);
      replicas = pipeline.isReplicated(calls) ? replicas(on) : 0;
    } catch (JedisException e) {
      failure = Optional.of(e);
    }
    List<Pipeline.Outcome> outcomes = pipeline.outcomes();
    for (int i = 0; i < outcomes.size(); i++) {
      replies.add(reply(calls.get(i), outcomes.get(i), replicas, failure));
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private RedisReply reply(
      ScriptCall call, Pipeline.Outcome outcome, long replicas, Optional<JedisException> failure) {
    if (outcome.error().isPresent()) {
      return refused(call, outcome.error().get());
    }
    if (failure.orElse(null) instanceof JedisDataException notWaited
        && call.isReplicated(outcome.fields())) {
      return refused(call, notWaited);
    }
    return confirmed(call, outcome.fields(), replicas);
  }

  private RedisReply refused(ScriptCall call, JedisDataException e) {
    String error = String.valueOf(e.getMessage());
    RedisReply failure = new RedisReply.Failure(RedisErrors.reply(error, call.lease(), settings));
    if (RedisErrors.isAboutLogin(error)) {
      // The next connection logs in anew, by what is the password then (S-k).
      failed();
      refusal = Optional.of(failure);
      refusedNanos = Stopwatch.nanos();
    } else if (mayHaveMoved(error)) {
      failed();
    }
    return failure;
  }

  /** Between two attempts to log in: a node that nears its deadline asks ever more often (S-l). */
  private long floorNanos() {
    return Math.min(LOGIN_FLOOR.toNanos(), timeout.toNanos() / 2);
  }

  /**
   * Looks whether the connection was closed while it was idle, as proxies do. Nothing was sent on
   * it, so this is no failure; the next request opens another, perhaps to another server.
   */
  public synchronized void lookForCut() {
    if (connection instanceof DialedConnection idle && idle.isClosedByPeer()) {
      disconnect();
      // The subscription must look where the next connection leads.
      failed = true;
    }
  }

  /**
   * How often a connection was given up. While the number stays the same, so does the server that
   * answers.
   */
  public long changes() {
    return changes.get();
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
    Pipeline pipeline = new Pipeline(on, timeout);
    pipeline.run(List.of(call));
    Pipeline.Outcome outcome = pipeline.outcomes().get(0);
    if (outcome.error().isPresent()) {
      throw outcome.error().get();
    }
    long replicas = call.isReplicated(outcome.fields()) ? replicas(on) : 0;
    return confirmed(call, outcome.fields(), replicas);
  }

  /** A grant that too few replicas have is none: the server that takes over may not know of it. */
  private RedisReply confirmed(ScriptCall call, List<String> fields, long replicas) {
    if (call.isReplicated(fields) && replicas < settings.waitForReplicas()) {
      return new RedisReply.Failure(
          new LeaseAnswer.Unavailable(
              "%s: %d of %d replicas have confirmed it in time"
                  .formatted(settings, replicas, settings.waitForReplicas())));
    }
    return new RedisReply.Fields(fields);
  }

  /**
   * How many replicas have all that this connection wrote. Waited for during half of the timeout:
   * servers look only every tenth of a second whether they have waited long enough.
   */
  private long replicas(Connection on) {
    if (settings.waitForReplicas() == 0) {
      return 0;
    }
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

  /**
   * Opens another connection to the same place, to listen on, for its caller to close.
   *
   * @param onSilence what to ask when nothing has come for its timeout: whether to go on waiting
   */
  public Connection another(BooleanSupplier onSilence) {
    Connection another = route.connect();
    if (another instanceof DialedConnection dialed) {
      dialed.onSilence(onSilence);
    }
    return another;
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
      changes.incrementAndGet();
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
