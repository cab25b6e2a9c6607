package io.beatcop.cli.run;

import io.beatcop.settings.Setting;
import io.beatcop.settings.Settings;
import io.beatcop.settings.ShellWords;
import io.beatcop.settings.Value;
import java.util.List;
import java.util.Optional;

/**
 * The command to run, as its user wrote it and as it is executed.
 *
 * @param line the command as it was written, on one line
 * @param words the program and its arguments
 * @param written the setting with the command, unless it is on our own command line
 */
record RunCommandLine(String line, List<String> words, Optional<Value> written) {

  RunCommandLine {
    words = List.copyOf(words);
  }

  /** The words of our own command line. */
  static RunCommandLine of(List<String> words) {
    return new RunCommandLine(String.join(" ", words), words, Optional.empty());
  }

  /** A line that a shell executes. */
  static RunCommandLine ofShell(String line) {
    return new RunCommandLine(line, List.of("/bin/sh", "-c", line), Optional.empty());
  }

  /**
   * The command of a file, by BeatCop 1.0's rules.
   *
   * @throws io.beatcop.lease.SettingException if it has no words, or a quote is not closed
   */
  static RunCommandLine of(Value command, Settings settings) {
    if (settings.flag(Setting.SHELL).orElse(false)) {
      return new RunCommandLine(
          command.text(), ofShell(command.text()).words(), Optional.of(command));
    }
    List<String> words = ShellWords.split(command);
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw command.wrong("must be a program and its arguments");
    }
    return new RunCommandLine(command.text(), words, Optional.of(command));
  }
}
