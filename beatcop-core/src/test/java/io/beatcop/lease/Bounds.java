package io.beatcop.lease;

/** How long a healthy cluster may be without a holder, with the reasons. */
final class Bounds {

  private static final long MILLI = 1_000_000;

  /** A slow clock of a node, and a slow clock of the server. */
  private static final double SLOW = 1.02 * 1.02;

  /** Some round trips, the spread of the looks, and milliseconds that were cut off. */
  private static final long SLACK_NANOS = 30 * MILLI;

  private Bounds() {}

  /**
   * After the last fault: a request that is under way may still fail, after the timeout, and is
   * tried again after a pause, the longest. Then, or after a sleep of a ttl that began before the
   * fault, the key may be gone without an explanation, and whoever takes it waits for a ttl. Who
   * defers does so after the failure or the sleep.
   */
  static long afterTheLastFault(LeaseSettings settings) {
    long ttl = settings.ttl().toNanos();
    long pause = Math.min(500 * MILLI, ttl / 3);
    return (long) (SLOW * (2 * ttl + settings.timeout().toNanos() + pause + deference(settings)))
        + SLACK_NANOS;
  }

  /**
   * After the holder stepped down: the release, the wake-up, the attempt and its answer are four
   * ways; the holder may have had to wait for an answer before, and the woken one too; the jitter
   * after the wake-up is a millisecond.
   */
  static long handOver(LeaseSettings settings) {
    return (long) (SLOW * deference(settings)) + 8 * SimulatedNetwork.LONGEST_WAY_NANOS + 4 * MILLI;
  }

  /**
   * After the holder was asked to leave: the news, the renewal and its answer are three ways; it
   * may have had to wait for the answer to another renewal before, and for a moment after that.
   */
  static long leaving(LeaseSettings settings) {
    return (long) (SLOW * settings.ttl().toNanos() / 30)
        + 5 * SimulatedNetwork.LONGEST_WAY_NANOS
        + MILLI;
  }

  /** After the holder crashed: its key expires, and the others have seen it run down. */
  static long takeOver(LeaseSettings settings) {
    return (long) (SLOW * (settings.ttl().toNanos() + deference(settings))) + SLACK_NANOS;
  }

  private static long deference(LeaseSettings settings) {
    return settings.deference().toNanos();
  }
}
