/**
 * Runs a child process for as long as this node holds a lease, and never longer (C1).
 *
 * <p>Data flows one way: the lease says until when, the {@link io.beatcop.process.Supervisor}
 * decides, the {@link io.beatcop.process.Guard} acts. The guard is a small program outside of this
 * JVM, so the child ends even if no thread of ours is alive. This package may depend on {@code
 * io.beatcop.lease}, and on nothing that knows Redis.
 *
 * <p>Start at {@link io.beatcop.process.Supervisor}:
 *
 * <pre>
 *   Supervisor          the loop of one node: it takes an Event, and does what is due
 *   SupervisorMachine   the rules; Phase is its state, with a picture of it
 *   Contest             what it competes for: a lease, or a slot
 *   LeaseMembership     joins and leaves the contest for the lease
 *   Child               one life of the child; GuardDeadline is the time that the guard was given,
 *                       StopBudget the times of TERM and KILL, LastResort the kill without a guard
 *   RestartPolicy       what to do when the child has ended; SignalRules, what a signal means
 *   HealthWatch         runs the health check
 *   Guard               the channel to the guard; GuardFrame has its messages
 * </pre>
 *
 * <p>Its 29 types are one package, since most are package-private: only {@code Supervisor} uses the
 * machine, and only {@code Guard} the frames.
 */
@NullMarked
package io.beatcop.process;

import org.jspecify.annotations.NullMarked;
