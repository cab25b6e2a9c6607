package io.beatcop.quartz;

/**
 * One moment by both clocks of a node.
 *
 * @param millis the wall clock, epoch milliseconds: it may be wrong, and jump
 * @param nanos the monotonic clock, nanoseconds: it only counts
 */
record Now(long millis, long nanos) {

  static Now read() {
    return new Now(System.currentTimeMillis(), System.nanoTime());
  }
}
