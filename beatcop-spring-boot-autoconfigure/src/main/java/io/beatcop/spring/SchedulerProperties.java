package io.beatcop.spring;

import io.beatcop.lease.SettingException;
import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.SharedJobStore;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.settings.QuartzSetting;
import io.beatcop.quartz.settings.QuartzSetting.Owner;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/**
 * The properties of the application's scheduler: those of {@code beatcop}, below those that the
 * user wrote for Quartz.
 */
final class SchedulerProperties {

  static final String ENTRY = "org.quartz.plugin.beatcop.";
  static final String STORE = "org.quartz.jobStore.";

  private static final String USERS = "spring.quartz.properties";
  private static final String STORE_CLASS = STORE + "class";
  private static final String ANY_PLUGIN = "org\\.quartz\\.plugin\\.[^.]+\\.class";

  private final PropertyReader properties;
  private final EntryProperties entry;
  private final Map<String, String> users;

  private SchedulerProperties(PropertyReader properties) {
    this.properties = properties;
    this.entry = new EntryProperties(properties);
    this.users = properties.map(USERS);
  }

  /**
   * Reads and checks them.
   *
   * @throws SettingException if one is wrong; it names the property as the user wrote it
   */
  static Properties of(Environment environment) {
    PropertyReader reader = new PropertyReader(environment);
    reader.checkNames();
    return new SchedulerProperties(reader).merged();
  }

  /** Where the user wrote a property of Quartz' plugin or store, or could have. */
  static Optional<String> origin(Environment environment, String property) {
    return Property.ofQuartz(property)
        .map(
            name -> {
              SchedulerProperties its = new SchedulerProperties(new PropertyReader(environment));
              if (property.startsWith(ENTRY)) {
                return its.origin(property.substring(ENTRY.length()));
              }
              return its.users.containsKey(property) ? USERS + "." + property : name;
            });
  }

  private Properties merged() {
    Map<String, String> all = new TreeMap<>();
    if (!hasEntriesOfItsOwn()) {
      putEntry(all);
      putStore(all);
    }
    all.putAll(users);
    if (!hasEntriesOfItsOwn()) {
      check(all);
    }
    Properties merged = new Properties();
    merged.putAll(all);
    return merged;
  }

  /** A user who names entries himself, such as to spread work, wants no further one. */
  private boolean hasEntriesOfItsOwn() {
    return users.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().matches(ANY_PLUGIN)
                    && !entry.getKey().startsWith(ENTRY)
                    && entry.getValue().strip().equals(BeatCopPlugin.class.getName()));
  }

  private void putEntry(Map<String, String> all) {
    all.put(ENTRY + "class", BeatCopPlugin.class.getName());
    entry.values().forEach((name, value) -> all.put(ENTRY + name, value));
  }

  private void putStore(Map<String, String> all) {
    Duration threshold =
        properties
            .value(Property.MISFIRE_THRESHOLD.name(), Duration.class)
            .orElseGet(() -> DurationStyle.detectAndParse(Property.MISFIRE_THRESHOLD.fallback()));
    if (threshold.toMillis() < 1) {
      throw new SettingException(
          Property.MISFIRE_THRESHOLD.name(), threshold.toMillis() + "ms", "must be at least 1ms");
    }
    all.put(STORE + "misfireThreshold", String.valueOf(threshold.toMillis()));
    boolean isShared = properties.word(Property.STORE).equals("shared");
    if (isShared) {
      checkNoDatabase();
      all.put(STORE_CLASS, SharedJobStore.class.getName());
    }
    for (QuartzSetting setting : QuartzSetting.values()) {
      if (setting.owner() == Owner.STORE) {
        properties
            .setting(setting)
            .ifPresent(
                value -> {
                  if (!isShared) {
                    throw new SettingException(
                        Property.nameOf(setting), value, "needs beatcop.quartz.store = shared");
                  }
                  all.put(STORE + setting.property(), value);
                });
      }
    }
  }

  private void checkNoDatabase() {
    String type = "spring.quartz.job-store-type";
    properties
        .text(type)
        .filter(value -> value.equalsIgnoreCase("jdbc"))
        .ifPresent(
            value -> {
              throw new SettingException(
                  type, value, "must be memory with beatcop.quartz.store = shared");
            });
  }

  private void check(Map<String, String> all) {
    Map<String, String> values = new TreeMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(ENTRY)) {
            values.put(name.substring(ENTRY.length()), value);
          }
        });
    String lease = EntryProperties.checkedLease(values);
    try {
      if (SharedJobStore.class.getName().equals(all.get(STORE_CLASS))) {
        PluginSettings.ofShared(values, lease);
      } else {
        PluginSettings.of(values, lease);
      }
    } catch (SettingException e) {
      throw e.withName(origin(e.setting()));
    }
  }

  private String origin(String setting) {
    return users.containsKey(ENTRY + setting)
        ? USERS + "." + ENTRY + setting
        : entry.origin(setting);
  }
}
