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
 * <p><b>Where to look.</b> {@code LeaseMachine} has the rules, {@code LeaseLoop} drives them for
 * one lease, {@code LeaseEvents} tells its listeners. {@code LeaseGroup} has the threads, for all
 * leases that share a store. {@code Quorum} has the rules by which several stores are one. This
 * package knows no store: it imports the JDK, SLF4J and JSpecify, and nothing else.
 *
 * <p><b>Why it is one package.</b> Two thirds of its 40 types are the rules and the threads, and
 * package-private: nobody may depend on them. In packages of their own they would be public.
 */
@NullMarked
package io.beatcop.lease;

import org.jspecify.annotations.NullMarked;
