package io.beatcop.lease;

/**
 * Why a node lost the lease without having given it up.
 *
 * @param reason the kind
 * @param explanation the same in words, for a log
 */
public record Loss(Reason reason, String explanation) {

  /** The kinds of loss. */
  public enum Reason {
    /** It could not be renewed in time: the store did not answer, or this process was paused. */
    EXPIRED,
    /** The wall clock was set, or the machine slept: the age of the last renewal is unknown. */
    CLOCK,
    /** The key names another holder. */
    TAKEN,
    /** The key is gone: deleted, evicted, or the store lost its memory. */
    GONE
  }

  static Loss taken(String holder) {
    return new Loss(Reason.TAKEN, "the key names another holder, " + holder);
  }

  static Loss gone() {
    return new Loss(Reason.GONE, "the key is gone: deleted, evicted, or forgotten");
  }
}
