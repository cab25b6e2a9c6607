/**
 * The output of the commands: a lease's status and its history, as lines or as JSON, on a terminal
 * or elsewhere; and their exit codes.
 *
 * <p>Start at {@link io.beatcop.cli.report.StatusReport} or {@link
 * io.beatcop.cli.report.HistoryReport}. {@code HolderTimeline} draws the history, {@link
 * io.beatcop.cli.report.Table} and {@link io.beatcop.cli.report.Json} write, {@link
 * io.beatcop.cli.report.Terminal} shows lines that change.
 *
 * <p>It asks nobody: the commands give it the facts. It depends on the core, for the answers of
 * Redis, and on no other package of the command line.
 */
@NullMarked
package io.beatcop.cli.report;

import org.jspecify.annotations.NullMarked;
