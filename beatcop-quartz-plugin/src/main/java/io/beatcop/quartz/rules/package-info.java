/**
 * The rules of firing and recovery (F1 to F7): which firings may go on, what the journal is to be
 * told, and which times nobody has fired.
 *
 * <p>Start at {@link io.beatcop.quartz.rules.FireMachine}, which decides. Of each trigger it has a
 * {@code TriggerRecord}, in which {@link io.beatcop.quartz.rules.FiredSlots} is what was fired;
 * {@code EarlierClaims} are those whose end is not known. {@link
 * io.beatcop.quartz.rules.MissedFires} finds what was missed, by the times that {@link
 * io.beatcop.quartz.rules.Schedule} counts. The rest are values that go in and out: a {@link
 * io.beatcop.quartz.rules.Firing} asks for a {@link io.beatcop.quartz.rules.Slot}, {@link
 * io.beatcop.quartz.rules.JournalWrite} is for the journal, {@link
 * io.beatcop.quartz.rules.JournalPage} comes from it.
 *
 * <p>Nothing here has a thread, a clock, Redis, a logger or a scheduler. Of Quartz it knows
 * triggers, jobs and calendars as values, and of the plugin nothing.
 *
 * <p>This is no API: what is public is so for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.rules;

import org.jspecify.annotations.NullMarked;
