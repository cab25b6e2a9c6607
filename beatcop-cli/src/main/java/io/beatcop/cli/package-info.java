/**
 * The command line: {@link io.beatcop.cli.Main}, a class for each command, and their options. A
 * command turns options into settings and an outcome into an exit code.
 *
 * <p>{@link io.beatcop.cli.BeatCopCommand} lists the commands. Their work is in the packages below:
 * {@code run} for {@code beatcop run} and {@code beatcop FILE}, {@code doctor} for the checks,
 * {@code report} for the output. None of these knows a command. {@code run} and {@code doctor}
 * don't know each other, and {@code report} knows neither.
 *
 * <p>Its types, some 27, are one package, since a newcomer looks for a command by its name. Each
 * command is a class, and commands with the same options share a base class.
 */
@NullMarked
package io.beatcop.cli;

import org.jspecify.annotations.NullMarked;
