package io.beatcop.spring;

import io.beatcop.lease.SettingException;
import io.beatcop.quartz.settings.QuartzSetting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Reads the properties of an application, wherever they come from and however they are spelled. */
final class PropertyReader {

  private static final Set<ConfigurationPropertyName> KNOWN =
      Property.all().stream()
          .map(property -> ConfigurationPropertyName.of(property.name()))
          .collect(Collectors.toUnmodifiableSet());
  private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("beatcop");

  private final Environment environment;
  private final Binder binder;

  PropertyReader(Environment environment) {
    this.environment = environment;
    this.binder = Binder.get(environment);
  }

  /** A property's text; empty if it is not set, or set to nothing. */
  Optional<String> text(String name) {
    return value(name, String.class).map(String::strip).filter(text -> !text.isEmpty());
  }

  /**
   * A property's value; empty if it is not set, or set to nothing.
   *
   * @throws SettingException if it is no such value
   */
  <T> Optional<T> value(String name, Class<T> type) {
    try {
      return Optional.ofNullable(binder.bind(name, type).orElse(null));
    } catch (BindException e) {
      if (type == String.class) {
        throw e;
      }
      // Throws as well if it is the text that can't be had.
      throw new SettingException(name, text(name).orElse(""), "must be " + expected(type));
    }
  }

  private static String expected(Class<?> type) {
    if (type == Boolean.class) {
      return "true or false";
    }
    return type == Duration.class ? "a duration, such as 10s" : "a whole number";
  }

  List<String> list(String name) {
    return binder.bind(name, Bindable.listOf(String.class)).orElse(List.of());
  }

  Map<String, String> map(String name) {
    return binder.bind(name, Bindable.mapOf(String.class, String.class)).orElse(Map.of());
  }

  /** What the user wrote for a setting of Quartz, as Quartz takes it. */
  Optional<String> setting(QuartzSetting setting) {
    String name = Property.nameOf(setting);
    return switch (setting.kind()) {
      case TEXT, SECRET, WORD -> text(name);
      case NUMBER -> value(name, Integer.class).map(String::valueOf);
      case DURATION -> duration(name);
      case SWITCH -> value(name, Boolean.class).map(isOn -> setting.words().get(isOn ? 0 : 1));
    };
  }

  private Optional<String> duration(String name) {
    return value(name, Duration.class).map(duration -> duration.toMillis() + "ms");
  }

  /** The value of a property that takes one of a few words. */
  String word(Property property) {
    String word = text(property.name()).orElse(property.fallback());
    if (!property.words().contains(word)) {
      throw new SettingException(
          property.name(), word, "must be " + String.join(" or ", property.words()));
    }
    return word;
  }

  /**
   * Refuses a property that BeatCop does not have. As in Spring Boot, those of the process are not
   * looked at: {@code BEATCOP_REDIS} and its kin may be meant for the command.
   */
  void checkNames() {
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable && !isSystem(source)) {
        iterable.stream()
            .filter(name -> PREFIX.isAncestorOf(name) && !KNOWN.contains(name))
            .findFirst()
            .ifPresent(
                name -> {
                  throw new SettingException(
                      name.toString(), "…", "is no property of BeatCop: see docs/spring-boot.md");
                });
      }
    }
  }

  private static boolean isSystem(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> its
        && (its.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
            || its.getName().endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME));
  }
}
