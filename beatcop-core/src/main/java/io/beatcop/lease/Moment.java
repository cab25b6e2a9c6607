package io.beatcop.lease;

/**
 * One moment as both clocks show it.
 *
 * @param nanos the monotonic clock
 * @param epochMillis the wall clock
 */
record Moment(long nanos, long epochMillis) {

  boolean isBefore(long otherNanos) {
    return nanos - otherNanos < 0;
  }
}
