/**
 * Runs a child process for as long as this node holds a lease, and never longer (C1).
 *
 * <p>Data flows one way: the lease says until when, the {@link io.beatcop.process.Supervisor}
 * decides, the {@link io.beatcop.process.Guard} acts. The guard is a small program outside of this
 * JVM, so that the child's end needs no thread of ours to be alive. May depend on {@code
 * io.beatcop.lease}, and on nothing that knows Redis.
 *
 * <p>It has 25 types and is one package, since the supervisor, the guard's wire and the rules for
 * signals and stopping are package-private, and share the guard's frames.
 */
@NullMarked
package io.beatcop.process;

import org.jspecify.annotations.NullMarked;
