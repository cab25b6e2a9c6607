package io.beatcop.quartz;

import io.beatcop.lease.Durations;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.RedisSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the plugin: right from {@link #of} on.
 *
 * @param lease the lease
 * @param redis where it is kept
 * @param triggerGroups the groups of the triggers that are gated
 * @param jobGroups the groups of the jobs that are gated; a firing is gated if both match
 */
record PluginSettings(
    LeaseSettings lease, RedisSettings redis, GroupPattern triggerGroups, GroupPattern jobGroups) {

  private static final String EVERY_GROUP = "*";

  /**
   * Reads what Quartz passed to the setters.
   *
   * @param values the properties that were set, by name
   * @param defaultLease the name of the lease unless one is set
   * @throws SettingException if a property is wrong; it names the property without its prefix
   */
  static PluginSettings of(Map<String, String> values, String defaultLease) {
    String redis =
        Optional.ofNullable(values.get("redis"))
            .orElseThrow(
                () ->
                    new SettingException(
                        "redis", "", "must be given, such as redis://redis.internal:6379/0"));
    Duration ttl = duration(values, "ttl").orElse(LeaseSettings.DEFAULT_TTL);
    LeaseSettings lease =
        new LeaseSettings(
            values.getOrDefault("lease", defaultLease),
            LeaseSettings.newHolder(),
            ttl,
            duration(values, "timeout").orElseGet(() -> LeaseSettings.defaultTimeout(ttl)),
            LeaseSettings.defaultExpiringNotice(ttl),
            yes(values, "trustabsence"));
    return new PluginSettings(
        lease,
        RedisSettings.parse(redis),
        groups(values, "triggergroups"),
        groups(values, "jobgroups"));
  }

  private static Optional<Duration> duration(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name)).map(text -> Durations.parse(name, text));
  }

  private static boolean yes(Map<String, String> values, String name) {
    String text = values.getOrDefault(name, "false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new SettingException(name, text, "must be true or false");
    };
  }

  private static GroupPattern groups(Map<String, String> values, String name) {
    return GroupPattern.parse(name, values.getOrDefault(name, EVERY_GROUP));
  }

  /** Whether a firing needs the lease. */
  boolean gates(String triggerGroup, String jobGroup) {
    return triggerGroups.matches(triggerGroup) && jobGroups.matches(jobGroup);
  }
}
