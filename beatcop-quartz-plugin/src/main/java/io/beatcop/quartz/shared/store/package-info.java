/**
 * A shared schedule in Redis: its items, its last changes, the progress of its triggers, and the
 * marks of the jobs that run.
 *
 * <p>{@link io.beatcop.quartz.shared.store.ScheduleStore} and {@link
 * io.beatcop.quartz.shared.store.RunMarks} say what a node asks, and {@link
 * io.beatcop.quartz.shared.store.ScheduleAnswer} what it may be told. {@code RedisSchedule} and
 * {@code RedisMarks} ask Redis; a simulation has a store of its own. The scripts are beside them.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.shared.store;

import org.jspecify.annotations.NullMarked;
