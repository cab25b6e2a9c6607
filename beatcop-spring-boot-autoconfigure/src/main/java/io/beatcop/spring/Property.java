package io.beatcop.spring;

import io.beatcop.quartz.settings.QuartzSetting;
import io.beatcop.quartz.settings.QuartzSetting.Owner;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A property of the application that BeatCop takes. The plugin's are made from its own definitions,
 * and so are the descriptions that editors show.
 *
 * @param name the name
 * @param type the type of its values
 * @param fallback its value if it is not set; empty if it then has none, or one that follows from
 *     others
 * @param description what it is for, in sentences
 * @param words the words that it takes; empty if it takes others
 */
record Property(
    String name, Class<?> type, String fallback, String description, List<String> words) {

  static final String PREFIX = "beatcop.";

  static final Property ENABLED =
      new Property(
          PREFIX + "enabled",
          Boolean.class,
          "true",
          "Whether BeatCop takes part. If not, each instance fires all jobs.",
          List.of());

  static final Property STORE =
      new Property(
          PREFIX + "quartz.store",
          String.class,
          "memory",
          "Where the schedule is: memory for each instance's own, or shared for one that all"
              + " instances share through Redis.",
          List.of("memory", "shared"));

  static final Property MISFIRE_THRESHOLD =
      new Property(
          PREFIX + "quartz.misfire-threshold",
          Duration.class,
          "60s",
          "How late a trigger may be before its misfire instruction counts. By default as long as"
              + " with JDBC, so that what a fail-over delays is fired late.",
          List.of());

  /** The property for a setting of Quartz' plugin, or of its job store. */
  static Property of(QuartzSetting setting) {
    return new Property(
        nameOf(setting),
        switch (setting.kind()) {
          case SWITCH -> Boolean.class;
          case DURATION -> Duration.class;
          case NUMBER -> Integer.class;
          case TEXT, SECRET, WORD -> String.class;
        },
        setting.kind() == QuartzSetting.Kind.SWITCH
            ? String.valueOf(setting.fallback().equals(setting.words().get(0)))
            : setting.fallback(),
        setting.help(),
        setting.kind() == QuartzSetting.Kind.WORD ? setting.words() : List.of());
  }

  static String nameOf(QuartzSetting setting) {
    return PREFIX + (setting.owner() == Owner.STORE ? "quartz." : "") + setting.hyphenated();
  }

  /** The name for a setting of the plugin, of which only Quartz' name is known. */
  static String nameOf(String setting) {
    return Arrays.stream(QuartzSetting.values())
        .filter(known -> known.owner() == Owner.PLUGIN && known.property().equals(setting))
        .map(Property::nameOf)
        .findFirst()
        .orElse(PREFIX + setting);
  }

  /** The name for a property of Quartz: the plugin's or the store's; empty for any other. */
  static Optional<String> ofQuartz(String property) {
    if (property.startsWith(SchedulerProperties.ENTRY)) {
      return Optional.of(nameOf(property.substring(SchedulerProperties.ENTRY.length())));
    }
    if (!property.startsWith(SchedulerProperties.STORE)) {
      return Optional.empty();
    }
    String setting = property.substring(SchedulerProperties.STORE.length());
    return switch (setting) {
      case "class" -> Optional.of(STORE.name());
      case "misfireThreshold" -> Optional.of(MISFIRE_THRESHOLD.name());
      default ->
          Arrays.stream(QuartzSetting.values())
              .filter(known -> known.owner() == Owner.STORE && known.property().equals(setting))
              .map(Property::nameOf)
              .findFirst();
    };
  }

  /** All properties that there are. */
  static List<Property> all() {
    return Stream.concat(
            Stream.of(ENABLED, STORE, MISFIRE_THRESHOLD),
            Arrays.stream(QuartzSetting.values()).map(Property::of))
        .toList();
  }
}
