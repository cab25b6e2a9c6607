/**
 * This node's copy of a shared schedule.
 *
 * <p>Start at {@link io.beatcop.quartz.shared.copy.LocalSchedule}: the state of the schedule, its
 * lock, and the RAMJobStore that fires by it. {@link io.beatcop.quartz.shared.copy.RamCopy} makes
 * that RAMJobStore equal to the state, {@link io.beatcop.quartz.shared.copy.Signals} passes on what
 * it tells the scheduler, and {@link io.beatcop.quartz.shared.copy.ScheduleNews} hears of changes.
 *
 * <p>Nothing here knows Redis or has a thread.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.shared.copy;

import org.jspecify.annotations.NullMarked;
