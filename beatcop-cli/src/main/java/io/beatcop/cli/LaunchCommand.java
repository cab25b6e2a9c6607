package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.cli.run.Invocation;
import io.beatcop.cli.run.WrongUsage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that runs something on one node, with its options. They have no types: {@link
 * Invocation} reads them, wherever they were written.
 */
@Command(
    synopsisHeading = "",
    sortOptions = false,
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nExamples:%n")
abstract class LaunchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin final RedisOptions redis = new RedisOptions();

  @Mixin
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private CommandSpec options = SettingOptions.of(setting -> setting.section().equals("beatcop"));

  @Option(
      names = "--dry-run",
      description = "Check the settings, and show where each comes from. Run nothing.")
  private boolean dryRun;

  /** Runs the invocation that picocli has parsed so far. */
  final int launch(boolean asBeatCop1, Optional<Path> file, List<String> words) {
    BeatCopCommand root = (BeatCopCommand) spec.root().userObject();
    Invocation invocation = new Invocation(asBeatCop1, redis.given(), file, dryRun, words);
    try {
      return invocation.run(root.environment(), spec.commandLine().getOut());
    } catch (WrongUsage e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
