package io.beatcop.cli;

import io.beatcop.lease.SettingException;
import io.beatcop.process.OnLost;
import io.beatcop.settings.Setting;
import io.beatcop.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
    if (!Files.exists(file) && file.toString().matches("[\\w-]+")) {
      throw new ParameterException(
          spec.commandLine(),
          "'%s' is no file, and no command: there are %s"
              .formatted(file, String.join(", ", BeatCopCommand.names(spec.root()))));
    }
    Settings settings = redis.settings(Optional.of(file));
    for (Setting required : List.of(Setting.COMMAND, Setting.SHELL)) {
      require(settings.find(required).isPresent(), required);
    }
    require(RunSettings.ttl(settings).isPresent(), Setting.TTL_MILLIS);
    boolean hasRedis =
        settings.find(Setting.REDIS).isPresent()
            || settings.find(Setting.HOST).isPresent()
            || settings.find(Setting.STARTUP_NODES).isPresent();
    if (!hasRedis) {
      throw new SettingException(
          file + ": [redis] host", "''", "must be given, or startup_nodes, or uri");
    }
    RunCommandLine command =
        RunCommandLine.of(settings.find(Setting.COMMAND).orElseThrow(), settings);
    RunSettings effective = RunSettings.of(settings, command, OnLost.EXIT);
    if (run.isDryRun()) {
      return new DryRun(settings, effective).print(spec.commandLine().getOut());
    }
    return new Launch(settings, effective).runIfRedisAnswers();
  }

  private void require(boolean present, Setting setting) {
    if (!present) {
      throw new SettingException(
          file + ": [" + setting.section() + "] " + setting.key(), "''", "must be given");
    }
  }
}
