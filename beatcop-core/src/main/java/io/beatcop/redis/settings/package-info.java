/**
 * Where Redis is, and how to log in there, as users write it.
 *
 * <p>Start at {@link io.beatcop.redis.settings.RedisSettings}, which users make from a URI and
 * single settings. {@code RedisUri} takes a URI apart, and {@code RedisGrammar} checks what each
 * part may be. The rest are the parts of the settings: the {@link
 * io.beatcop.redis.settings.RedisTopology}, {@link io.beatcop.redis.settings.RedisTls}, and the
 * {@link io.beatcop.redis.settings.LoginSource} that is asked at each connection.
 *
 * <p>It knows nothing of connections, and of Jedis the exception for a login that can't be had.
 */
@NullMarked
package io.beatcop.redis.settings;

import org.jspecify.annotations.NullMarked;
