package io.beatcop.lease;

import java.util.SplittableRandom;

/**
 * What holds for a simulated world from its beginning to its end.
 *
 * @param wallClocksAgree whether the wall clocks of the nodes agree within a ttl. Known limit: only
 *     then do the tokens grow across a loss of the server's memory, since their floor is the wall
 *     clock of the asker.
 * @param uptimeTold whether the server tells how long it has been up
 * @param ttlMillis the ttl
 * @param nodes how many nodes there are
 */
record Climate(boolean wallClocksAgree, boolean uptimeTold, long ttlMillis, int nodes) {

  private static final long MILLI = 1_000_000;
  static final long EPOCH_NANOS = 1_764_000_000_000L * MILLI;

  static Climate of(SplittableRandom random) {
    long[] ttls = {500, 2000, 10_000, 30_000};
    return new Climate(
        random.nextBoolean(),
        random.nextInt(4) > 0,
        ttls[random.nextInt(ttls.length)],
        random.nextInt(2, 6));
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
