/**
 * Connections to the server that decides about a lease, wherever it is, and what it answers.
 *
 * <p>Start at {@link io.beatcop.redis.connect.RedisConnection}, which runs a {@link
 * io.beatcop.redis.connect.Script} on one connection; {@link io.beatcop.redis.connect.RedisPool}
 * does so on several. A {@link io.beatcop.redis.connect.Route} finds the server, by itself, by
 * sentinels or by a cluster, and the {@code Dialer} connects to it. {@code RedisErrors} sorts what
 * Redis refuses, and {@link io.beatcop.redis.connect.RedisText} decodes what it says.
 *
 * <p>It knows the sockets and the settings, and nothing of keys. This is no API, but for {@link
 * io.beatcop.redis.connect.RedisUnavailableException}: what is public is so for other modules of
 * BeatCop, and may change.
 */
@NullMarked
package io.beatcop.redis.connect;

import org.jspecify.annotations.NullMarked;
