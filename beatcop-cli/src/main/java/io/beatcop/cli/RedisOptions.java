package io.beatcop.cli;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.settings.ConfiguredRedis;
import io.beatcop.settings.Setting;
import io.beatcop.settings.Settings;
import io.beatcop.settings.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options of every command that asks Redis: its help, how to reach Redis, and the file with
 * further settings.
 *
 * <p>Each may come from the environment or the file instead; see {@link Settings}. {@link
 * #settings()} reads all options of the command that has this mixed in, not only these.
 */
@SuppressWarnings("UnusedVariable") // Picocli reads the fields.
final class RedisOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Mixin
  private CommandSpec options = SettingOptions.of(setting -> setting.section().equals("redis"));

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A file with settings, in sections [redis] and [beatcop].")
  private @Nullable String config;

  private @Nullable Settings settings;

  /**
   * The settings of this invocation, from all places. Call it when the command runs.
   *
   * @throws SettingException if the file can't be read
   */
  Settings settings() {
    Settings known = settings;
    if (known == null) {
      known = Settings.of(given(), environment(), file());
      settings = known;
    }
    return known;
  }

  /** The environment that settings may come from. */
  Map<String, String> environment() {
    return ((BeatCopCommand) command.root().userObject()).environment();
  }

  /** The settings that the command line gives, whichever mixin has their options. */
  Map<Setting, String> given() {
    Map<Setting, String> given = new EnumMap<>(Setting.class);
    for (OptionSpec option : command.options()) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        Setting.ofOption(option.longestName())
            .ifPresent(setting -> given.put(setting, Objects.toString(option.getValue())));
      }
    }
    return given;
  }

  /** The file that the command line names, if it does. */
  Optional<Path> file() {
    return Optional.ofNullable(config).map(name -> Value.path("--config", name));
  }

  /**
   * The address of Redis, and the way to log in there.
   *
   * @throws SettingException if a setting is wrong, or settings contradict each other
   */
  RedisSettings redis() {
    ConfiguredRedis configured = ConfiguredRedis.of(settings());
    try {
      return configured.parsed();
    } catch (SettingException e) {
      throw settings().explained(e);
    }
  }

  /**
   * How long to wait for Redis if no lease says so.
   *
   * @throws SettingException if the setting is wrong
   */
  Duration timeout() {
    return settings()
        .duration(Setting.TIMEOUT)
        .orElseGet(() -> LeaseSettings.defaultTimeout(LeaseSettings.DEFAULT_TTL));
  }
}
