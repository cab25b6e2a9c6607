package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.cli.run.Invocation;
import io.beatcop.cli.run.QuickParse;
import io.beatcop.cli.run.WrongUsage;
import io.beatcop.lease.SettingException;
import io.beatcop.process.Breakdown;
import io.beatcop.process.UserEnvironment;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entry point of the program. */
public final class Main {

  private Main() {}

  /**
   * Runs the command that the command line names, and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    try {
      System.exit(run(arguments, UserEnvironment.variables()));
    } catch (Throwable failure) {
      // An exit that needs no thread.
      Throwable cause =
          failure instanceof ExceptionInInitializerError e ? e.getException() : failure;
      boolean wrongSetting = cause instanceof SettingException;
      System.err.println(
          wrongSetting ? "beatcop: " + cause.getMessage() : Bug.sentence(cause, System.getenv()));
      Runtime.getRuntime().halt(wrongSetting ? ExitCode.CONFIG : Breakdown.of(cause).exitCode());
    }
  }

  private static int run(String[] arguments, Map<String, String> environment) {
    try {
      return attempt(arguments, environment);
    } catch (SettingException e) {
      return ended("beatcop: " + e.getMessage(), ExitCode.of(e));
    } catch (RuntimeException | Error e) {
      return ended(Bug.sentence(e, environment), Breakdown.of(e).exitCode());
    }
  }

  private static int attempt(String[] arguments, Map<String, String> environment) {
    Optional<Invocation> plain = QuickParse.of(List.of(arguments));
    try {
      if (plain.isPresent()) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        return plain.get().run(environment, out);
      }
    } catch (WrongUsage e) {
      // Picocli finds the same mistake, and reports it with a hint at the help.
    }
    return BeatCopCommand.execute(BeatCopCommand.commandLine(environment), arguments);
  }

  private static int ended(String sentence, int code) {
    System.err.println(sentence);
    return code;
  }
}
