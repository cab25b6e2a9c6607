package io.beatcop.quartz.rules;

/**
 * A claim of a firing under the term that goes on.
 *
 * @param number tells it from all others of this node
 */
public record Claim(long number, Firing firing) {

  /** The same for those who do not know whether it led to a firing. */
  UnsettledClaim unsettled(long token) {
    return new UnsettledClaim(
        token,
        number,
        firing.trigger(),
        firing.slot(),
        firing.recoverable().map(RecoverableFiring::id));
  }
}
