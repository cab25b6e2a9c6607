/**
 * Tells the state of this node: to Prometheus and probes by HTTP, to systemd by its socket.
 *
 * <p>Start at {@link io.beatcop.monitor.NodeState}, which knows how this node is. {@link
 * io.beatcop.monitor.HttpMonitor} answers from it, with the {@code Metrics}, over an {@code
 * HttpListener}. {@link io.beatcop.monitor.SystemdNotify} tells systemd.
 *
 * <p>It listens as a {@link io.beatcop.process.SupervisorListener} and a {@link
 * io.beatcop.lease.LeaseListener}, and changes nothing. The classes for HTTP are loaded only if
 * HTTP is set.
 */
@NullMarked
package io.beatcop.monitor;

import org.jspecify.annotations.NullMarked;
