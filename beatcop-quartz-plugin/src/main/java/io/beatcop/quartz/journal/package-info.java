/**
 * The fire journal: where a cluster keeps which scheduled times were fired, in Redis.
 *
 * <p>Start at {@link io.beatcop.quartz.journal.Claims}, which carries the claims of all workers to
 * the journal, and has the lock of the rules. {@link io.beatcop.quartz.journal.Journal} is what it
 * asks, and {@link io.beatcop.quartz.journal.FireJournal} is that in Redis: a Lua script for each
 * step, which lie beside it.
 *
 * <p>It knows the rules, the lease and Redis, and of Quartz the names of triggers alone.
 *
 * <p>This is no API: what is public is so for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.journal;

import org.jspecify.annotations.NullMarked;
