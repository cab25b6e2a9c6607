/**
 * The Quartz plugin: it lets a cluster of schedulers, each with its own RAMJobStore, fire each job
 * on exactly one node, the one that holds a lease.
 *
 * <p>{@link io.beatcop.quartz.BeatCopPlugin} is registered in {@code quartz.properties} and wires
 * the rest; {@code VetoGate} decides on each firing; {@link io.beatcop.quartz.BeatCop} is for jobs.
 */
@NullMarked
package io.beatcop.quartz;

import org.jspecify.annotations.NullMarked;
