package io.beatcop.cli;

import io.beatcop.settings.Setting;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes options of settings. Picocli gets them from here, and from nowhere else. */
final class SettingOptions {

  private SettingOptions() {}

  /** The options of some settings, in their order, for a mixin. */
  static CommandSpec of(Predicate<Setting> which) {
    CommandSpec options = CommandSpec.create();
    Stream.of(Setting.values())
        .filter(Setting::isOption)
        .filter(which)
        .forEach(setting -> options.addOption(option(setting, setting.help())));
    return options;
  }

  /** The option of one setting, with another help text. */
  static CommandSpec of(Setting setting, String help) {
    return CommandSpec.create().addOption(option(setting, help));
  }

  private static OptionSpec option(Setting setting, String help) {
    OptionSpec.Builder option = OptionSpec.builder(setting.option()).description(help);
    return setting.isFlag()
        ? option.type(boolean.class).negatable(true).build()
        : option.type(String.class).paramLabel(setting.label()).build();
  }
}
