/**
 * The shared parts of this project's own tests: a real Redis to run against, and the ledger that
 * says whether two nodes ever acted at once.
 *
 * <p>Start at {@link io.beatcop.testing.RedisServer}, one server for a class of tests. A {@code
 * RedisSource} starts it: Docker, the PATH, or the embedded artifact. {@link
 * io.beatcop.testing.RedisSentinels}, {@link io.beatcop.testing.RedisCluster} and {@link
 * io.beatcop.testing.Twemproxy} are made of several processes. {@link io.beatcop.testing.Ledger}
 * finds two holders. {@link io.beatcop.testing.LogLines} reads the log, {@link
 * io.beatcop.testing.Slow} marks a slow test.
 *
 * <p>Nothing here is published, and nothing here knows the lease: a test of the lease must not be
 * able to share its mistakes. Its 22 types are one package, since half of them are package-private:
 * the sources and the processes of the servers.
 */
@NullMarked
package io.beatcop.testing;

import org.jspecify.annotations.NullMarked;
