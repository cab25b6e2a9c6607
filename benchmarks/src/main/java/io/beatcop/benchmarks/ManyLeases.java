package io.beatcop.benchmarks;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.RedisLease;
import io.beatcop.testing.RedisServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Measures what many leases of one JVM cost (M1): those that share connections, beside as many that
 * have their own, on a Redis of their own.
 *
 * <p>CPU is that of a JVM that does nothing but renew. A hand-over is from the call of {@code
 * stop()} to the <em>acquired</em> of another lease object, which has connections of its own and
 * waits for the same lease.
 */
public final class ManyLeases {

  private static final Duration TTL = Duration.ofSeconds(10);
  private static final int SECONDS = 30;
  private static final int MOST_APART = 100;
  private static final int HAND_OVERS = 100;

  private final RedisServer redis;
  private final int count;
  private final boolean apart;
  private final List<Lease> leases = new ArrayList<>();
  private final BlockingQueue<Long> acquiredAtNanos = new ArrayBlockingQueue<>(10_000);

  private ManyLeases(RedisServer redis, int count, boolean apart) {
    this.redis = redis;
    this.count = count;
    this.apart = apart;
  }

  /**
   * Prints the table.
   *
   * @param arguments none
   * @throws InterruptedException if it is ended
   */
  public static void main(String[] arguments) throws InterruptedException {
    try (RedisServer redis = RedisServer.withArguments("--appendfsync", "no")) {
      redis.start();
      System.out.println(redis.source() + ", ttl " + TTL.toSeconds() + " s, loopback");
      System.out.println();
      System.out.println(
          "| leases | connections | threads | of Redis | scripts/s | JVM ms/s | Redis ms/s |"
              + " renewals per second of a core: JVM | Redis | hand-over p50 | p99 |");
      System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
      for (int count : new int[] {1, 10, 100, 1_000}) {
        new ManyLeases(redis, count, false).measure();
        if (count > 1 && count <= MOST_APART) {
          new ManyLeases(redis, count, true).measure();
        }
      }
    }
  }

  private void measure() throws InterruptedException {
    for (int i = 0; i < count; i++) {
      leases.add(lease("holder", i, new LeaseListener() {}));
    }
    leases.forEach(Lease::campaign);
    for (Lease lease : leases) {
      while (!lease.isHeld()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
    // A term of each, until nothing is compiled or loaded any more.
    TimeUnit.MILLISECONDS.sleep(TTL.toMillis());
    String rest = rest();
    String handOver = handOver();
    System.out.printf("| %d | %s | %s | %s |%n", count, apart ? "own" : "shared", rest, handOver);
    leases.forEach(Lease::close);
  }

  private Lease lease(String node, int number, LeaseListener listener) {
    // Leases of different times do not share connections.
    Duration timeout = LeaseSettings.defaultTimeout(TTL).plusNanos(apart ? number : 0);
    return RedisLease.builder("many-" + count + (apart ? "-apart-" : "-") + number)
        .redis(redis.uri() + "?clientname=" + node)
        .ttl(TTL)
        .timeout(timeout)
        .trustAbsence(true)
        .listener(listener)
        .build();
  }

  private String rest() throws InterruptedException {
    redis.command("CONFIG", "RESETSTAT");
    long jvm = jvmNanos();
    double server = redisSeconds();
    TimeUnit.SECONDS.sleep(SECONDS);
    double jvmSeconds = (jvmNanos() - jvm) / 1e9;
    double serverSeconds = redisSeconds() - server;
    long scripts = scripts();
    return "%d | %d | %.1f | %.2f | %.2f | %,.0f | %,.0f"
        .formatted(
            threads(),
            connections(),
            scripts / (double) SECONDS,
            jvmSeconds * 1000 / SECONDS,
            serverSeconds * 1000 / SECONDS,
            scripts / jvmSeconds,
            scripts / serverSeconds);
  }

  private String handOver() throws InterruptedException {
    List<Lease> waiting = new ArrayList<>();
    LeaseListener listener =
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            acquiredAtNanos.add(System.nanoTime());
          }
        };
    int rounds = Math.min(count, HAND_OVERS);
    for (int i = 0; i < rounds; i++) {
      waiting.add(lease("waiter", i, listener));
    }
    waiting.forEach(Lease::start);
    // Until each has subscribed.
    TimeUnit.MILLISECONDS.sleep(1_000);
    long[] nanos = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      long begin = System.nanoTime();
      leases.get(i).stop();
      Long acquired = acquiredAtNanos.poll(30, TimeUnit.SECONDS);
      if (acquired == null) {
        throw new IllegalStateException("nobody acquired the lease");
      }
      nanos[i] = acquired - begin;
      TimeUnit.MILLISECONDS.sleep(20);
    }
    waiting.forEach(Lease::close);
    Arrays.sort(nanos);
    return "%.2f ms | %.2f ms"
        .formatted(nanos[rounds / 2] / 1e6, nanos[Math.min(rounds - 1, rounds * 99 / 100)] / 1e6);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("beatcop-"))
        .filter(thread -> !thread.getName().startsWith("beatcop-redis-end"))
        .count();
  }

  private long connections() {
    return info("CLIENT", "LIST").lines().filter(line -> line.contains(" name=holder ")).count();
  }

  private long scripts() {
    return info("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_evalsha:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^=]*:calls=(\\d+),.*", "$1")))
        .sum();
  }

  private double redisSeconds() {
    return info("INFO", "cpu")
        .lines()
        .filter(line -> line.matches("used_cpu_(sys|user):.*"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^:]*:", "").strip()))
        .sum();
  }

  private String info(String... command) {
    return redis.command(command).orElseThrow().toString();
  }

  private static long jvmNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
