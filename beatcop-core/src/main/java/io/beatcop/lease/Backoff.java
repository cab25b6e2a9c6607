package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When to ask again: the arithmetic of pauses, with the jitter that keeps nodes out of step. */
final class Backoff {

  private static final long MILLI = 1_000_000;
  private static final long FIRST_NANOS = 50 * MILLI;
  private static final long LONGEST_NANOS = 500 * MILLI;
  private static final long SHORTEST_NANOS = 2 * MILLI;
  private static final long EXPIRY_SPREAD_NANOS = 4 * MILLI;
  private static final long WAKE_SPREAD_NANOS = MILLI;

  private final long ttlNanos;
  private final long deferenceNanos;
  private final RandomGenerator random;

  Backoff(LeaseSettings settings, RandomGenerator random) {
    this.ttlNanos = settings.ttl().toNanos();
    this.deferenceNanos = settings.deference().toNanos();
    this.random = random;
  }

  /** The pause before the first attempt of a campaign. */
  long beforeCampaign() {
    return deferenceNanos;
  }

  /** The pause after the nth failure in a row, for a node in this phase. */
  long afterFailure(int failures, Phase phase, Moment now) {
    if (phase instanceof Phase.Held held) {
      return whileHolding(failures, held.grant().deadline().nanos() - now.nanos());
    }
    return phase instanceof Phase.Campaigning
        ? deferenceNanos + whileWaiting(failures)
        : whileWaiting(failures);
  }

  /** The pause after the nth failure in a row of a node that does not hold the lease. */
  long whileWaiting(int failures) {
    return jittered(Math.min(doubled(failures), Math.min(LONGEST_NANOS, ttlNanos / 3)));
  }

  /**
   * The pause after the nth failure in a row of a holder: at most a quarter of the time left until
   * its deadline. That time is negative if the node was paused and its deadline has passed.
   */
  private long whileHolding(int failures, long leftNanos) {
    return jittered(Math.min(doubled(failures), Math.max(0, leftNanos / 4)));
  }

  /**
   * The pause before the next look at a key or a pause that expires after this time, or never:
   * until it has expired, but at most for a ttl (L9).
   */
  long afterExpiry(Optional<Duration> left) {
    long leftNanos = Math.min(left.map(Duration::toNanos).orElse(ttlNanos), ttlNanos);
    return leftNanos + deferenceNanos + MILLI + random.nextLong(EXPIRY_SPREAD_NANOS);
  }

  /** The pause between the news of a release and the attempt. */
  long afterWake() {
    return deferenceNanos + random.nextLong(WAKE_SPREAD_NANOS);
  }

  private long doubled(int failures) {
    return Math.min(FIRST_NANOS, ttlNanos / 20) << Math.min(failures - 1, 10);
  }

  private long jittered(long nanos) {
    return Math.max(SHORTEST_NANOS, nanos / 2 + random.nextLong(nanos / 2 + 1));
  }
}
