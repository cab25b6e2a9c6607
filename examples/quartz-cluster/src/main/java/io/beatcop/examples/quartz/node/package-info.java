/**
 * One node of the cluster: a plain Quartz application. Its only sign of BeatCop is its {@code
 * quartz.properties}, and in the job the one call that asks for the fencing token.
 */
@NullMarked
package io.beatcop.examples.quartz.node;

import org.jspecify.annotations.NullMarked;
