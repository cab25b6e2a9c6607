/**
 * The log of the command line: to standard error, a line for each event, plain or JSON.
 *
 * <p>Start at {@link io.beatcop.log.Log}. SLF4J finds the {@link io.beatcop.log.LogProvider}, whose
 * {@code LineLogger} hands each {@code LogEvent} to the log; a {@link io.beatcop.log.LogFormat}
 * writes its line.
 *
 * <p>It is an SLF4J provider of our own: the existing small one can't write JSON, and those that
 * can take longer to start than the rest of this program. It depends on SLF4J, and on the core for
 * {@code VisibleText}.
 */
@NullMarked
package io.beatcop.log;

import org.jspecify.annotations.NullMarked;
