package io.beatcop.cli.run;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.log.LogFormat;
import io.beatcop.monitor.HttpAddress;
import io.beatcop.process.HealthCheck;
import io.beatcop.process.OnLost;
import io.beatcop.process.Restart;
import io.beatcop.process.SupervisorSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import io.beatcop.settings.ConfiguredRedis;
import io.beatcop.settings.Setting;
import io.beatcop.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.event.Level;

/**
 * All settings to run a command on one node, checked by {@link #of}.
 *
 * @param lease the lease
 * @param slots how many nodes may run the command, each in a slot of its own; empty for one node
 * @param redis where the lease is kept
 * @param command the command, as it was written
 * @param child the command, and how it is supervised
 * @param http where to answer HTTP, if anywhere
 * @param logFormat how to write the log
 * @param logLevel how much to log
 */
record RunSettings(
    LeaseSettings lease,
    OptionalInt slots,
    RedisSettings redis,
    RunCommandLine command,
    SupervisorSettings child,
    Optional<HttpAddress> http,
    LogFormat logFormat,
    Level logLevel) {

  /** Each node looks at all of them. */
  private static final int MOST_SLOTS = 1024;

  private static final Duration DEFAULT_HEALTH_INTERVAL = Duration.ofSeconds(10);

  /**
   * Puts the settings together and checks them.
   *
   * @param settings the settings, from all places
   * @param command what to run
   * @param asBeatCop1 whether defaults, signals and exit codes are those of BeatCop 1.0
   * @throws SettingException if one is wrong; it has the user's name of the setting
   */
  static RunSettings of(Settings settings, RunCommandLine command, boolean asBeatCop1) {
    ConfiguredRedis redis = ConfiguredRedis.of(settings);
    try {
      Duration ttl = settings.ttl().orElse(LeaseSettings.DEFAULT_TTL);
      Duration stopGrace =
          settings
              .duration(Setting.STOP_GRACE)
              .orElseGet(() -> SupervisorSettings.defaultStopGrace(ttl));
      LeaseSettings lease = lease(settings, command, ttl, stopGrace);
      return new RunSettings(
          lease,
          slots(settings, redis.parsed()),
          redis.parsed(),
          command,
          new SupervisorSettings(
              command.words(),
              stopGrace,
              settings.choice(Setting.RESTART, Restart.class).orElse(Restart.NEVER),
              settings
                  .choice(Setting.ON_LOST, OnLost.class)
                  .orElse(asBeatCop1 ? OnLost.EXIT : OnLost.WAIT),
              health(settings),
              asBeatCop1),
          settings.find(Setting.HTTP).map(value -> HttpAddress.parse(value.name(), value.text())),
          settings.choice(Setting.LOG_FORMAT, LogFormat.class).orElse(LogFormat.PLAIN),
          settings.choice(Setting.LOG_LEVEL, Level.class).orElse(Level.INFO));
    } catch (SettingException e) {
      throw settings.explained(e);
    }
  }

  private static OptionalInt slots(Settings settings, RedisSettings redis) {
    OptionalInt slots = settings.count(Setting.SLOTS, MOST_SLOTS);
    if (slots.isPresent() && redis.topology() instanceof RedisTopology.Quorum) {
      throw new SettingException(
          Setting.SLOTS.key(),
          slots.getAsInt(),
          "can't be kept by a quorum: set redis to one server or its replicas");
    }
    return slots;
  }

  private static LeaseSettings lease(
      Settings settings, RunCommandLine command, Duration ttl, Duration stopGrace) {
    return LeaseSettings.of(LeaseName.of(settings, command), ttl)
        .withHolder(
            settings
                .text(Setting.NODE)
                .map(LeaseSettings::newHolder)
                .orElseGet(LeaseSettings::newHolder))
        .withTimeout(
            settings.duration(Setting.TIMEOUT).orElseGet(() -> LeaseSettings.defaultTimeout(ttl)))
        .withExpiringNotice(SupervisorSettings.expiringNotice(stopGrace, ttl))
        .withTrustAbsence(settings.flag(Setting.TRUST_ABSENCE).orElse(false));
  }

  private static Optional<HealthCheck> health(Settings settings) {
    return settings
        .text(Setting.HEALTH_CMD)
        .map(
            line ->
                new HealthCheck(
                    RunCommandLine.ofShell(line).words(),
                    settings.duration(Setting.HEALTH_INTERVAL).orElse(DEFAULT_HEALTH_INTERVAL)));
  }
}
