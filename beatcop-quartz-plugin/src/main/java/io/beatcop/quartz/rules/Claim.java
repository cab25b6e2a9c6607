package io.beatcop.quartz.rules;

/**
 * A claim of a firing in the present term.
 *
 * @param number a number that no other claim of this node has
 */
public record Claim(long number, Firing firing) {

  /** The same as a claim of which nobody knows whether it led to a firing. */
  UnsettledClaim unsettled(long token) {
    return new UnsettledClaim(
        token,
        number,
        firing.trigger(),
        firing.slot(),
        firing.recoverable().map(RecoverableFiring::id));
  }
}
