/**
 * The lease on Redis: the scripts that decide, the connection that runs them, and the builder that
 * takes a Redis URI.
 *
 * <p>Start at {@link io.beatcop.redis.RedisLease}. Nothing else in the project imports Jedis.
 */
@NullMarked
package io.beatcop.redis;

import org.jspecify.annotations.NullMarked;
