package io.beatcop.lease;

/**
 * What the tally of a quorum came to.
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
