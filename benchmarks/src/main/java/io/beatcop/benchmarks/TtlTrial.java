package io.beatcop.benchmarks;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.Loss;
import io.beatcop.redis.RedisLease;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds leases of several ttls in one JVM under a load, and counts how often it lost one although
 * it lives.
 *
 * <p>It prints a line for each ttl when its standard input ends: the ttl in seconds, the renewals,
 * the terms that were lost, and the least time in milliseconds that a term had left at a renewal.
 * The last line is the part of the time that the garbage collector took, in percent.
 */
public final class TtlTrial {

  private static final List<Duration> TTLS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  /** Some 100 MB that live: a collection of all of them stops the JVM for a while. */
  private static final int LIVE_OBJECTS = 1_500_000;

  private static final int OBJECT_BYTES = 48;
  private static final int REPLACED_AT_ONCE = 20_000;
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private TtlTrial() {}

  /** The renewals of one lease. */
  private static final class Count implements LeaseListener {

    private final Duration ttl;
    private long renewals;
    private long losses;
    private long leastLeftNanos;
    private long deadlineNanos;

    Count(Duration ttl) {
      this.ttl = ttl;
      this.leastLeftNanos = ttl.toNanos();
    }

    @Override
    public synchronized void acquired(Grant grant) {
      deadlineNanos = grant.deadline().nanos();
    }

    @Override
    public synchronized void extended(Grant grant) {
      renewals++;
      leastLeftNanos = Math.min(leastLeftNanos, deadlineNanos - System.nanoTime());
      deadlineNanos = grant.deadline().nanos();
    }

    @Override
    public synchronized void lost(Grant grant, Loss loss) {
      losses++;
      leastLeftNanos = 0;
    }

    @Override
    public synchronized String toString() {
      long leastMillis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, leastLeftNanos));
      return ttl.toSeconds() + " " + renewals + " " + losses + " " + leastMillis;
    }
  }

  /**
   * Holds the leases until the standard input ends.
   *
   * @param arguments the URI of a Redis, the beginning of the leases' names, and {@code garbage} if
   *     the heap is to be kept busy
   * @throws IOException if the standard input can't be read
   */
  public static void main(String[] arguments) throws IOException {
    List<Count> counts = new ArrayList<>();
    for (Duration ttl : TTLS) {
      Count count = new Count(ttl);
      Lease lease =
          RedisLease.builder(arguments[1] + "-" + ttl.toSeconds())
              .redis(arguments[0])
              .ttl(ttl)
              .trustAbsence(true)
              .listener(count)
              .build();
      lease.start();
      counts.add(count);
    }
    long begunNanos = System.nanoTime();
    if (arguments.length > 2) {
      Thread litter = new Thread(TtlTrial::litter, "litter");
      litter.setDaemon(true);
      litter.start();
    }
    while (System.in.read() >= 0) {
      // Nobody writes there: only the end matters.
    }
    counts.forEach(System.out::println);
    long collectedMillis =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    System.out.println(100 * collectedMillis / Math.max(1, millis));
    // The leases' threads are daemons, and their keys may expire.
  }

  /** Replaces objects that have lived for a while, so that whole heaps have to be collected. */
  private static void litter() {
    byte[][] live = new byte[LIVE_OBJECTS][];
    SplittableRandom random = new SplittableRandom();
    while (true) {
      for (int i = 0; i < REPLACED_AT_ONCE; i++) {
        live[random.nextInt(LIVE_OBJECTS)] = new byte[OBJECT_BYTES];
      }
      LockSupport.parkNanos(REST_NANOS);
    }
  }
}
