/**
 * The work of one entry of the plugin in its scheduler: recovery, the listeners, and their threads.
 *
 * <p>Start at {@link io.beatcop.quartz.scheduler.EntryParts}, which makes and connects the rest.
 *
 * <pre>
 *   Recovery            the thread that recovers what nobody fired: Triggers finds them,
 *                       WindBack, TriggerChanges and OrphanedJobs do it in the scheduler, TermReport
 *                       and LogPace tell the log, JournalUpkeep tidies the journal
 *   SchedulerLifecycle  joins and leaves the contest as the scheduler starts and stops; SameProcess
 *                       finds two schedulers of one process with one lease
 *   StepDownListener    obeys operators; JobInterrupter interrupts jobs before the lease is lost;
 *                       LeaseNews counts terms. All three listen to the lease
 *   ScheduleEvents      hears of changes of a schedule that is this node's own; LocalChanges warns
 *                       of those that no other node knows
 *   SharedChanges       hears of changes of a shared schedule; RunListener tells it of runs
 * </pre>
 *
 * <p>It knows the gate, the settings, the shared schedule, the journal and the rules, but not the
 * package that users see.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.scheduler;

import org.jspecify.annotations.NullMarked;
