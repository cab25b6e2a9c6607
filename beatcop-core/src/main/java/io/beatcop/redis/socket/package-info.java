/**
 * Sockets to one server, each with a limit for every wait and every reply.
 *
 * <p>Start at {@link io.beatcop.redis.socket.Sockets}, which opens one: by the {@link
 * io.beatcop.redis.socket.NameService}, by TLS, or as a Unix domain socket.
 *
 * <p>It knows the settings, and of Jedis what a factory of sockets is. This is no API: what is
 * public is so for the packages above.
 */
@NullMarked
package io.beatcop.redis.socket;

import org.jspecify.annotations.NullMarked;
