package io.beatcop.benchmarks;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.redis.RedisLease;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how long a lease is without a holder, and what it costs Redis, with one waiting node and
 * with fifty, on a Redis of its own.
 *
 * <p>The first hand-overs warm Java up, and do not count. A clean hand-over is from the call of
 * {@code stop()} to the next node's <em>acquired</em>. The end of a holder that does not renew any
 * more is played by another client, which writes the key and the term as such a node would have;
 * the time is from the expiry of that key.
 */
public final class HandOver {

  private static final int HAND_OVERS = 150;
  private static final int EXPIRIES = 12;
  private static final Duration TTL = Duration.ofSeconds(2);

  /** A node obeys only a few wake-ups a second, so that nobody can keep it busy with them. */
  private static final long BETWEEN_HAND_OVERS_MILLIS = 500;

  private final RedisServer redis;
  private int deaths;
  private final BlockingQueue<Long> acquiredAtNanos = new ArrayBlockingQueue<>(1000);

  private HandOver(RedisServer redis) {
    this.redis = redis;
  }

  /**
   * Prints the figures.
   *
   * @param arguments none
   * @throws InterruptedException if it is ended
   */
  public static void main(String[] arguments) throws InterruptedException {
    try (RedisServer redis = RedisServer.forTests()) {
      redis.start();
      TimeUnit.MILLISECONDS.sleep(TTL.toMillis() + 1000);
      System.out.println(redis.source() + ", ttl " + TTL.toSeconds() + " s, loopback\n");
      System.out.println(
          "| waiting nodes | what | p50 | p99 | most |\n| --- | --- | --- | --- | --- |");
      new HandOver(redis).measure(1);
      new HandOver(redis).measure(50);
    }
  }

  private void measure(int waiters) throws InterruptedException {
    List<Lease> nodes = new ArrayList<>();
    for (int i = 0; i <= waiters; i++) {
      Lease node = lease(waiters, i);
      node.start();
      nodes.add(node);
    }
    take();
    rounds(HAND_OVERS / 3, () -> handOver(nodes));
    print(waiters, "from `stop()` to *acquired*", rounds(HAND_OVERS, () -> handOver(nodes)));
    print(
        waiters,
        "from the expiry of a dead node's key to *acquired*",
        rounds(EXPIRIES, () -> expiry(waiters)));
    idle(waiters);
    nodes.forEach(Lease::close);
  }

  private Lease lease(int waiters, int node) {
    return RedisLease.builder(name(waiters))
        .redis(redis.uri())
        .ttl(TTL)
        .holder("node-" + node)
        .listener(
            new LeaseListener() {
              @Override
              public void acquired(Grant grant) {
                acquiredAtNanos.add(System.nanoTime());
              }
            })
        .build();
  }

  private static String name(int waiters) {
    return "hand-over-" + waiters;
  }

  private long take() {
    try {
      Long nanos = acquiredAtNanos.poll(30, TimeUnit.SECONDS);
      if (nanos == null) {
        throw new IllegalStateException("nobody acquired the lease");
      }
      return nanos;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long handOver(List<Lease> nodes) {
    Lease holder = nodes.stream().filter(Lease::isHeld).findFirst().orElseThrow();
    long begin = System.nanoTime();
    holder.stop();
    long nanos = take() - begin;
    holder.campaign();
    pause(BETWEEN_HAND_OVERS_MILLIS);
    return nanos;
  }

  /** The holder finds another's key at its next renewal; by then every node waits for its end. */
  private long expiry(int waiters) {
    redis.command("SET", name(waiters), "a-node-that-dies", "PX", String.valueOf(TTL.toMillis()));
    redis.command("SET", "{" + name(waiters) + "}:term", "held a-node-that-dies 1 " + ++deaths);
    pause(TTL.toMillis() / 2);
    redis.command("PEXPIRE", name(waiters), String.valueOf(TTL.toMillis()));
    long expiry = System.nanoTime() + TTL.toNanos();
    return take() - expiry;
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long[] rounds(int count, LongSupplier round) {
    long[] nanos = new long[count];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = round.getAsLong();
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static void print(int waiters, String what, long[] nanos) {
    System.out.printf(
        "| %d | %s | %.1f ms | %.1f ms | %.1f ms |%n",
        waiters,
        what,
        nanos[nanos.length / 2] / 1e6,
        nanos[(99 * nanos.length + 99) / 100 - 1] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  private void idle(int waiters) {
    int ttls = 10;
    pause(TTL.toMillis());
    redis.command("CONFIG", "RESETSTAT");
    pause(TTL.toMillis() * ttls);
    String stats = redis.command("INFO", "commandstats").orElseThrow().toString();
    long scripts = calls(stats, "evalsha");
    System.out.printf(
        "| %d | requests per ttl at rest, all nodes together | %.1f | | |%n",
        waiters, (double) scripts / ttls);
  }

  private static long calls(String stats, String command) {
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^=]*:calls=(\\d+),.*", "$1")))
        .sum();
  }
}
