package io.beatcop.redis;

import io.beatcop.redis.connect.RedisConnection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
 * <p>A live subscription may be silent for hours, and so is one that is open only at this end. So a
 * second thread subscribes to the same channel again from time to time. Every Redis answers that,
 * even one that takes no PING there. If there is no answer, the connection is given up within a
 * ttl.
 */
final class ReleaseSignal implements Runnable, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReleaseSignal.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PULSE = Duration.ofSeconds(30);

  private final RedisConnection redis;
  private final LeaseKeys keys;
  private final Duration longestPause;
  private final WakePace pace;
  private final Duration pulse;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger renewals = new AtomicInteger();
  private volatile @Nullable Connection connection;
  private volatile @Nullable Subscriber subscriber;
  private Duration pause = FIRST_PAUSE;

  ReleaseSignal(RedisConnection redis, LeaseKeys keys, Duration ttl, Runnable wake) {
    this.redis = redis;
    this.keys = keys;
    this.longestPause = ttl;
    Duration half = ttl.dividedBy(2);
    this.pulse = half.compareTo(LONGEST_PULSE) < 0 ? half : LONGEST_PULSE;
    this.pace = new WakePace(wake);
  }

  /** Begins both threads. */
  void start() {
    begin(this, "wake");
    begin(this::prove, "pulse");
  }

  private void begin(Runnable duty, String name) {
    Thread thread = new Thread(duty, "beatcop-" + keys.lease() + "-" + name);
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

  private void prove() {
    while (!isClosedWithin(pulse)) {
      Subscriber subscribed = subscriber;
      if (subscribed != null) {
        // If this fails, the listening thread gets no answer, and gives the connection up.
        attempt(() -> subscribed.subscribe(keys.channel()));
        if (subscriber != subscribed) {
          // It was closed meanwhile, and Jedis has opened it again to write to it.
          attempt(() -> RedisConnection.closeQuietly(subscribed.on));
        }
      }
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
          Connection opened = redis.another();
          connection = opened;
          if (closed.getCount() > 0 && renewals.get() == begun) {
            new Subscriber(opened).proceed(opened, keys.channel());
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
      log.debug("{}: not told of releases for now: {}", keys.lease(), failure.toString());
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
    disconnect();
  }

  private final class Subscriber extends JedisPubSub {

    private final Connection on;

    Subscriber(Connection on) {
      this.on = on;
    }

    @Override
    public void onSubscribe(String channel, int subscribedChannels) {
      if (subscriber == this) {
        return;
      }
      // Long enough for a slow server, and less than a ttl.
      on.setSoTimeout(Math.toIntExact(Math.max(1, pulse.toMillis() * 8 / 5)));
      subscriber = this;
      pause = FIRST_PAUSE;
      // A release that happened before this moment was missed: look once.
      pace.wake();
    }

    @Override
    public void onMessage(String channel, String message) {
      pace.wake();
    }
  }
}
