package io.beatcop.cli.run;

import io.beatcop.lease.SettingException;
import io.beatcop.settings.Setting;
import io.beatcop.settings.Settings;
import io.beatcop.settings.Value;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed command line that runs something.
 *
 * @param asBeatCop1 whether it is {@code beatcop FILE}, which works as BeatCop 1.0 did
 * @param options the options that are settings
 * @param file the file that it names, if any
 * @param isDryRun whether to run nothing, and show the settings
 * @param words the command, if it is on the command line
 */
public record Invocation(
    boolean asBeatCop1,
    Map<Setting, String> options,
    Optional<Path> file,
    boolean isDryRun,
    List<String> words) {

  /** Copies the collections. */
  public Invocation {
    options = Map.copyOf(options);
    words = List.copyOf(words);
  }

  /**
   * Runs it.
   *
   * @param environment the environment that settings may come from
   * @param out the output of a dry run
   * @return the exit code
   * @throws SettingException if a setting is wrong
   * @throws WrongUsage if there is nothing to run, or no such file
   */
  public int run(Map<String, String> environment, PrintWriter out) {
    if (asBeatCop1) {
      checkIsFile(file.orElseThrow());
    }
    Settings settings = Settings.of(options, environment, file);
    RunSettings effective =
        asBeatCop1 ? ofFile(settings) : RunSettings.of(settings, command(settings), false);
    if (isDryRun) {
      return new DryRun(settings, effective).print(out);
    }
    return new Launch(settings, effective).run();
  }

  private static void checkIsFile(Path file) {
    if (!Files.exists(file) && file.toString().matches("[\\w-]+")) {
      throw new WrongUsage("'" + file + "' is neither a command nor a file");
    }
  }

  private RunCommandLine command(Settings settings) {
    if (words.isEmpty()) {
      Value command =
          settings.find(Setting.COMMAND).orElseThrow(() -> new WrongUsage("Missing COMMAND"));
      return RunCommandLine.of(command, settings);
    }
    if (!settings.flag(Setting.SHELL).orElse(false)) {
      return RunCommandLine.of(words);
    }
    if (words.size() > 1) {
      throw new WrongUsage("With --shell the command must be one argument: put it into quotes");
    }
    return RunCommandLine.ofShell(words.get(0));
  }

  private RunSettings ofFile(Settings settings) {
    if (settings.find(Setting.REDIS).isEmpty()
        && settings.find(Setting.HOST).isEmpty()
        && settings.find(Setting.STARTUP_NODES).isEmpty()) {
      throw missing("[redis] host", "must be given, or startup_nodes, or uri");
    }
    if (settings.ttl().isEmpty()) {
      throw missing("[beatcop] timeout", "must be given, in milliseconds, or ttl");
    }
    Value command =
        settings
            .find(Setting.COMMAND)
            .orElseThrow(() -> missing("[beatcop] command", "must be given"));
    return RunSettings.of(settings, RunCommandLine.of(command, settings), true);
  }

  private SettingException missing(String key, String expected) {
    return new SettingException(file.orElseThrow() + ": " + key, "''", expected);
  }
}
