package io.beatcop.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code beatcop FILE}: does what BeatCop 1.0 did with that file. */
@Command(
    name = "ini",
    hidden = true,
    header = "Run what a file of BeatCop 1.0 says, on exactly one node.",
    synopsisHeading = "",
    customSynopsis = "Usage: beatcop FILE [OPTIONS]%n",
    sortOptions = false,
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:the command has ended, however it did",
      "64:wrong usage",
      "68:Redis can't be reached at the start",
      "69:the lease was lost",
      "76:Redis is older than 2.6.12",
      "78:a setting is wrong"
    })
final class IniCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOptions redis = new RedisOptions();
  @Mixin private RunOptions run = new RunOptions();

  @Parameters(paramLabel = "FILE", description = "The file, with sections [redis] and [beatcop].")
  private Path file = Path.of("");

  IniCommand() {}

  @Override
  public Integer call() {
    Invocation invocation =
        new Invocation(true, redis.given(), Optional.of(file), run.isDryRun(), List.of());
    return BeatCopCommand.run(invocation, spec);
  }
}
