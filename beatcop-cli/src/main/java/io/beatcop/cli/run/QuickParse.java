package io.beatcop.cli.run;

import io.beatcop.settings.Setting;
import io.beatcop.settings.Value;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes apart the command lines that a service is started with, without picocli.
 *
 * <p>Picocli's loading and its look at all the annotations take longer than everything else between
 * the start of this program and that of the command. {@code beatcop run --dry-run --lease nightly
 * --redis redis://127.0.0.1:1 --ttl 10s -- true} took 535 ms of processor time with this class and
 * 826 ms without it, and 1763 and 2389 ms by the clock: the medians of 20 starts each, in turns, on
 * two cores that had other work.
 *
 * <p>What is not plain here, such as a mistake or a wish for help, is picocli's: so there is one
 * place for what a user is told, and what is accepted here means the same there.
 */
public final class QuickParse {

  private static final String CONFIG = "--config";
  private static final String DRY_RUN = "--dry-run";

  private final Deque<String> left;
  private final boolean isRun;
  private final Map<Setting, String> options = new EnumMap<>(Setting.class);
  private final List<String> words = new ArrayList<>();
  private Optional<Path> file = Optional.empty();
  private boolean dryRun;

  private QuickParse(List<String> arguments, boolean isRun) {
    this.left = new ArrayDeque<>(arguments);
    this.isRun = isRun;
    if (isRun) {
      left.remove();
    }
  }

  /**
   * Takes a command line apart if it is a plain one.
   *
   * @param arguments our arguments
   * @return what to run, or empty if that is for picocli to say
   */
  public static Optional<Invocation> of(List<String> arguments) {
    boolean isRun = !arguments.isEmpty() && arguments.get(0).equals("run");
    boolean isFile = !arguments.isEmpty() && isFileName(arguments.get(0));
    if (!isRun && !isFile) {
      return Optional.empty();
    }
    return new QuickParse(arguments, isRun).parse();
  }

  /** No command has such a name. */
  private static boolean isFileName(String argument) {
    return argument.indexOf('/') >= 0 || argument.indexOf('.') >= 0;
  }

  private Optional<Invocation> parse() {
    while (!left.isEmpty()) {
      String argument = left.remove();
      if (argument.startsWith("-") && !(isRun && argument.equals("--"))) {
        if (!option(argument)) {
          return Optional.empty();
        }
      } else if (!isRun) {
        if (file.isPresent()) {
          return Optional.empty();
        }
        file = Optional.of(Value.path("file", argument));
      } else {
        if (!argument.equals("--")) {
          words.add(argument);
        }
        words.addAll(left);
        left.clear();
      }
    }
    // Without words, the file may have the command.
    return isRun || file.isPresent()
        ? Optional.of(new Invocation(!isRun, options, file, dryRun, words))
        : Optional.empty();
  }

  /** Takes an option and its value. Tells whether it is a plain one. */
  private boolean option(String argument) {
    if (argument.equals(DRY_RUN)) {
      dryRun = true;
      return true;
    }
    if (argument.equals("--shell") || argument.equals("--no-shell")) {
      return set(Setting.SHELL, String.valueOf(argument.equals("--shell")));
    }
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    Optional<Setting> setting = Setting.ofOption(name).filter(some -> !some.isFlag());
    boolean isFile = name.equals(CONFIG) && isRun && file.isEmpty();
    if (setting.isEmpty() && !isFile) {
      return false;
    }
    String value =
        equals >= 0 ? argument.substring(equals + 1) : left.isEmpty() ? "" : left.remove();
    if (value.isEmpty() || value.startsWith("-")) {
      return false;
    }
    if (isFile) {
      file = Optional.of(Value.path(CONFIG, value));
      return true;
    }
    return set(setting.orElseThrow(), value);
  }

  private boolean set(Setting setting, String value) {
    return options.put(setting, value) == null;
  }
}
