package io.beatcop.lease;

import java.time.Instant;

/**
 * The end of a term, on both clocks of the node that holds it (L3).
 *
 * <p>The term lasts while the monotonic clock is before {@code nanos} and the wall clock is within
 * its bounds. The monotonic clock alone would miss a machine that slept, since it stands still
 * then; the wall clock alone could be set back. A step of the wall clock can therefore only end a
 * term, never lengthen it.
 *
 * @param nanos the monotonic clock's reading at which the term is over
 * @param fromEpochMillis the wall clock's reading below which the term is over, since the clock was
 *     set back
 * @param untilEpochMillis the wall clock's reading at which the term is over
 */
public record Deadline(long nanos, long fromEpochMillis, long untilEpochMillis) {

  /**
   * The deadline of what was asked for at a moment: the time just before the request was sent, plus
   * the ttl, minus the drift allowance.
   */
  static Deadline of(Now sent, LeaseSettings settings) {
    long driftMillis = settings.drift().toMillis();
    long termMillis = settings.ttl().toMillis() - driftMillis;
    return new Deadline(
        sent.nanos() + termMillis * 1_000_000,
        // Half of the allowance is for a wall clock that is nudged back; the rest is for drift.
        sent.epochMillis() - driftMillis / 2,
        sent.epochMillis() + termMillis);
  }

  /** Whether the term still lasts at this moment. Allocates nothing. */
  boolean covers(long nowNanos, long nowEpochMillis) {
    return nowNanos - nanos < 0
        && nowEpochMillis >= fromEpochMillis
        && nowEpochMillis < untilEpochMillis;
  }

  boolean covers(Now now) {
    return covers(now.nanos(), now.epochMillis());
  }

  /**
   * The end of the term as the wall clock tells it.
   *
   * @return the instant, to the millisecond
   */
  public Instant instant() {
    return Instant.ofEpochMilli(untilEpochMillis);
  }
}
