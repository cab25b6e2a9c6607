package io.beatcop.lease;

/**
 * The decision on a tally of a quorum.
 *
 * @param answer what to tell the node
 * @param letsGo whether the node gives back what the members granted it
 */
record QuorumDecision(LeaseAnswer answer, boolean letsGo) {

  static QuorumDecision keeping(LeaseAnswer answer) {
    return new QuorumDecision(answer, false);
  }

  static QuorumDecision lettingGo(LeaseAnswer answer) {
    return new QuorumDecision(answer, true);
  }
}
