package io.beatcop.lease;

/**
 * A clock of a simulated machine: it runs fast or slow, stands still, and can be set.
 *
 * <p>True times and readings are in nanoseconds.
 */
final class VirtualClock {

  private static final long MILLION = 1_000_000;

  private long sinceTrueNanos;
  private long sinceReading;
  private int partsPerMillion;
  private boolean still;

  /** A clock that shows this reading at the true time zero. */
  VirtualClock(long reading, int partsPerMillion) {
    this.sinceReading = reading;
    this.partsPerMillion = partsPerMillion;
  }

  long at(long trueNanos) {
    if (still) {
      return sinceReading;
    }
    long passed = trueNanos - sinceTrueNanos;
    return sinceReading
        + passed
        + passed / MILLION * partsPerMillion
        + passed % MILLION * partsPerMillion / MILLION;
  }

  /** The first true time from which the clock shows this reading, if it keeps on as it runs. */
  long trueNanosAt(long reading) {
    if (still) {
      return reading <= sinceReading ? sinceTrueNanos : Long.MAX_VALUE;
    }
    long shown = reading - sinceReading;
    long trueNanos = sinceTrueNanos + (long) (shown / (1 + partsPerMillion / (double) MILLION)) - 2;
    while (at(trueNanos) < reading) {
      trueNanos++;
    }
    return trueNanos;
  }

  /** Sets the clock forward, or back by a negative step. */
  void step(long trueNanos, long nanos) {
    long reading = at(trueNanos);
    sinceTrueNanos = trueNanos;
    sinceReading = reading + nanos;
  }

  void stop(long trueNanos) {
    step(trueNanos, 0);
    still = true;
  }

  void go(long trueNanos) {
    step(trueNanos, 0);
    still = false;
  }

  void rate(long trueNanos, int newPartsPerMillion) {
    step(trueNanos, 0);
    partsPerMillion = newPartsPerMillion;
  }
}
