package io.beatcop.lease;

/** A rule of the lease, broken on purpose, to see that the simulation finds out. */
enum Mutation {
  /** Nothing is broken. */
  NONE,
  /** The driver counts the deadline from the reply (breaks L3). */
  DEADLINE_FROM_THE_REPLY,
  /** The node reads no wall clock: a machine that sleeps does not notice (breaks L3). */
  NO_WALL_CLOCK,
  /** Release deletes the key whoever has it. */
  RELEASE_WITHOUT_COMPARE,
  /** Release deletes the key of any campaign of the holder. */
  RELEASE_OF_ANY_CAMPAIGN,
  /** Renewal extends the key whoever has it. */
  RENEWAL_WITHOUT_COMPARE,
  /** A missing key is free whatever the reason (L7 off). */
  TRUST_ABSENCE,
  /** The token is the asker's clock alone (breaks L6). */
  TOKEN_FROM_THE_CLOCK,
  /** A reply that comes after the deadline counts as if it had come at once. */
  LATE_REPLY_ACCEPTED,
  /** The term seen last is shown as evidence before it can have run out (breaks S9). */
  EVIDENCE_AT_ONCE,
  /** «Mine already» is a grant although the grant was pending (breaks L5 with L7). */
  MINE_ALREADY_SKIPS_THE_WAIT,
  /** A wait counts although the key was away meanwhile, and another may have had it. */
  WAIT_ACROSS_POSSESSIONS,
  /** The last term is told for a key that another set over it. */
  TERM_OF_ANOTHER_HOLDER,
  /** A holder that was started twice is one (breaks L-d). */
  STARTS_NOT_TOLD_APART,
  /** No rule is broken, but what no lease can promise is promised: see {@link Oddity}. */
  STOPPED_CLOCKS_PROMISED,
  /** A store that has just started is believed (breaks S10). */
  UPTIME_IGNORED,
  /** «Mine already» is a grant although the lease is paused. */
  PAUSE_SPARES_WHO_HAS_THE_KEY,
  /** A holder is not told that the lease is paused. */
  PAUSE_IS_NOT_TOLD,
  /** Nobody is woken by the end of a pause. */
  RESUME_WAKES_NOBODY,
  /** Nobody waits for the replicas (breaks WAIT). */
  REPLICAS_NOT_WAITED_FOR(Topology.REPLICATED),
  /** One replica of several is enough. */
  ONE_REPLICA_IS_ENOUGH(Topology.REPLICATED),
  /** Half of the members are a majority. */
  HALF_IS_A_MAJORITY(Topology.QUORUM),
  /** A member that restarted empty votes at once. */
  PENDING_VOTES(Topology.QUORUM),
  /** A key that was given back is asked for again in the same campaign. */
  ONE_CAMPAIGN_AFTER_LETTING_GO(Topology.QUORUM),
  /** The token of a term is not written to those that voted for it. */
  TOKEN_NOT_WRITTEN_BACK(Topology.QUORUM),
  /** The token is not the greatest that the members told. */
  GREATEST_TOKEN_NOT_TAKEN(Topology.QUORUM),
  /** A member that forgot the token is believed to know it. */
  FORGETFUL_MEMBERS_BELIEVED(Topology.QUORUM),
  /** Grants of less than a majority are kept until they expire. */
  PARTIAL_GRANTS_KEPT(Topology.QUORUM);

  private final Topology topology;

  Mutation() {
    this(Topology.SINGLE);
  }

  Mutation(Topology topology) {
    this.topology = topology;
  }

  /** Where the rule applies. */
  Topology topology() {
    return topology;
  }
}
