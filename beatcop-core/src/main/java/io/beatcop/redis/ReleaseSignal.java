package io.beatcop.redis;

import io.beatcop.redis.connect.RedisConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;

/**
 * Listens for the news that a lease was released, on a connection and a thread of its own (L9).
 *
 * <p>The news is only a hint. Without it (a proxy or an ACL may forbid it) waiting nodes ask when
 * the key would have expired. So a failure here is only a line at DEBUG.
 *
 * <p>A live subscription may be silent for hours, and so is one that is open only at this end. So
 * after a silence it subscribes to the same channel again. Every Redis answers that, even one that
 * takes no PING there. If there is no answer, the connection is given up within a ttl (L-e). While
 * nobody waits for a release there is no hurry, and nothing is sent.
 */
final class ReleaseSignal implements Runnable, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReleaseSignal.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private final RedisConnection redis;
  private final String name;
  private final BooleanSupplier isAwaited;
  private final Duration longestPause;
  private final int silenceMillis;
  private final int answerMillis;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LateWakeUps late;
  private final AtomicInteger renewals = new AtomicInteger();
  private final Map<String, List<Listener>> listeners = new LinkedHashMap<>();
  private volatile @Nullable Connection connection;
  private volatile @Nullable Subscriber subscriber;
  private Duration pause = FIRST_PAUSE;
  private boolean started;

  /** Who is woken, by a call that may come later if there are many. */
  private record Listener(Runnable wake, Runnable told) {}

  /**
   * Makes one that does not listen yet.
   *
   * @param isAwaited whether somebody waits for a release now
   */
  ReleaseSignal(RedisConnection redis, String name, Duration ttl, BooleanSupplier isAwaited) {
    this.redis = redis;
    this.name = name;
    this.isAwaited = isAwaited;
    this.longestPause = ttl;
    // Together less than a ttl, and each long enough for a slow server.
    Duration most = ttl.multipliedBy(3).dividedBy(5);
    Duration silence = most.compareTo(LONGEST_SILENCE) < 0 ? most : LONGEST_SILENCE;
    this.silenceMillis = Math.toIntExact(Math.max(1, silence.toMillis()));
    this.answerMillis = Math.max(1, silenceMillis / 3);
    this.late = new LateWakeUps(name);
  }

  /** Wakes a listener whenever somebody publishes to a channel. The first one begins the thread. */
  void add(String channel, Runnable wake) {
    add(channel, new Listener(wake, new WakePace(wake, late)::wake));
  }

  /** The same for a listener that many messages do no harm to. */
  void addUnpaced(String channel, Runnable wake) {
    add(channel, new Listener(wake, wake));
  }

  private void add(String channel, Listener listener) {
    synchronized (listeners) {
      listeners.computeIfAbsent(channel, none -> new CopyOnWriteArrayList<>()).add(listener);
      if (!started) {
        started = true;
        begin();
      }
    }
    Subscriber subscribed = subscriber;
    if (subscribed != null) {
      write(subscribed, () -> subscribed.subscribe(channel));
    }
  }

  /** Wakes a listener no more. */
  void remove(String channel, Runnable wake) {
    boolean isLast;
    synchronized (listeners) {
      List<Listener> left = listeners.getOrDefault(channel, List.of());
      left.removeIf(listener -> listener.wake() == wake);
      isLast = left.isEmpty() && listeners.remove(channel) != null;
      // The last subscription stays until this is closed: Redis ends a connection's with it.
      isLast = isLast && !listeners.isEmpty();
    }
    Subscriber subscribed = subscriber;
    if (isLast && subscribed != null) {
      write(subscribed, () -> unsubscribe(subscribed, channel));
    }
  }

  /** Not if somebody has begun to listen again: that one's word may have been written before. */
  private void unsubscribe(Subscriber subscribed, String channel) {
    synchronized (listeners) {
      if (listeners.containsKey(channel)) {
        return;
      }
    }
    subscribed.unsubscribe(channel);
  }

  private List<String> channels() {
    synchronized (listeners) {
      return List.copyOf(listeners.keySet());
    }
  }

  private void wake(String channel) {
    List<Listener> woken;
    synchronized (listeners) {
      woken = listeners.getOrDefault(channel, List.of());
    }
    woken.forEach(listener -> listener.told().run());
  }

  private void begin() {
    Thread thread = new Thread(this, "beatcop-" + name + "-wake");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    do {
      listen();
      pause =
          pause.multipliedBy(2).compareTo(longestPause) < 0 ? pause.multipliedBy(2) : longestPause;
    } while (!isClosedWithin(pause));
  }

  /** Whether to go on listening, though nothing has come for a while. */
  private boolean goesOn() {
    Subscriber subscribed = subscriber;
    return subscribed != null && subscribed.goesOn();
  }

  /** Writes to a subscription. One at a time: words of two commands must not mix. */
  private void write(Subscriber subscribed, Runnable command) {
    synchronized (subscribed) {
      attempt(command);
    }
    if (subscriber != subscribed) {
      // It was closed meanwhile, and Jedis may have opened it again to write to it.
      attempt(() -> RedisConnection.closeQuietly(subscribed.on));
    }
  }

  /**
   * Waits until it is closed, or the time is over. An interrupt ends the wait, but not the thread.
   */
  private boolean isClosedWithin(Duration time) {
    try {
      return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return closed.getCount() == 0;
    }
  }

  private void listen() {
    attempt(
        () -> {
          int begun = renewals.get();
          String[] channels = channels().toArray(String[]::new);
          if (channels.length == 0) {
            return;
          }
          Connection opened = redis.another(this::goesOn);
          connection = opened;
          if (closed.getCount() > 0 && renewals.get() == begun) {
            new Subscriber(opened).proceed(opened, channels);
          }
        });
    disconnect();
  }

  /**
   * Runs what may fail. The thread survives whatever is thrown: without it, this node would hear of
   * no release any more.
   */
  private void attempt(Runnable hint) {
    try {
      hint.run();
    } catch (Throwable failure) {
      log.debug("{}: not told of releases for now: {}", name, failure.toString());
    }
  }

  private void disconnect() {
    subscriber = null;
    Connection current = connection;
    connection = null;
    if (current != null) {
      attempt(() -> RedisConnection.closeQuietly(current));
    }
  }

  /** Listens anew, at the server that has the lease now. */
  void renew() {
    renewals.incrementAndGet();
    disconnect();
  }

  @Override
  public void close() {
    closed.countDown();
    late.close();
    disconnect();
  }

  private final class Subscriber extends JedisPubSub {

    private final Connection on;
    private final Set<String> heardOf = ConcurrentHashMap.newKeySet();

    /** Whether the server owes a proof that it still hears us. Used by the listening thread. */
    private boolean awaitsProof;

    Subscriber(Connection on) {
      this.on = on;
    }

    @Override
    public void onSubscribe(String channel, int subscribedChannels) {
      if (subscriber != this && heardOf.isEmpty()) {
        begin();
      }
      awaitsProof = false;
      on.setSoTimeout(silenceMillis);
      if (heardOf.add(channel)) {
        // A release that happened before this moment was missed: look once.
        wake(channel);
      }
    }

    private void begin() {
      subscriber = this;
      pause = FIRST_PAUSE;
      // Those that were added while it was being opened; to subscribe twice does no harm.
      write(this, () -> subscribe(channels().toArray(String[]::new)));
    }

    /** Called on the listening thread when nothing has come for the timeout. */
    private boolean goesOn() {
      List<String> channels = channels();
      if (awaitsProof) {
        return false;
      } else if (isAwaited.getAsBoolean() && !channels.isEmpty()) {
        awaitsProof = true;
        on.setSoTimeout(answerMillis);
        // If this fails, there is no answer.
        write(this, () -> subscribe(channels.get(0)));
      }
      return true;
    }

    @Override
    public void onUnsubscribe(String channel, int subscribedChannels) {
      heardOf.remove(channel);
    }

    @Override
    public void onMessage(String channel, String message) {
      wake(channel);
    }
  }
}
