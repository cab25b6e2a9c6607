package io.beatcop.lease;

/** On what a simulated cluster keeps its lease. */
enum Topology {
  /** One server. */
  SINGLE(1000),
  /** A server with replicas, of which one takes over when it dies; writes wait for them. */
  REPLICATED(500),
  /** Several servers, a majority of which decides. */
  QUORUM(100);

  private final long seeds;

  Topology(long seeds) {
    this.seeds = seeds;
  }

  /** How many seeds a build runs, in a few seconds. */
  long seeds() {
    return seeds;
  }
}
