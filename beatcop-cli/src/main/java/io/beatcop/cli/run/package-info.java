/**
 * Runs a command on exactly one node, for {@code beatcop run} and {@code beatcop FILE}.
 *
 * <p>An {@link io.beatcop.cli.run.Invocation} is the parsed command line. It comes from {@link
 * io.beatcop.cli.run.QuickParse}, or from picocli if the command line is not plain. {@code
 * RunSettings} are the settings, put together and checked. {@code DryRun} shows them, {@code
 * Launch} acts on them. Of the other commands' packages it knows {@code report}, for the exit codes
 * and the table.
 */
@NullMarked
package io.beatcop.cli.run;

import org.jspecify.annotations.NullMarked;
