/**
 * The schedule that the nodes of a lease share, as Redis keeps it: names, texts and versions, and
 * the scripts that read and change them.
 *
 * <p>Start at {@link io.beatcop.redis.schedule.ScheduleTexts}, which the nodes use as well. {@link
 * io.beatcop.redis.schedule.ScheduleControl} is for operators, from a machine without a scheduler:
 * it knows no Quartz.
 *
 * <p>This is no API: the public types are for BeatCop's own modules, and may change.
 */
@NullMarked
package io.beatcop.redis.schedule;

import org.jspecify.annotations.NullMarked;
