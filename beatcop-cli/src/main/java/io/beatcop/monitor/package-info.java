/**
 * Tells the outside how this node is: Prometheus and probes by HTTP, systemd by its socket.
 *
 * <p>Hears of what happens as a {@link io.beatcop.process.SupervisorListener} and a {@link
 * io.beatcop.lease.LeaseListener}, and changes nothing. What speaks HTTP is loaded only where it is
 * asked for.
 */
@NullMarked
package io.beatcop.monitor;

import org.jspecify.annotations.NullMarked;
