package io.beatcop.lease;

/**
 * What the poll of a quorum came to.
 *
 * @param answer what to tell the node
 * @param letsGo whether the node gives back what the members granted it
 */
record Verdict(LeaseAnswer answer, boolean letsGo) {

  static Verdict keeping(LeaseAnswer answer) {
    return new Verdict(answer, false);
  }

  static Verdict lettingGo(LeaseAnswer answer) {
    return new Verdict(answer, true);
  }
}
