package io.beatcop.quartz.settings;

import io.beatcop.lease.Durations;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * The settings of the plugin, checked by {@link #of}.
 *
 * @param lease the lease
 * @param redis where the lease is kept
 * @param triggerGroups the groups of the triggers that are gated
 * @param jobGroups the groups of the jobs that are gated; a firing is gated if both match
 * @param gatesManual whether firings by {@code triggerJob} are gated too
 * @param journal whether firings are claimed in a journal, and missed ones recovered
 * @param firesUnsure whether to fire if Redis does not answer a claim
 * @param recoveryWindow how old a missed time may be to be recovered
 * @param overdue how long after its time a firing that no node has made counts as overdue
 * @param spread how the jobs are cut into slices
 * @param slice the jobs that these settings are for: a slice of them, or all
 */
public record PluginSettings(
    LeaseSettings lease,
    RedisSettings redis,
    GroupPattern triggerGroups,
    GroupPattern jobGroups,
    boolean gatesManual,
    boolean journal,
    boolean firesUnsure,
    Duration recoveryWindow,
    Duration overdue,
    Spread spread,
    JobSlice slice) {

  private static final String EVERY_GROUP = QuartzSetting.TRIGGER_GROUPS.fallback();

  /** The properties that may have a secret in them. */
  private static final Set<String> SECRET =
      Arrays.stream(QuartzSetting.values())
          .filter(setting -> setting.kind() == QuartzSetting.Kind.SECRET)
          .map(QuartzSetting::property)
          .collect(Collectors.toUnmodifiableSet());

  private static final Duration USUAL_GRACE = Duration.ofMinutes(1);
  private static final Duration LONGEST_DEFERENCE = Duration.ofSeconds(1);

  /**
   * Reads the properties that Quartz passed to the setters.
   *
   * @param values the properties that were set, by name
   * @param defaultLease the default name of the lease
   * @throws SettingException if a property is wrong; it names the property without its prefix
   */
  public static PluginSettings of(Map<String, String> values, String defaultLease) {
    PluginSettings settings = read(values, defaultLease);
    if (settings.spread.isOn()) {
      settings.checkSpread();
    }
    if (settings.journal && settings.isOnQuorum()) {
      throw new SettingException(
          "journal",
          values.getOrDefault("journal", "on"),
          "must be off with redis+quorum, since the journal is kept on one server");
    }
    return settings;
  }

  /**
   * The same for a schedule that all nodes share: each firing needs the lease then.
   *
   * @throws SettingException also if some firings do not need it, or are not claimed
   */
  public static PluginSettings ofShared(Map<String, String> values, String defaultLease) {
    PluginSettings settings = read(values, defaultLease);
    if (settings.isOnQuorum()) {
      throw new SettingException(
          "redis",
          "redis+quorum://…",
          "must be one server, sentinels or a Cluster with a SharedJobStore, since a quorum keeps"
              + " the lease and no schedule");
    }
    if (settings.spread.isOn()) {
      throw new SettingException(
          "spread",
          settings.spread.slices(),
          "must be 1 with a SharedJobStore, since a schedule that all nodes share fires on one");
    }
    checkAll("triggergroups", settings.triggerGroups);
    checkAll("jobgroups", settings.jobGroups);
    if (!settings.journal) {
      throw new SettingException(
          "journal", "off", "must be on with a SharedJobStore, whose next holder reads it");
    }
    return new PluginSettings(
        settings.lease,
        settings.redis,
        settings.triggerGroups,
        settings.jobGroups,
        true,
        true,
        settings.firesUnsure,
        settings.recoveryWindow,
        settings.overdue,
        settings.spread,
        settings.slice);
  }

  /** The same for one slice of the jobs, which has a lease of its own. */
  public PluginSettings ofSlice(int number, LeaseSettings itsLease) {
    return new PluginSettings(
        itsLease,
        redis,
        triggerGroups,
        jobGroups,
        gatesManual,
        journal,
        firesUnsure,
        recoveryWindow,
        overdue,
        spread,
        new JobSlice(number, spread.slices()));
  }

  private void checkSpread() {
    if (isOnQuorum()) {
      throw new SettingException(
          "redis",
          "redis+quorum://…",
          "must be one server, sentinels or a Cluster with spread = "
              + spread.slices()
              + ", since what the nodes know of each other is kept on one server");
    }
    if (!isPreferred()) {
      throw new SettingException(
          "preferred",
          "false",
          "must be true with spread = "
              + spread.slices()
              + ", since each node gets its part of the slices");
    }
  }

  private boolean isOnQuorum() {
    return redis.topology() instanceof RedisTopology.Quorum;
  }

  private static PluginSettings read(Map<String, String> values, String defaultLease) {
    checkResolved(values);
    String redis =
        value(values, QuartzSetting.REDIS)
            .orElseThrow(
                () ->
                    new SettingException(
                        "redis", "", "must be given, such as redis://redis.internal:6379/0"));
    Duration ttl = duration(values, QuartzSetting.TTL).orElseThrow();
    LeaseSettings lease =
        LeaseSettings.of(value(values, QuartzSetting.LEASE).orElse(defaultLease), ttl)
            .withTimeout(
                duration(values, QuartzSetting.TIMEOUT)
                    .orElseGet(() -> LeaseSettings.defaultTimeout(ttl)))
            .withTrustAbsence(isOn(values, QuartzSetting.TRUST_ABSENCE))
            .withDeference(isOn(values, QuartzSetting.PREFERRED) ? Duration.ZERO : deference(ttl));
    boolean journal = isOn(values, QuartzSetting.JOURNAL);
    return new PluginSettings(
        lease,
        RedisSettings.parse(redis, values),
        groups(values, QuartzSetting.TRIGGER_GROUPS),
        groups(values, QuartzSetting.JOB_GROUPS),
        word(values, QuartzSetting.MANUAL).equals("leader"),
        journal,
        word(values, QuartzSetting.UNSURE).equals("fire"),
        duration(values, QuartzSetting.RECOVERY_WINDOW).orElseThrow(),
        overdue(values, ttl),
        Spread.of(values),
        JobSlice.WHOLE);
  }

  /** No shorter than a fail-over may take, or each one would be told of. */
  private static Duration overdue(Map<String, String> values, Duration ttl) {
    Duration least = ttl.multipliedBy(2);
    Optional<Duration> given = duration(values, QuartzSetting.OVERDUE);
    if (given.filter(grace -> grace.compareTo(least) < 0).isPresent()) {
      throw new SettingException(
          "overdue",
          Durations.format(given.get()),
          "must be at least two ttls, "
              + Durations.format(least)
              + ", since a fail-over takes long");
    }
    return given.orElseGet(() -> USUAL_GRACE.compareTo(least) < 0 ? least : USUAL_GRACE);
  }

  private static void checkAll(String name, GroupPattern groups) {
    if (!groups.text().equals(EVERY_GROUP)) {
      throw new SettingException(
          name,
          groups.text(),
          "must be * with a SharedJobStore, since a trigger that all nodes share fires on one");
    }
  }

  /** Refuses a placeholder: properties files do not replace it, so some other tool should have. */
  private static void checkResolved(Map<String, String> values) {
    values.forEach(
        (name, value) -> {
          int begin = value.indexOf("${");
          int end = value.indexOf('}', begin + 2);
          if (begin >= 0 && end >= 0) {
            String shown = SECRET.contains(name) ? "…" : value;
            throw new SettingException(
                name, shown, "has a placeholder that nothing has replaced: write the value itself");
          }
        });
  }

  /** Long enough for the others to ask first, and short compared with a fail-over. */
  private static Duration deference(Duration ttl) {
    Duration quarter = ttl.dividedBy(4);
    return quarter.compareTo(LONGEST_DEFERENCE) < 0 ? quarter : LONGEST_DEFERENCE;
  }

  /** What the user set, or else the default; empty if there is none. */
  private static Optional<String> value(Map<String, String> values, QuartzSetting setting) {
    return Optional.ofNullable(values.get(setting.property()))
        .or(() -> Optional.of(setting.fallback()).filter(text -> !text.isEmpty()));
  }

  private static Optional<Duration> duration(Map<String, String> values, QuartzSetting setting) {
    return value(values, setting).map(text -> Durations.parse(setting.property(), text));
  }

  private static boolean isOn(Map<String, String> values, QuartzSetting setting) {
    return word(values, setting).equals(setting.words().get(0));
  }

  /** The value of a property that must be one of its words. */
  private static String word(Map<String, String> values, QuartzSetting setting) {
    String text = value(values, setting).orElseThrow();
    if (!setting.words().contains(text)) {
      throw new SettingException(
          setting.property(), text, "must be " + String.join(" or ", setting.words()));
    }
    return text;
  }

  private static GroupPattern groups(Map<String, String> values, QuartzSetting setting) {
    return GroupPattern.parse(setting.property(), value(values, setting).orElseThrow());
  }

  /** Whether this node asks for the lease as soon as it may be free, or lets others go first. */
  public boolean isPreferred() {
    return lease.deference().isZero();
  }

  /** Whether a firing needs the lease. */
  public boolean gates(Trigger trigger) {
    return gates(trigger.getKey(), trigger.getJobKey())
        && (gatesManual || !TriggerNames.isManual(trigger))
        && (!TriggerNames.isRepeating(trigger.getKey()) || gatesWhatIsRepeatedBy(trigger));
  }

  /** Otherwise a repetition would need the leases of all entries that gate its job. */
  private boolean gatesWhatIsRepeatedBy(Trigger trigger) {
    Object group = trigger.getJobDataMap().get(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_GROUP);
    return !(group instanceof String name) || triggerGroups.matches(name);
  }

  /** The same for a trigger of which only the name is known. */
  boolean gates(TriggerKey trigger, JobKey job) {
    // A repetition is in a group of Quartz, so its job decides.
    return (TriggerNames.isRepeating(trigger) || triggerGroups.matches(trigger.getGroup()))
        && jobGroups.matches(job.getGroup())
        && slice.has(job);
  }
}
