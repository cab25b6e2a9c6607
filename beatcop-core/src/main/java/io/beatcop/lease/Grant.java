package io.beatcop.lease;

/**
 * A term of the lease that was granted to a node.
 *
 * @param token the fencing token: greater than that of every earlier term of this lease (L6)
 * @param deadline until when the node may act on it, unless it is renewed
 */
public record Grant(long token, Deadline deadline) {}
