/**
 * The shared schedule: its place in Redis, this node's copy of it, and what goes between the two.
 *
 * <pre>
 *   a user's call ── ScheduleWriter ── RedisSchedule      written first
 *                         │                 │
 *                    LocalSchedule ── ScheduleFollower    applied then, on all nodes in one order
 *                         │
 *   Quartz' fire path ── FirePath ── RAMJobStore          in memory, on the holder of the lease
 * </pre>
 *
 * <p>{@link io.beatcop.quartz.shared.SharedSchedule} makes these parts. The rules of changes are in
 * {@code io.beatcop.quartz.schedule}.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.shared;

import org.jspecify.annotations.NullMarked;
