package io.beatcop.redis;

/** What befalls three servers. */
class QuorumOfThreeIT extends QuorumFaults {

  QuorumOfThreeIT() {
    super(3);
  }
}
