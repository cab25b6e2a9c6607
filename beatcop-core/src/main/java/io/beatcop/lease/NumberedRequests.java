package io.beatcop.lease;

import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import java.util.OptionalLong;

/**
 * Makes and numbers the requests of a node, so that the store can tell late ones from new ones.
 *
 * <p>No two requests share a number; a campaign has a greater number than those before it.
 */
final class NumberedRequests {

  private final boolean trustAbsence;
  private long campaign;
  private long number;

  NumberedRequests(LeaseSettings settings) {
    this.trustAbsence = settings.trustAbsence();
  }

  /** Begins a campaign. A request that is still under way counts as late from here on. */
  void beginCampaign() {
    campaign++;
  }

  Acquire acquire(Evidence evidence, OptionalLong served, Moment now) {
    number++;
    return new Acquire(
        campaign, number, evidence.tokenFloor(now), evidence.runOutTerm(now), served, trustAbsence);
  }

  Renew renew(long token) {
    number++;
    return new Renew(campaign, number, token);
  }

  Release release() {
    return new Release(campaign);
  }
}
