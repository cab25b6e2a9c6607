/**
 * Where the settings of the command line come from: the command line itself, the environment, a
 * file in BeatCop 1.0's format, in this order.
 *
 * <p>Every value knows where it was written, so that an error can say so and {@code --dry-run} can
 * show it. May depend on {@code io.beatcop.lease}, for errors and durations, and on nothing else.
 */
@NullMarked
package io.beatcop.settings;

import org.jspecify.annotations.NullMarked;
