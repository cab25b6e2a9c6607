/**
 * The settings for Redis as users write them: where it is, and how to log in there.
 *
 * <p>Start at {@link io.beatcop.redis.settings.RedisSettings}, which users make from a URI and
 * single settings. {@code RedisUri} takes a URI apart, and {@code RedisGrammar} checks each part.
 * The rest are the parts of the settings: the {@link io.beatcop.redis.settings.RedisTopology},
 * {@link io.beatcop.redis.settings.RedisTls}, and the {@link io.beatcop.redis.settings.LoginSource}
 * that is asked at each connection.
 *
 * <p>It knows nothing of connections, and of Jedis only the exception for a login that is missing
 * for now.
 */
@NullMarked
package io.beatcop.redis.settings;

import org.jspecify.annotations.NullMarked;
