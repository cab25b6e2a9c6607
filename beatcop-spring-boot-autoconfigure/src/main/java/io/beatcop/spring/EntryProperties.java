package io.beatcop.spring;

import io.beatcop.lease.Durations;
import io.beatcop.lease.Lease;
import io.beatcop.lease.SettingException;
import io.beatcop.quartz.settings.QuartzSetting;
import io.beatcop.quartz.settings.QuartzSetting.Owner;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.RedisLease;
import io.beatcop.redis.settings.RedisSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.env.Environment;

/**
 * The settings of the plugin, and of each lease, as the application has them, and where each comes
 * from.
 */
final class EntryProperties {

  private static final String APPLICATION = "spring.application.name";
  private static final String LEASE_BEGINS = "beatcop:";

  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, String> origins = new TreeMap<>();

  EntryProperties(PropertyReader properties) {
    if (properties.setting(QuartzSetting.REDIS).isEmpty()) {
      DataRedis its = new DataRedis(properties);
      its.settings()
          .ifPresent(all -> all.forEach((name, value) -> put(name, value, its.origin(name))));
    }
    properties
        .text(APPLICATION)
        .ifPresent(name -> put(QuartzSetting.LEASE.property(), LEASE_BEGINS + name, APPLICATION));
    for (QuartzSetting setting : QuartzSetting.values()) {
      if (setting.owner() == Owner.PLUGIN) {
        properties
            .setting(setting)
            .ifPresent(value -> put(setting.property(), value, Property.nameOf(setting)));
      }
    }
  }

  static EntryProperties of(Environment environment) {
    PropertyReader reader = new PropertyReader(environment);
    reader.checkNames();
    return new EntryProperties(reader);
  }

  private void put(String setting, String value, String origin) {
    values.put(setting, value);
    origins.put(setting, origin);
  }

  /** The values, by the plugin's names. */
  Map<String, String> values() {
    return values;
  }

  /** Where the user wrote a setting, or could have. */
  String origin(String setting) {
    return origins.getOrDefault(setting, Property.nameOf(setting));
  }

  /**
   * Makes a lease of the application's, which is not started yet.
   *
   * @param name its name within the application
   * @throws SettingException if a setting is wrong
   */
  Lease lease(String name) {
    RedisLease.Builder builder = builder(checkedLease(values) + ":" + name);
    try {
      value(QuartzSetting.TTL).ifPresent(ttl -> builder.ttl(Durations.parse("ttl", ttl)));
      value(QuartzSetting.TIMEOUT)
          .ifPresent(timeout -> builder.timeout(Durations.parse("timeout", timeout)));
      value(QuartzSetting.TRUST_ABSENCE)
          .ifPresent(trust -> builder.trustAbsence(Boolean.parseBoolean(trust)));
      return builder.build();
    } catch (SettingException e) {
      throw e.withName(origin(e.setting()));
    }
  }

  /** The handled times of the methods that need this lease. */
  RedisHandledTimes handledTimes(Lease lease) {
    String name = lease.settings().name();
    return new RedisHandledTimes(
        builder(name).guarded(lease, RedisHandledTimes.LUA), LeaseKeys.companion(name, "handled"));
  }

  private RedisLease.Builder builder(String lease) {
    return RedisLease.builder(lease)
        .redis(value(QuartzSetting.REDIS).orElseThrow())
        .redisSettings(values);
  }

  /** Where the leases of the application are kept. */
  RedisSettings redis() {
    return RedisSettings.parse(value(QuartzSetting.REDIS).orElseThrow(), values);
  }

  private Optional<String> value(QuartzSetting setting) {
    return Optional.ofNullable(values.get(setting.property()));
  }

  /**
   * The name of the lease in settings of the plugin.
   *
   * @throws SettingException if they have none, or no Redis
   */
  static String checkedLease(Map<String, String> settings) {
    if (!settings.containsKey(QuartzSetting.REDIS.property())) {
      throw new SettingException(
          Property.nameOf(QuartzSetting.REDIS),
          "",
          "must be given, such as redis://redis.internal:6379/0, or spring.data.redis.host");
    }
    return Optional.ofNullable(settings.get(QuartzSetting.LEASE.property()))
        .orElseThrow(
            () ->
                new SettingException(
                    APPLICATION,
                    "",
                    "must be given, or beatcop.lease: instances of one application find each other"
                        + " by it, and others must not"));
  }
}
