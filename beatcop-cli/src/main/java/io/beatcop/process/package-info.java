/**
 * Runs a child process for as long as this node holds a lease, and never longer (C1).
 *
 * <p>Data flows one way: the lease says until when, the {@link io.beatcop.process.Supervisor}
 * decides, the {@link io.beatcop.process.Guard} acts. The guard is a small program outside of this
 * JVM, so the child ends even if no thread of ours is alive. This package may depend on {@code
 * io.beatcop.lease}, and on nothing that knows Redis.
 *
 * <p>Its 25 types are one package, since the supervisor, the guard's protocol and the rules for
 * signals and stopping are package-private, and share the guard's frames.
 */
@NullMarked
package io.beatcop.process;

import org.jspecify.annotations.NullMarked;
