/**
 * The fire journal: a cluster's record in Redis of the scheduled times that were fired.
 *
 * <p>Start at {@link io.beatcop.quartz.journal.Claims}, which carries the claims of all workers to
 * the journal. {@code WriteTurns} has the lock of the rules, and says which worker writes. It asks
 * a {@link io.beatcop.quartz.journal.Journal}; {@link io.beatcop.quartz.journal.FireJournal} is the
 * one in Redis, with a Lua script for each step beside it.
 *
 * <p>It knows the rules, the lease and Redis, and of Quartz only the names of triggers.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.journal;

import org.jspecify.annotations.NullMarked;
