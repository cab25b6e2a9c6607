package io.beatcop.lease;

import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import java.util.OptionalLong;

/**
 * The requests of a node, numbered, so that the store can tell what is late and what is new.
 *
 * <p>No two requests have one number; a campaign has a greater number than those before it.
 */
final class Requests {

  private final boolean trustAbsence;
  private long campaign;
  private long number;

  Requests(LeaseSettings settings) {
    this.trustAbsence = settings.trustAbsence();
  }

  /** From here on, whatever is still under way is known to be late. */
  void beginCampaign() {
    campaign++;
  }

  Acquire acquire(Sightings sightings, OptionalLong served, Moment now) {
    number++;
    return new Acquire(
        campaign, number, sightings.tokenFloor(now), sightings.evidence(now), served, trustAbsence);
  }

  Renew renew(long token) {
    number++;
    return new Renew(campaign, number, token);
  }

  Release release() {
    return new Release(campaign);
  }
}
