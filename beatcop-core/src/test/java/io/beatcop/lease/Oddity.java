package io.beatcop.lease;

/** What is odd about some simulated worlds; most have nothing of it. */
enum Oddity {
  /** Nothing. */
  NONE,
  /** A node that restarts has the name that it had before (L-d). */
  KEPT_NAMES,
  /** Two nodes each have one name (L-d). */
  SHARED_NAMES,
  /**
   * The nodes have different ttls (L-k). Keys are lost in no such world: see {@link #keepsKeys}.
   */
  DIFFERENT_TTLS,
  /**
   * Machines stop, and both of their clocks with them, as a virtual machine does that is paused and
   * not told (L-k). No lease notices that before it asks again.
   */
  STOPPED_CLOCKS;

  /** Follows from the seed, and draws nothing: so the other worlds are what they were. */
  static Oddity of(long seed) {
    return switch ((int) Math.floorMod(seed, 16L)) {
      case 3 -> KEPT_NAMES;
      case 7 -> SHARED_NAMES;
      case 11 -> DIFFERENT_TTLS;
      case 15 -> STOPPED_CLOCKS;
      default -> NONE;
    };
  }

  /**
   * Known limit: the wait for a holder that may be left is as long as the waiting node's own ttl,
   * and is counted by clocks that run. So where ttls differ or clocks stop, keys go by expiry and
   * release only.
   */
  boolean keepsKeys() {
    return this == DIFFERENT_TTLS || this == STOPPED_CLOCKS;
  }
}
