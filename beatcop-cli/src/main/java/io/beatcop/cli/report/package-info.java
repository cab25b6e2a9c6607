/**
 * What the commands say: of a lease's status and its history, as lines or as JSON, to a terminal or
 * elsewhere; and their exit codes.
 *
 * <p>Asks nobody anything: what is told is given to it. Depends on the core, for what Redis said,
 * and on no other package of the command line.
 */
@NullMarked
package io.beatcop.cli.report;

import org.jspecify.annotations.NullMarked;
