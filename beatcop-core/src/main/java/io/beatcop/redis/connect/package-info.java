/**
 * Connections to the server that decides about a lease, wherever it is, and its answers.
 *
 * <p>Start at {@link io.beatcop.redis.connect.RedisConnection}, which runs a {@link
 * io.beatcop.redis.connect.Script} on one connection; {@link io.beatcop.redis.connect.RedisPool}
 * does so on several. A {@link io.beatcop.redis.connect.Route} finds the server: directly, by
 * sentinels, or by a cluster, and the {@code Dialer} connects to it. {@code RedisErrors} sorts the
 * errors of Redis, and {@link io.beatcop.redis.connect.RedisText} decodes its values.
 *
 * <p>It knows the sockets and the settings, and nothing of keys. This is no API, except {@link
 * io.beatcop.redis.connect.RedisUnavailableException}: the other public types are for BeatCop's own
 * modules, and may change.
 */
@NullMarked
package io.beatcop.redis.connect;

import org.jspecify.annotations.NullMarked;
