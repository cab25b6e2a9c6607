package io.beatcop.redis;

import io.beatcop.testing.Slow;

/** What befalls three servers. */
@Slow
class QuorumOfThreeIT extends QuorumFaults {

  QuorumOfThreeIT() {
    super(3);
  }
}
