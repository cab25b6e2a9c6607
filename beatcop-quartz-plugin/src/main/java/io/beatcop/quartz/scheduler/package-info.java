/**
 * The edge to Quartz, and the threads: the work of one plugin entry in its scheduler.
 *
 * <p>Start at {@link io.beatcop.quartz.scheduler.EntryParts}, which makes and connects the rest.
 * Then follow a firing: Quartz asks the {@link io.beatcop.quartz.scheduler.VetoGate}, which lets it
 * through or not. {@code Recovery} is the thread that winds back what nobody fired, by way of
 * {@link io.beatcop.quartz.scheduler.Triggers} and {@code OrphanedJobs}. The rest are listeners, to
 * the scheduler ({@link io.beatcop.quartz.scheduler.SchedulerLifecycle}, {@code ScheduleEvents})
 * and to the lease ({@code JobInterrupter}, {@code StepDownListener}, {@link
 * io.beatcop.quartz.scheduler.LeaseNews}), and {@link io.beatcop.quartz.scheduler.PluginSettings}.
 *
 * <p>It knows the journal, the rules, the lease and Quartz, but not the package that users see. It
 * is one package since most of its types are package-private, and are made in one place.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.scheduler;

import org.jspecify.annotations.NullMarked;
