package io.beatcop.quartz.simulation;

/**
 * A script in Java: its effect on the memory of the simulated Redis, in one step, and its reply.
 *
 * @param <R> the reply
 */
@FunctionalInterface
interface RedisScript<R> {
  R run(RedisMemory memory);
}
