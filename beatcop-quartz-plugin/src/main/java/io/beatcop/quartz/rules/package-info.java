/**
 * The rules of firing and recovery (F1 to F7): which firings may go on, what the journal has to be
 * told, and which times nobody has fired.
 *
 * <p>Start at {@link io.beatcop.quartz.rules.FireMachine}, which decides on firings. For each
 * trigger it has a {@code TriggerRecord}, in which {@link io.beatcop.quartz.rules.FiredSlots} has
 * the fired times; {@code EarlierClaims} has the claims whose outcome is unknown, {@code
 * TermWrites} what a term's writes have said. {@link io.beatcop.quartz.rules.ClaimQueue} says what
 * is written next, and who is answered. {@link io.beatcop.quartz.rules.TriggerRecovery} decides on
 * triggers that may have missed something, and {@link io.beatcop.quartz.rules.MissedFires} finds
 * their missed times, by the times that {@link io.beatcop.quartz.rules.Schedule} computes. The rest
 * are values that go in and out: a {@link io.beatcop.quartz.rules.Firing} asks for a {@link
 * io.beatcop.quartz.rules.Slot}, a {@link io.beatcop.quartz.rules.JournalWrite} goes to the
 * journal, a {@link io.beatcop.quartz.rules.JournalPage} comes from it.
 *
 * <p>Nothing here has a thread, a clock, Redis, a logger or a scheduler. It knows Quartz' triggers,
 * jobs and calendars as values, and no other package of the plugin.
 *
 * <p>It is one package since the machine's parts are package-private: nobody else may use them.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.rules;

import org.jspecify.annotations.NullMarked;
