/**
 * Measures what it costs that all nodes share one schedule, beside the peers that do so.
 *
 * <p>{@link io.beatcop.benchmarks.schedule.SharedSchedules} prints. What is measured is in JVMs of
 * its own.
 */
@NullMarked
package io.beatcop.benchmarks.schedule;

import org.jspecify.annotations.NullMarked;
