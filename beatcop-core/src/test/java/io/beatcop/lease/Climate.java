package io.beatcop.lease;

import java.util.SplittableRandom;

/**
 * What holds for a simulated world from its beginning to its end.
 *
 * @param wallClocksAgree whether the wall clocks of the nodes agree within a ttl
 * @param losesMemory whether the server loses memory
 * @param uptimeTold whether the server tells how long it has been up
 * @param ttlMillis the ttl
 * @param nodes how many nodes there are
 * @param topology on what they keep the lease
 * @param servers how many servers there are, replicas not counted
 * @param oddity what else is odd
 */
record Climate(
    boolean wallClocksAgree,
    boolean losesMemory,
    boolean uptimeTold,
    long ttlMillis,
    int nodes,
    Topology topology,
    int servers,
    Oddity oddity) {

  private static final long MILLI = 1_000_000;
  static final long EPOCH_NANOS = 1_764_000_000_000L * MILLI;

  static Climate of(long seed, SplittableRandom random, Topology topology) {
    Oddity oddity = Oddity.of(seed);
    long[] ttls = {500, 2000, 10_000, 30_000};
    return new Climate(
        random.nextBoolean(),
        random.nextInt(4) > 0 && !oddity.keepsKeys(),
        random.nextInt(4) > 0,
        ttls[random.nextInt(ttls.length)],
        random.nextInt(2, 6),
        topology,
        topology == Topology.QUORUM ? random.nextInt(3, 6) : 1,
        oddity);
  }

  /**
   * Known limit (c): across a loss of the server's memory tokens grow only as far as the wall
   * clocks agree, since their floor is that of the asker. A quorum needs no clock for it as long as
   * no more than a minority forgets.
   */
  boolean tokensMustGrow() {
    return wallClocksAgree || !losesMemory || topology == Topology.QUORUM;
  }

  /** Whether it takes care that no more than a minority of the servers forgets. */
  boolean sparesTheMajority() {
    return topology == Topology.QUORUM && !wallClocksAgree;
  }

  int minority() {
    return (servers - 1) / 2;
  }

  private long ttlNanos() {
    return ttlMillis * MILLI;
  }

  /** Known limit (b): monotonic clocks run within 1.5 percent of the truth. */
  VirtualClock monotonic(SplittableRandom random) {
    return new VirtualClock(random.nextLong() >> 2, random.nextInt(-15_000, 15_000));
  }

  VirtualClock wall(SplittableRandom random) {
    return wallClocksAgree
        ? new VirtualClock(EPOCH_NANOS + agreed(random), 0)
        : new VirtualClock(
            EPOCH_NANOS + random.nextLong(-100_000, 100_000) * 1000 * MILLI,
            random.nextInt(-15_000, 15_000));
  }

  /** By how much somebody sets a wall clock that is ahead of the true time by so much. */
  long wallStep(SplittableRandom random, long aheadNanos, long spanNanos) {
    return wallClocksAgree
        ? agreed(random) - (aheadNanos - EPOCH_NANOS)
        : (random.nextBoolean() ? spanNanos : -spanNanos) << random.nextInt(3);
  }

  private long agreed(SplittableRandom random) {
    return random.nextLong(-ttlNanos() / 3, ttlNanos() / 3);
  }
}
