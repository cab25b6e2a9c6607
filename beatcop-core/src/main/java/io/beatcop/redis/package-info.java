/**
 * The lease on Redis: its keys, the scripts that decide, and the builder that takes a Redis URI.
 *
 * <p>Start at {@link io.beatcop.redis.RedisLease}, which users take. {@link
 * io.beatcop.redis.RedisLeaseStore} asks the scripts, over a {@code RedisLink} that all leases at
 * one place share; {@code ReleaseSignal} hears of releases. {@link io.beatcop.redis.LeaseControl}
 * is for operators, and {@code MajorityView} makes one answer of those of a quorum's members. A
 * type that is {@link io.beatcop.lease.Internal} is for BeatCop's own modules. Each package knows
 * those below it in this list, and none above:
 *
 * <pre>
 *   io.beatcop.redis.schedule  the schedule that Quartz nodes share, as texts
 *   io.beatcop.redis           the lease: keys and scripts
 *             redis.connect    connections, routes, errors, text
 *             redis.socket     sockets: names, TLS, limits
 *             redis.settings   what users write
 * </pre>
 *
 * <p>Nothing else in the project imports Jedis.
 */
@NullMarked
package io.beatcop.redis;

import org.jspecify.annotations.NullMarked;
