/**
 * A lease: the right to act. At most one node of a cluster has it at a time, and it ends by itself
 * if its holder dies.
 *
 * <p><b>The promise.</b> At no instant do two nodes see {@link io.beatcop.lease.Lease#isHeld()}
 * true. While at least one node campaigns and reaches the store, one holds the lease: after a
 * release within milliseconds, after a crash within a ttl, and after the store lost its memory
 * within two.
 *
 * <p><b>Its limits.</b> The promise is about {@code isHeld()}, not about what was begun while it
 * was true: a thread that asks and is then paused may act after its term. Only the resource that
 * the work writes to can refuse that, by the {@linkplain io.beatcop.lease.Lease#token() fencing
 * token}. The promise also needs clocks that run equally fast within a tenth; they need not show
 * the same time. And it needs a store that never forgets unnoticed what it has acknowledged; a loss
 * of memory that is noticed costs a ttl of waiting.
 *
 * <p><b>The numbers.</b> The ttl is how long a crashed node stays in the way. A holder renews every
 * third of it, so that one lost request does no harm; it waits for an answer for a sixth; it does
 * not use the last tenth, for clocks that drift. Ten seconds suit most clusters. Less than a second
 * invites losses by garbage collection.
 *
 * <p><b>Where to look.</b> Users need {@link io.beatcop.lease.Lease}, its settings and its
 * listener; a type that is {@link io.beatcop.lease.Internal} is for BeatCop's own modules. The
 * rest, from the rules to the threads:
 *
 * <pre>
 *   LeaseMachine    the rules, for one node. Its state is a Phase, its news are Changes; Evidence,
 *                   NextRequest, NumberedRequests, Backoff and FailureStreak are its parts
 *   LeaseLoop       drives the machine of one lease, and publishes what this node holds
 *   LeaseEvents     tells the news of one lease to the log and the listeners, and watches the deadline
 *   LeaseWork       a task of the user's that runs during the terms; LeaseHealth asks for its node's health
 *   LeaseDriver     the thread that asks for all leases at one place; Messenger, the one that tells
 *   LeaseStore      what is asked: a LeaseRequest, which gets a LeaseAnswer
 *   LeaseGroup      leases that several nodes share; SliceMoves does what the rules of the package balance
 *                   plan, GroupLooks has the thread, Slice is what a user sees of one lease
 *   Quorum          the rules by which several stores are one; QuorumMember, Majority, Tally and
 *                   OtherHolders are its parts, QuorumStore and QuorumGroup its threads
 * </pre>
 *
 * <p>This package knows no store: it imports the JDK, SLF4J and JSpecify, and nothing else. Its log
 * lines say Redis all the same, since there is no other store, and that is the word to look for.
 *
 * <p><b>Why it is one package.</b> Two thirds of its 57 types are the rules and the threads, and
 * package-private: nobody may depend on them. In packages of their own they would be public.
 */
@NullMarked
package io.beatcop.lease;

import org.jspecify.annotations.NullMarked;
