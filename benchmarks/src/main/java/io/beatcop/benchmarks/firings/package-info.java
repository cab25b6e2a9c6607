/**
 * Measures how many jobs a second this project and its peers fire, on the same work in one run.
 *
 * <p>{@link io.beatcop.benchmarks.firings.Firings} asks for turns, and prints. Each contestant is a
 * JVM of its own, {@link io.beatcop.benchmarks.firings.Turns}: one peer needs another Quartz, and
 * none shall warm up, or fill the heap of, another.
 */
@NullMarked
package io.beatcop.benchmarks.firings;

import org.jspecify.annotations.NullMarked;
