package io.beatcop.settings;

import io.beatcop.lease.Durations;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings of one invocation, each from the first place that has it: the command line, the
 * environment, the file. An empty value in the environment or the file counts as not set.
 */
public final class Settings {

  /** The environment variable that names the file, if the command line does not. */
  public static final String FILE_VARIABLE = "BEATCOP_CONFIG";

  /** A variable that only a child of BeatCop has. */
  private static final String TOKEN_VARIABLE = "BEATCOP_TOKEN";

  private static final Set<String> YES = Set.of("yes", "true", "on", "1");
  private static final Set<String> NO = Set.of("no", "false", "off", "0");

  private final Map<Setting, Value> values;
  private final List<String> warnings;

  private Settings(Map<Setting, Value> values, List<String> warnings) {
    this.values = values;
    this.warnings = warnings;
  }

  /**
   * Reads all places.
   *
   * @param commandLine the settings on the command line
   * @param environment the environment
   * @param file the file that the command line names, if any
   * @return the settings
   * @throws SettingException if the file can't be read
   */
  public static Settings of(
      Map<Setting, String> commandLine, Map<String, String> environment, Optional<Path> file) {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    Optional<Path> named =
        file.or(
            () ->
                Optional.ofNullable(environment.get(FILE_VARIABLE))
                    .filter(name -> !name.isEmpty())
                    .map(name -> Value.path(FILE_VARIABLE, name)));
    List<String> warnings = new ArrayList<>();
    if (named.isPresent()) {
      FileSettings read = FileSettings.of(IniFile.read(named.get()));
      values.putAll(read.values());
      warnings.addAll(read.warnings());
    }
    for (Setting setting : Setting.values()) {
      String text = environment.getOrDefault(setting.variable(), "");
      if (!setting.isOnlyInFile() && !text.isEmpty() && !isInherited(setting, environment)) {
        values.put(setting, Value.ofVariable(setting, text));
      }
    }
    if (hasPassword(commandLine.getOrDefault(Setting.REDIS, ""))) {
      warnings.add(
          "--redis: every user of this machine can see the password in it (ps); put the URI into "
              + Setting.REDIS.variable());
    }
    commandLine.forEach((setting, text) -> values.put(setting, Value.ofOption(setting, text)));
    return new Settings(values, List.copyOf(warnings));
  }

  /** Whether a URI has a password in its login. */
  private static boolean hasPassword(String uri) {
    int begin = uri.indexOf("//") + 2;
    int at = begin < 2 ? -1 : uri.indexOf('@', begin);
    int colon = at < 0 ? -1 : uri.indexOf(':', begin);
    return colon >= begin && colon + 1 < at && uri.substring(begin, colon).indexOf('/') < 0;
  }

  /**
   * Whether a variable tells a child of BeatCop who its supervisor is (C5). The child may run
   * BeatCop itself, for another lease. Then it must not use the variable as a setting, or two nodes
   * would have one name.
   */
  private static boolean isInherited(Setting setting, Map<String, String> environment) {
    return (setting == Setting.NODE || setting == Setting.LEASE)
        && environment.containsKey(TOKEN_VARIABLE);
  }

  /**
   * Warnings to the user, a sentence each.
   *
   * @return the sentences
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * A setting's value.
   *
   * @param setting the setting
   * @return its value, if it is set anywhere
   */
  public Optional<Value> find(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /**
   * A setting's value as text.
   *
   * @param setting the setting
   * @return its value, if it is set anywhere
   */
  public Optional<String> text(Setting setting) {
    return find(setting).map(Value::text);
  }

  /**
   * A setting's value as a duration.
   *
   * @param setting the setting
   * @return its value, if it is set anywhere
   * @throws SettingException if it is no duration
   */
  public Optional<Duration> duration(Setting setting) {
    return find(setting).map(value -> Durations.parse(value.name(), value.text()));
  }

  /**
   * The ttl: a duration, or BeatCop 1.0's number of milliseconds.
   *
   * @return the ttl, if it is set anywhere
   * @throws SettingException if it is neither, or both are set in one place
   */
  public Optional<Duration> ttl() {
    return oneOf(Setting.TTL, Setting.TTL_MILLIS)
        .map(
            value ->
                value.setting() == Setting.TTL
                    ? Durations.parse(value.name(), value.text())
                    : milliseconds(value));
  }

  private static Duration milliseconds(Value value) {
    if (!value.text().matches("\\+?\\d{1,9}")) {
      throw value.wrong("must be a whole number of milliseconds, such as 5000");
    }
    return Duration.ofMillis(Long.parseLong(value.text()));
  }

  /**
   * A setting's value as a number of things.
   *
   * @param setting the setting
   * @param most the greatest number
   * @return its value, if it is set anywhere
   * @throws SettingException if it is no whole number from 1 to the greatest
   */
  public OptionalInt count(Setting setting, int most) {
    Optional<Value> value = find(setting);
    return value.isEmpty() ? OptionalInt.empty() : OptionalInt.of(count(value.get(), most));
  }

  private static int count(Value value, int most) {
    int count = value.text().matches("\\d{1,9}") ? Integer.parseInt(value.text()) : 0;
    if (count < 1 || count > most) {
      throw value.wrong("must be a whole number from 1 to " + most);
    }
    return count;
  }

  /**
   * A setting's value as yes or no.
   *
   * @param setting the setting
   * @return its value, if it is set anywhere
   * @throws SettingException if it is neither
   */
  public Optional<Boolean> flag(Setting setting) {
    return find(setting).map(Settings::flag);
  }

  private static boolean flag(Value value) {
    String word = value.text().toLowerCase(Locale.ROOT);
    if (!YES.contains(word) && !NO.contains(word)) {
      throw value.wrong("must be yes or no");
    }
    return YES.contains(word);
  }

  /**
   * A setting's value as one of several words: the names of an enum's constants, in lower case and
   * with hyphens.
   *
   * @param <E> the enum
   * @param setting the setting
   * @param choices the enum's class
   * @return its value, if it is set anywhere
   * @throws SettingException if it is none of them
   */
  public <E extends Enum<E>> Optional<E> choice(Setting setting, Class<E> choices) {
    return find(setting).map(value -> choice(value, choices));
  }

  private static <E extends Enum<E>> E choice(Value value, Class<E> choices) {
    StringBuilder words = new StringBuilder();
    for (E choice : choices.getEnumConstants()) {
      String word = Setting.word(choice);
      if (word.equals(value.text())) {
        return choice;
      }
      words.append(words.isEmpty() ? "" : ", ").append(word);
    }
    throw value.wrong("must be one of " + words);
  }

  /**
   * The one to use of several settings that mean the same.
   *
   * @param settings the settings
   * @return the value from the place that is asked first, if any is set
   * @throws SettingException if two of them come from that place
   */
  public Optional<Value> oneOf(Setting... settings) {
    return Stream.of(settings)
        .flatMap(setting -> find(setting).stream())
        .reduce(Settings::preferred);
  }

  private static Value preferred(Value one, Value other) {
    if (one.rank() == other.rank()) {
      throw other.wrong("must not stand beside " + one.name());
    }
    return one.rank() < other.rank() ? one : other;
  }

  /**
   * Names a setting in an error as its user wrote it.
   *
   * @param failure the error, which names the setting by its option, or as the core does
   * @return the error to throw
   */
  public SettingException explained(SettingException failure) {
    Optional<Value> written =
        switch (failure.setting()) {
          case "redis" ->
              find(Setting.REDIS)
                  .or(() -> find(Setting.HOST))
                  .or(() -> find(Setting.STARTUP_NODES));
          case "lease" -> find(Setting.LEASE).or(() -> find(Setting.LOCKNAME));
          case "ttl" -> find(Setting.TTL).or(() -> find(Setting.TTL_MILLIS));
          case "holder" -> find(Setting.NODE);
          default -> named(failure.setting()).flatMap(this::find);
        };
    return written.map(value -> failure.withName(value.name())).orElse(failure);
  }

  /** The setting of an option with this name, or with this name in {@link RedisSettings#NAMES}. */
  private static Optional<Setting> named(String name) {
    return Stream.of(Setting.values())
        .filter(Setting::isOption)
        .filter(
            setting ->
                Setting.word(setting).equals(name) || ConfiguredRedis.name(setting).equals(name))
        .findFirst();
  }
}
