package io.beatcop.lease;

/**
 * What a node has been granted: a term of the lease.
 *
 * @param token the fencing token: greater than that of every earlier term of this lease (L6)
 * @param deadline until when the node may act on it, unless it is renewed
 */
public record Grant(long token, Deadline deadline) {}
