package io.beatcop.cli;

import io.beatcop.cli.run.Invocation;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The options of what runs a command, beside those that say which Redis. They have no types: {@link
 * Invocation} reads them from wherever they were written.
 */
@SuppressWarnings("UnusedVariable") // Picocli reads what is mixed in.
final class RunOptions {

  @Mixin
  private CommandSpec options = SettingOptions.of(setting -> setting.section().equals("beatcop"));

  @Option(
      names = "--dry-run",
      description = "Check the settings, show each with where it comes from, run nothing.")
  private boolean dryRun;

  boolean isDryRun() {
    return dryRun;
  }
}
