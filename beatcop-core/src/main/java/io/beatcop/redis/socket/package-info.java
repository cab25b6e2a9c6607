/**
 * Sockets to one server, each with a limit for every wait and every reply.
 *
 * <p>Start at {@link io.beatcop.redis.socket.Sockets}, which opens one: by the {@link
 * io.beatcop.redis.socket.NameService}, by TLS, or as a Unix domain socket.
 *
 * <p>It knows the settings, and of Jedis only the factory of sockets and its exception. This is no
 * API: the public types are for the packages above.
 */
@NullMarked
package io.beatcop.redis.socket;

import org.jspecify.annotations.NullMarked;
