package io.beatcop.cli;

import io.beatcop.lease.SettingException;
import io.beatcop.process.Breakdown;
import io.beatcop.process.UserEnvironment;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Where the program begins. */
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
      // Users get a sentence, and no trace; and an exit that needs no thread.
      Throwable cause =
          failure instanceof ExceptionInInitializerError e ? e.getException() : failure;
      Breakdown breakdown = Breakdown.of(cause);
      LoggerFactory.getLogger(Main.class).debug("BeatCop has failed", cause);
      boolean wrongSetting = cause instanceof SettingException;
      System.err.println("beatcop: " + (wrongSetting ? cause.getMessage() : breakdown.sentence()));
      Runtime.getRuntime().halt(wrongSetting ? ExitCode.CONFIG : breakdown.exitCode());
    }
  }

  private static int run(String[] arguments, Map<String, String> environment) {
    try {
      return attempt(arguments, environment);
    } catch (SettingException e) {
      return ended("beatcop: " + e.getMessage(), ExitCode.of(e));
    } catch (RuntimeException | Error e) {
      Breakdown breakdown = Breakdown.of(e);
      return breakdown.exitCode() == ExitCode.SOFTWARE
          ? ended(Bug.sentence(e, environment), ExitCode.SOFTWARE)
          : ended("beatcop: " + breakdown.sentence(), breakdown.exitCode());
    }
  }

  private static int attempt(String[] arguments, Map<String, String> environment) {
    Optional<Invocation> plain = QuickParse.of(List.of(arguments));
    if (plain.isPresent()) {
      try {
        return plain
            .get()
            .run(environment, new PrintWriter(System.out, false, StandardCharsets.UTF_8));
      } catch (WrongUsage e) {
        // Picocli comes to the same end, and says it with a hint at the help.
        return BeatCopCommand.execute(BeatCopCommand.commandLine(environment), arguments);
      }
    }
    return BeatCopCommand.execute(BeatCopCommand.commandLine(environment), arguments);
  }

  private static int ended(String sentence, int code) {
    System.err.println(sentence);
    return code;
  }
}
