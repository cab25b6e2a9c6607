/**
 * The settings, from the command line, the environment, and a file in BeatCop 1.0's format, in this
 * order.
 *
 * <p>Every value knows its origin, for errors and for {@code --dry-run}. This package may depend on
 * {@code io.beatcop.lease}, for errors and durations, and on nothing else.
 */
@NullMarked
package io.beatcop.settings;

import org.jspecify.annotations.NullMarked;
