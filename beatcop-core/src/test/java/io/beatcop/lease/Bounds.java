package io.beatcop.lease;

/** How long a healthy cluster may be without a holder, with the reasons. */
record Bounds(LeaseSettings settings, Topology topology, Oddity oddity) {

  private static final long MILLI = 1_000_000;

  /** A slow clock of a node, and a slow clock of the server. */
  private static final double SLOW = 1.02 * 1.02;

  /** Some round trips, the spread of the looks, and milliseconds that were cut off. */
  private static final long SLACK_NANOS = 30 * MILLI;

  /** How often nodes may try until one of them has a majority. */
  private static final long ROUNDS = 20;

  /**
   * After the last fault: a request that is under way may still fail, after the timeout, and is
   * tried again after a pause, the longest. Then, or after a sleep of a ttl that began before the
   * fault, the key may be gone without an explanation, and its next holder waits for a ttl. A node
   * that defers does so after the failure or the sleep.
   */
  long afterTheLastFault() {
    long ttl = settings.ttl().toNanos();
    long pause = Math.min(500 * MILLI, ttl / 3);
    return (long) (SLOW * (2 * ttl + settings.timeout().toNanos() + pause + deference()))
        + agreement()
        + SLACK_NANOS;
  }

  /**
   * After the holder stepped down: the release, the wake-up, the attempt and its answer are four
   * ways; the holder may have had to wait for an answer before, and the woken one too; the jitter
   * after the wake-up is a millisecond.
   */
  long handOver() {
    return (long) (SLOW * deference())
        + 8 * SimulatedNetwork.LONGEST_WAY_NANOS
        + 4 * MILLI
        + agreement();
  }

  /**
   * After the holder was asked to leave: the news, the renewal and its answer are three ways; it
   * may have had to wait for the answer to another renewal before, and for a moment after that.
   */
  long leaving() {
    return (long) (SLOW * settings.ttl().toNanos() / 30)
        + 5 * SimulatedNetwork.LONGEST_WAY_NANOS
        + MILLI;
  }

  /**
   * After the holder crashed: its key expires, and the others have seen it run down. In a quorum it
   * may happen that a member is asked in the moment in which its key has just expired by its own
   * clock, but not yet by that of who asks: then that one waits for a ttl. So it may with a node
   * whose ttl is shorter than the holder's: it looks before the key can have expired, too.
   */
  long takeOver() {
    boolean mayWait = topology == Topology.QUORUM || oddity == Oddity.DIFFERENT_TTLS;
    long waits = mayWait ? 2 : 1;
    return (long) (SLOW * (waits * settings.ttl().toNanos() + deference()))
        + agreement()
        + SLACK_NANOS;
  }

  /**
   * After the last fault: a holder has had the key of each member for a ttl, and it is up for one.
   */
  long untilAllMembersVote() {
    return 2 * settings.ttl().toNanos() + 3000 * MILLI;
  }

  /** Of several members each may vote for another node; then they try again, some times. */
  private long agreement() {
    return topology == Topology.QUORUM ? ROUNDS * 60 * MILLI : 0;
  }

  private long deference() {
    return settings.deference().toNanos();
  }
}
