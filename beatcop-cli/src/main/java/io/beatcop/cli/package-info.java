/**
 * The command line: one class per command, which turns options into settings and an outcome into an
 * exit code. What it does is done by the core.
 */
@NullMarked
package io.beatcop.cli;

import org.jspecify.annotations.NullMarked;
