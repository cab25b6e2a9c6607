package io.beatcop.redis;

/** What befalls five servers. */
class QuorumOfFiveIT extends QuorumFaults {

  QuorumOfFiveIT() {
    super(5);
  }
}
