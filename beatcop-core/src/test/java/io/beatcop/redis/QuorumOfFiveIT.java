package io.beatcop.redis;

import io.beatcop.testing.Slow;

/** What befalls five servers. */
@Slow
class QuorumOfFiveIT extends QuorumFaults {

  QuorumOfFiveIT() {
    super(5);
  }
}
