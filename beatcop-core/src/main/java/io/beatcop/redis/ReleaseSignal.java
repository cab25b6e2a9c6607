package io.beatcop.redis;

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
 * <p>It is only a hint. Where it can't be had (a proxy, an ACL) those who wait find out when the
 * key would have expired; so nothing here is more than a line at DEBUG.
 */
final class ReleaseSignal implements Runnable, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReleaseSignal.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private final RedisConnection redis;
  private final LeaseKeys keys;
  private final Duration longestPause;
  private final WakePace pace;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger renewals = new AtomicInteger();
  private volatile @Nullable Connection connection;
  private Duration pause = FIRST_PAUSE;

  ReleaseSignal(RedisConnection redis, LeaseKeys keys, Duration longestPause, Runnable wake) {
    this.redis = redis;
    this.keys = keys;
    this.longestPause = longestPause;
    this.pace = new WakePace(wake);
  }

  @Override
  public void run() {
    try {
      do {
        listen();
        pause =
            pause.multipliedBy(2).compareTo(longestPause) < 0
                ? pause.multipliedBy(2)
                : longestPause;
      } while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() {
    try {
      int begun = renewals.get();
      Connection opened = redis.another();
      connection = opened;
      if (closed.getCount() > 0 && renewals.get() == begun) {
        new Subscriber().proceed(opened, keys.channel());
      }
    } catch (RuntimeException | LinkageError e) {
      // Whatever it is, the thread lives on, and those who wait look by themselves meanwhile.
      log.debug("{}: not told of releases for now: {}", keys.lease(), e.toString());
    } finally {
      disconnect();
    }
  }

  private void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      RedisConnection.closeQuietly(current);
    }
  }

  /** Listens anew: to where the lease is now. */
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

    @Override
    public void onSubscribe(String channel, int subscribedChannels) {
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
