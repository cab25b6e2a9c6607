package io.beatcop.cli.run;

import io.beatcop.settings.Setting;
import io.beatcop.settings.Settings;
import io.beatcop.settings.Value;
import java.util.Optional;

/** The name of a lease: as set, or else as BeatCop 1.0 called it. */
public final class LeaseName {

  private LeaseName() {}

  /**
   * The name of the lease in the settings.
   *
   * @param settings the settings, from all places
   * @return the name, if they give one or have a command
   */
  public static Optional<String> of(Settings settings) {
    return given(settings).or(() -> settings.text(Setting.COMMAND).map(LeaseName::ofCommand));
  }

  /** The name of the lease for a command. */
  static String of(Settings settings, RunCommandLine command) {
    return given(settings).orElseGet(() -> ofCommand(command.line()));
  }

  private static Optional<String> given(Settings settings) {
    return settings.oneOf(Setting.LEASE, Setting.LOCKNAME).map(Value::text);
  }

  private static String ofCommand(String line) {
    return "beatcop:" + line;
  }
}
