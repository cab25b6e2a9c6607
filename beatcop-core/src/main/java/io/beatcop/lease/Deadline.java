package io.beatcop.lease;

import java.time.Instant;

/**
 * The end of a term, on both clocks of the node that holds it (L3).
 *
 * <p>The term lasts while both clocks are before it. The monotonic clock alone would miss a machine
 * that slept, since it stands still then; the wall clock alone could be set back. So the term also
 * ends, for good, if the wall clock falls behind the time that the monotonic clock has counted: it
 * stays behind. A step of the wall clock can therefore only end a term, never lengthen it.
 *
 * @param nanos the monotonic clock's reading at which the term is over
 * @param untilEpochMillis the wall clock's reading at which the term is over
 * @param lagMillis by how much the wall clock may fall behind the monotonic clock within the term
 */
public record Deadline(long nanos, long untilEpochMillis, long lagMillis) {

  /**
   * The deadline of a grant: the moment just before its request was sent, plus the ttl, minus the
   * drift allowance.
   */
  static Deadline of(Moment sent, LeaseSettings settings) {
    long driftMillis = settings.drift().toMillis();
    long termMillis = settings.ttl().toMillis() - driftMillis;
    return new Deadline(
        sent.nanos() + termMillis * 1_000_000,
        sent.epochMillis() + termMillis,
        // Half of the allowance is for a wall clock that is nudged back; the rest is for drift.
        driftMillis / 2);
  }

  /** Whether the term still lasts at this moment. Allocates nothing. */
  boolean covers(long nowNanos, long nowEpochMillis) {
    long leftNanos = nanos - nowNanos;
    long leftMillis = untilEpochMillis - nowEpochMillis;
    return leftNanos > 0 && leftMillis > 0 && leftMillis - leftNanos / 1_000_000 <= lagMillis;
  }

  boolean covers(Moment now) {
    return covers(now.nanos(), now.epochMillis());
  }

  /**
   * The end of the term by the wall clock.
   *
   * @return the instant, to the millisecond
   */
  public Instant instant() {
    return Instant.ofEpochMilli(untilEpochMillis);
  }
}
