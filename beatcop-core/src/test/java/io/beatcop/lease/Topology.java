package io.beatcop.lease;

/** On what a simulated cluster keeps its lease. */
enum Topology {
  /** One server. */
  SINGLE,
  /** A server with replicas, of which one takes over when it dies; writes wait for them. */
  REPLICATED,
  /** Several servers, a majority of which decides. */
  QUORUM
}
