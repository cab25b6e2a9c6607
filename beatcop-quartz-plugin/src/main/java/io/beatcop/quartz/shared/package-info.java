/**
 * The shared schedule: what goes between its place in Redis and this node's copy of it.
 *
 * <pre>
 *   a user's call ── ScheduleWriter ── store.RedisSchedule      written first
 *                         │                   │
 *                 copy.LocalSchedule ── ScheduleFollower        applied then, on all nodes in one order
 *                         │
 *   Quartz' fire path ── FirePath ── RAMJobStore                in memory, on the holder of the lease
 * </pre>
 *
 * <p>Start at {@link io.beatcop.quartz.shared.SharedSchedule}, which makes these parts. {@code
 * ScheduleFollower} is the thread, and {@code ScheduleRound} its work: {@code ScheduleReader} reads
 * changes, {@code ScheduleRestorer} writes back what Redis has lost, {@code MarkKeeper} marks the
 * jobs that run, and {@code RunNotes} tells operators of runs. {@code RunData} writes the data that
 * a run leaves. {@code FirePath} has the firings: {@code Takeover}, {@code FiringsUnderWay}, {@code
 * BlockedTriggers}, {@code FiringResults} and {@link io.beatcop.quartz.shared.Vetoes} are its
 * parts. {@code ScheduleGround} is what all of this needs from outside; a simulation has another
 * one. {@link io.beatcop.quartz.shared.StoreLink} is where the plugin and the job store meet.
 *
 * <p>The rules of changes are in {@code io.beatcop.quartz.schedule}. It knows nothing of the fire
 * journal.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.shared;

import org.jspecify.annotations.NullMarked;
