/**
 * Tells the state of this node: to Prometheus and probes by HTTP, to systemd by its socket.
 *
 * <p>It listens as a {@link io.beatcop.process.SupervisorListener} and a {@link
 * io.beatcop.lease.LeaseListener}, and changes nothing. The classes for HTTP are loaded only if
 * HTTP is set.
 */
@NullMarked
package io.beatcop.monitor;

import org.jspecify.annotations.NullMarked;
