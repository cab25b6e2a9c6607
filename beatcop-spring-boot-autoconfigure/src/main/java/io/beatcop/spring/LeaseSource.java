package io.beatcop.spring;

import io.beatcop.redis.LeaseControl;
import java.util.List;
import java.util.Optional;

/** Leases of the application, for operators to see and to change. */
interface LeaseSource {

  /** Whether they are well, and words for each. */
  LeaseHealth health();

  /** The leases, as this node knows them; Redis is not asked. */
  List<LeaseView> views();

  /**
   * What an operator may ask of one of them.
   *
   * @return the control, to be closed by the caller; empty if the lease is none of these
   */
  Optional<LeaseControl> control(String lease);
}
