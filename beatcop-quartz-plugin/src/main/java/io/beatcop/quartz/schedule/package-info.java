/**
 * The schedule that the nodes of a cluster share: jobs, triggers, calendars and pauses as values,
 * and the rules of changing them.
 *
 * <p>Start at {@link io.beatcop.quartz.schedule.ScheduleState}, the schedule in one version, and
 * {@link io.beatcop.quartz.schedule.Change}, which leads to the next. {@link
 * io.beatcop.quartz.schedule.ScheduleEdits} and {@link io.beatcop.quartz.schedule.PauseEdits} make
 * a change of what a user asks for. The classes whose names end in Text write jobs, triggers and
 * calendars as JSON.
 *
 * <p>It is pure: it has no thread, clock, Redis or scheduler, and of Quartz it knows the values.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.schedule;

import org.jspecify.annotations.NullMarked;
