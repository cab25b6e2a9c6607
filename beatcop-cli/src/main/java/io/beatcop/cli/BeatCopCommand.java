package io.beatcop.cli;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.RedisUnavailableException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code beatcop} command, which has nothing but subcommands. */
@Command(
    name = "beatcop",
    description = "Run something on exactly one node of a cluster, with nothing but Redis.",
    mixinStandardHelpOptions = true,
    versionProvider = BeatCopCommand.Version.class,
    exitCodeOnInvalidInput = ExitCode.USAGE,
    subcommands = {
      RunCommand.class,
      StatusCommand.class,
      StepDownCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      HistoryCommand.class,
      DoctorCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class BeatCopCommand implements Runnable {

  /** The version, as the build wrote it into the jar. */
  static final class Version implements IVersionProvider {

    Version() {}

    @Override
    public String[] getVersion() {
      String version = BeatCopCommand.class.getPackage().getImplementationVersion();
      return new String[] {"beatcop " + (version == null ? "(not from a jar)" : version)};
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  private BeatCopCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The environment that settings may come from. */
  Map<String, String> environment() {
    return environment;
  }

  /**
   * Runs the command, and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(new BeatCopCommand(environment));
    commandLine.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          if (failure instanceof SettingException) {
            failed.getErr().println("beatcop: " + failure.getMessage());
            return ExitCode.CONFIG;
          }
          if (failure instanceof RedisUnavailableException) {
            failed.getErr().println("beatcop: " + failure.getMessage());
            return ExitCode.UNAVAILABLE;
          }
          throw failure;
        });
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
