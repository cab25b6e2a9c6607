/**
 * The settings, from the command line, the environment, and a file in BeatCop 1.0's format, in this
 * order.
 *
 * <p>Start at {@link io.beatcop.settings.Setting}, which lists them with their names and their
 * help. {@link io.beatcop.settings.Settings} has the {@link io.beatcop.settings.Value} of each,
 * which knows its origin, for errors and for {@code --dry-run}. {@link
 * io.beatcop.settings.ConfiguredRedis} puts those for Redis together. {@code FileSettings} takes
 * them from an {@code IniFile}, which {@code IniReader} and {@code Interpolation} read as Python
 * 2.7 does; {@link io.beatcop.settings.ShellWords} splits a command as its {@code shlex} does.
 *
 * <p>This package may depend on the core, for errors, durations and the settings of Redis, and on
 * nothing else.
 */
@NullMarked
package io.beatcop.settings;

import org.jspecify.annotations.NullMarked;
