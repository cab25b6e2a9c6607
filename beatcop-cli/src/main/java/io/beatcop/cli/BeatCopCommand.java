package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.lease.SettingException;
import io.beatcop.process.Breakdown;
import io.beatcop.redis.connect.RedisUnavailableException;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code beatcop} command, with its subcommands. A file of BeatCop 1.0 may stand in their
 * place.
 */
@Command(
    name = "beatcop",
    description = "Run something on exactly one node of a cluster, with nothing but Redis.",
    mixinStandardHelpOptions = true,
    versionProvider = BeatCopCommand.Version.class,
    exitCodeOnInvalidInput = ExitCode.USAGE,
    subcommands = {
      RunCommand.class,
      IniCommand.class,
      StatusCommand.class,
      StepDownCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      HistoryCommand.class,
      DoctorCommand.class,
      JobsCommand.class,
      PauseJobCommand.class,
      ResumeJobCommand.class,
      TriggerCommand.class,
      InterruptJobCommand.class,
      ImportJdbcCommand.class,
      GenerateCompletion.class,
      GenerateManCommand.class
    },
    synopsisHeading = "",
    customSynopsis = {
      "Usage: beatcop run [OPTIONS] [--] COMMAND [ARGUMENTS...]",
      "       beatcop FILE [OPTIONS]     a file of BeatCop 1.0, as it is",
      "       beatcop COMMAND [OPTIONS]%n"
    },
    footerHeading = "%nHelp on a command: beatcop COMMAND --help%n")
final class BeatCopCommand implements Runnable {

  /** The version, as the build wrote it into the jar, or into the module that beatcop-full has. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"beatcop " + ofJar().or(Version::ofModule).orElse("(not from a jar)")};
    }

    private static Optional<String> ofJar() {
      return Optional.ofNullable(BeatCopCommand.class.getPackage().getImplementationVersion());
    }

    private static Optional<String> ofModule() {
      return Optional.ofNullable(BeatCopCommand.class.getModule().getDescriptor())
          .flatMap(ModuleDescriptor::rawVersion);
    }
  }

  private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  private BeatCopCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The environment that settings may come from. */
  Map<String, String> environment() {
    return environment;
  }

  /** Runs the command that the arguments name. */
  static int execute(CommandLine commandLine, String... arguments) {
    return commandLine.execute(named(commandLine, arguments));
  }

  /** The arguments with the name of a command in front. Any other name is a file. */
  static String[] named(CommandLine commandLine, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    boolean isFile =
        !all.isEmpty()
            && !commandLine.getSubcommands().containsKey(all.get(0))
            && !OWN_OPTIONS.contains(all.get(0));
    if (isFile) {
      all.add(0, "ini");
    }
    return all.toArray(String[]::new);
  }

  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(new BeatCopCommand(environment));
    // The arguments of the command to run are not ours: neither options nor argument files.
    commandLine.setExpandAtFiles(false);
    commandLine
        .getSubcommands()
        .forEach((name, command) -> command.setStopAtPositional(name.equals("run")));
    commandLine.setParameterExceptionHandler((failure, arguments) -> wrongUsage(failure));
    commandLine.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          if (failure instanceof SettingException wrong) {
            failed.getErr().println("beatcop: " + wrong.getMessage());
            return ExitCode.of(wrong);
          }
          if (failure instanceof RedisUnavailableException) {
            failed.getErr().println("beatcop: " + failure.getMessage());
            return ExitCode.UNAVAILABLE;
          }
          failed.getErr().println(Bug.sentence(failure, environment));
          return Breakdown.of(failure).exitCode();
        });
    return commandLine;
  }

  private static int wrongUsage(ParameterException failure) {
    CommandLine failed = failure.getCommandLine();
    String name = failed.getCommandSpec().qualifiedName();
    failed.getErr().println("beatcop: " + failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, failed.getErr());
    failed.getErr().println("Try '" + name.replace(" ini", "") + " --help'.");
    return ExitCode.USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
