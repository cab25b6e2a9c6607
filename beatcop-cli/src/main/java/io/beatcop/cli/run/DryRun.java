package io.beatcop.cli.run;

import io.beatcop.cli.report.Table;
import io.beatcop.lease.Durations;
import io.beatcop.lease.VisibleText;
import io.beatcop.process.HealthCheck;
import io.beatcop.settings.ConfiguredRedis;
import io.beatcop.settings.Setting;
import io.beatcop.settings.Settings;
import io.beatcop.settings.Value;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Shows the settings that would be used, each with its origin; hides the secrets. */
final class DryRun {

  private static final String DEFAULT = "default";

  private final Settings settings;
  private final RunSettings effective;
  private final List<List<String>> rows = new ArrayList<>();

  DryRun(Settings settings, RunSettings effective) {
    this.settings = settings;
    this.effective = effective;
  }

  /** Prints the settings, and returns the exit code. */
  int print(PrintWriter out) {
    redis();
    lease();
    child();
    rest();
    Table.lines(rows).forEach(out::println);
    settings.warnings().forEach(warning -> out.println("warning: " + warning));
    out.flush();
    return 0;
  }

  private void redis() {
    Optional<Value> written = ConfiguredRedis.of(settings).written();
    row("redis", effective.redis().toString(), written, DEFAULT);
    // The settings beside the URI.
    for (Setting setting : EnumSet.range(Setting.USER, Setting.WAIT_REPLICAS)) {
      settings
          .find(setting)
          .ifPresent(value -> row(setting.key(), value.shown(), Optional.of(value), ""));
    }
    row(Setting.TIMEOUT, Durations.format(effective.lease().timeout()), "a sixth of the ttl");
  }

  private void lease() {
    row(
        "lease",
        effective.lease().name(),
        settings.oneOf(Setting.LEASE, Setting.LOCKNAME),
        "from the command");
    if (effective.slots().isPresent()) {
      row(Setting.SLOTS, String.valueOf(effective.slots().getAsInt()), DEFAULT);
    }
    // The identity has a random ending, which is different at each start.
    row(
        Setting.NODE,
        settings.text(Setting.NODE).orElseGet(() -> effective.lease().holder()),
        "made up");
    row(
        "ttl",
        Durations.format(effective.lease().ttl()),
        settings.oneOf(Setting.TTL, Setting.TTL_MILLIS),
        DEFAULT);
    row(Setting.TRUST_ABSENCE, effective.lease().trustAbsence() ? "yes" : "no", DEFAULT);
  }

  private void child() {
    row(
        "command",
        String.join(" ", effective.child().command().stream().map(DryRun::quoted).toList()),
        effective.command().written(),
        "command line");
    row(
        Setting.STOP_GRACE,
        Durations.format(effective.child().stopGrace()),
        "a quarter of the ttl");
    row(Setting.RESTART, Setting.word(effective.child().restart()), DEFAULT);
    row(Setting.ON_LOST, Setting.word(effective.child().onLost()), DEFAULT);
    if (effective.child().health().isPresent()) {
      HealthCheck health = effective.child().health().get();
      row(Setting.HEALTH_CMD, settings.text(Setting.HEALTH_CMD).orElse(""), DEFAULT);
      row(Setting.HEALTH_INTERVAL, Durations.format(health.interval()), DEFAULT);
    }
  }

  private void rest() {
    row(Setting.HTTP, effective.http().map(Object::toString).orElse("off"), DEFAULT);
    row(Setting.LOG_FORMAT, Setting.word(effective.logFormat()), DEFAULT);
    row(Setting.LOG_LEVEL, Setting.word(effective.logLevel()), DEFAULT);
  }

  private void row(Setting setting, String value, String otherwise) {
    row(setting.key(), value, settings.find(setting), otherwise);
  }

  private void row(String name, String value, Optional<Value> written, String otherwise) {
    String line = VisibleText.of(value);
    rows.add(List.of(name, line, written.map(Value::origin).orElse(otherwise)));
  }

  /** A word, quoted so that a shell reads it as it is. */
  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
