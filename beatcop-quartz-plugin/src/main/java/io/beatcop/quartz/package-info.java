/**
 * The Quartz plugin: it lets a cluster of schedulers, each with its own RAMJobStore, fire each job
 * on exactly one node, the one that holds a lease.
 *
 * <p>This package has what users see, or name in {@code quartz.properties}. Start at {@link
 * io.beatcop.quartz.BeatCopPlugin}, which is registered there; {@link
 * io.beatcop.quartz.SharedJobStore} is a job store that all nodes share; {@link
 * io.beatcop.quartz.BeatCop} is for jobs, {@link io.beatcop.quartz.LeaseMXBean} and {@link
 * io.beatcop.quartz.BeatCopMetrics} are for operators. The packages below it are no API. Each knows
 * those below it in this list, and none above:
 *
 * <pre>
 *   io.beatcop.quartz    what users see
 *             scheduler  the edge to Quartz, and the threads
 *             shared     the schedule that all nodes share, in Redis and in memory
 *             journal    the fire journal in Redis
 *             schedule   that schedule as values, and the rules of changing it: pure
 *             rules      what may fire, and what was missed: pure
 * </pre>
 */
@NullMarked
package io.beatcop.quartz;

import org.jspecify.annotations.NullMarked;
