package io.beatcop.lease;

import java.util.Optional;
import java.util.OptionalLong;

/** A question to the store. A server answers it in one round trip (L2). */
@Internal
public sealed interface LeaseRequest {

  /**
   * The campaign that asks. A node numbers its campaigns upwards and begins a new one whenever it
   * stops holding or waiting, so that a request which arrives late can't act on a newer term.
   *
   * @return the number
   */
  long campaign();

  /**
   * Take the lease if it is free, or keep it if this campaign has it already (L5).
   *
   * @param campaign the campaign that asks
   * @param number a number that no other request of this holder has
   * @param floor the least token to grant (L6)
   * @param evidence a term that this node knows to have run out, as a {@link LeaseAnswer} showed
   *     it; if it is still the last one recorded, nobody has renewed it since, and the lease is
   *     free
   * @param served the number of the request that took the pending key, if this campaign has waited
   *     for a full ttl since it learned of that (L7)
   * @param trustAbsence whether the lease is free whenever its key is missing, for whatever reason
   */
  record Acquire(
      long campaign,
      long number,
      long floor,
      Optional<String> evidence,
      OptionalLong served,
      boolean trustAbsence)
      implements LeaseRequest {}

  /**
   * Extend the lease, if this campaign still holds it.
   *
   * @param campaign the campaign that asks
   * @param number a number that no other request of this holder has
   * @param token the token of the term
   */
  record Renew(long campaign, long number, long token) implements LeaseRequest {}

  /**
   * Give the lease up, if this campaign has it.
   *
   * @param campaign the campaign that asks
   * @param announced whether to wake waiting nodes (L8)
   */
  record Release(long campaign, boolean announced) implements LeaseRequest {

    /**
     * Give the lease up, and wake waiting nodes.
     *
     * @param campaign the campaign that asks
     */
    public Release(long campaign) {
      this(campaign, true);
    }
  }
}
