package io.beatcop.lease;

/**
 * A question to one member of a {@link Quorum}.
 *
 * @param member the index of the member
 * @param tally the number of the tally that it belongs to
 * @param campaign the campaign of the quorum that asks
 * @param purpose the purpose
 * @param request the request
 */
record MemberRequest(int member, long tally, long campaign, Purpose purpose, LeaseRequest request) {

  /** The purpose of a request. */
  enum Purpose {
    /** To ask the member for its answer to the node's request. */
    VOTE,
    /** To write the token of the term to a member that granted it. */
    CONFIRM,
    /** To give back a grant that did not lead to a term. */
    LET_GO
  }
}
