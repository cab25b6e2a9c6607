/**
 * The log of the command line: to standard error, a line for each event, plain or JSON.
 *
 * <p>It is an SLF4J provider of our own since the small one that exists can't write JSON, and the
 * ones that can cost more time at start than all the rest of this program. Depends on SLF4J, and on
 * the core for what makes text visible.
 */
@NullMarked
package io.beatcop.log;

import org.jspecify.annotations.NullMarked;
