package io.beatcop.lease;

/** On what a simulated cluster keeps its lease. */
enum Topology {
  /** One server. */
  SINGLE(1500),
  /** A server with replicas, of which one takes over when it dies; writes wait for them. */
  REPLICATED(750),
  /** Several servers, a majority of which decides. */
  QUORUM(175);

  private final long seeds;

  Topology(long seeds) {
    this.seeds = seeds;
  }

  /** How many seeds take some three seconds. */
  long seeds() {
    return seeds;
  }
}
