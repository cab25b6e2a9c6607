package io.beatcop.spring;

import io.beatcop.lease.SettingException;
import io.beatcop.quartz.settings.QuartzSetting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Redis that the application has in {@code spring.data.redis}, in BeatCop's words. */
final class DataRedis {

  private static final String PREFIX = "spring.data.redis.";
  private static final String MASTER = PREFIX + "sentinel.master";
  private static final String NODES = PREFIX + "sentinel.nodes";
  private static final String BUNDLE = PREFIX + "ssl.bundle";

  private final PropertyReader properties;

  DataRedis(PropertyReader properties) {
    this.properties = properties;
  }

  /**
   * The settings of the plugin, by name; empty if the application says nothing of its Redis.
   *
   * @throws SettingException if BeatCop can't go there
   */
  Optional<Map<String, String>> settings() {
    return isSet() ? Optional.of(translated()) : Optional.empty();
  }

  /** The properties that the user wrote for a setting, in words. */
  String origin(String setting) {
    if (setting.equals(QuartzSetting.USER.property())) {
      return PREFIX + "username";
    }
    if (setting.equals(QuartzSetting.PASSWORD.property())) {
      return PREFIX + "password";
    }
    if (setting.equals(QuartzSetting.SENTINEL_USER.property())) {
      return PREFIX + "sentinel.username";
    }
    if (setting.equals(QuartzSetting.SENTINEL_PASSWORD.property())) {
      return PREFIX + "sentinel.password";
    }
    if (setting.equals(QuartzSetting.CLIENT_NAME.property())) {
      return PREFIX + "client-name";
    }
    return place();
  }

  /** A failure of the whole, such as of the login, may be the fault of any of them. */
  private String place() {
    if (isStandalone() && text("url").isPresent()) {
      return PREFIX + "url";
    }
    Stream<String> hosts =
        properties.text(MASTER).isPresent()
            ? Stream.of("sentinel.nodes", "sentinel.master")
            : list("cluster.nodes").isEmpty()
                ? Stream.of("host", "port")
                : Stream.of("cluster.nodes");
    String written =
        Stream.concat(hosts, Stream.of("username", "password", "database"))
            .filter(name -> name.endsWith(".nodes") || text(name).isPresent())
            .map(name -> PREFIX + name)
            .collect(Collectors.joining(" and "));
    return written.isEmpty() ? PREFIX + "host" : written;
  }

  private boolean isSet() {
    return Stream.of("url", "host", "port", "username", "password", "database", "ssl.enabled")
            .anyMatch(name -> text(name).isPresent())
        || properties.text(MASTER).isPresent()
        || properties.text(BUNDLE).isPresent()
        || Stream.of("cluster.nodes", "masterreplica.nodes", "sentinel.nodes")
            .anyMatch(name -> !list(name).isEmpty());
  }

  private Map<String, String> translated() {
    if (!list("masterreplica.nodes").isEmpty()) {
      throw new SettingException(
          PREFIX + "masterreplica.nodes",
          String.join(",", list("masterreplica.nodes")),
          "is not for BeatCop, which needs the node that takes writes: set beatcop.redis to that");
    }
    checkSentinels();
    Map<String, String> values = new TreeMap<>();
    Optional<String> url = text("url").filter(unused -> isStandalone());
    put(values, QuartzSetting.REDIS, Optional.of(url.orElseGet(this::uri)));
    if (url.isEmpty()) {
      put(values, QuartzSetting.USER, text("username"));
      put(values, QuartzSetting.PASSWORD, text("password"));
    }
    if (properties.text(MASTER).isPresent()) {
      put(values, QuartzSetting.SENTINEL_USER, text("sentinel.username"));
      put(values, QuartzSetting.SENTINEL_PASSWORD, text("sentinel.password"));
    }
    put(values, QuartzSetting.CLIENT_NAME, text("client-name"));
    return values;
  }

  private void checkSentinels() {
    boolean hasNodes = !list("sentinel.nodes").isEmpty();
    boolean hasMaster = properties.text(MASTER).isPresent();
    if (hasNodes && !hasMaster) {
      throw new SettingException(MASTER, "", "must be given with " + NODES);
    }
    if (hasMaster && !hasNodes) {
      throw new SettingException(NODES, "", "must be given with " + MASTER);
    }
  }

  private boolean isStandalone() {
    return properties.text(MASTER).isEmpty() && list("cluster.nodes").isEmpty();
  }

  private String uri() {
    String scheme = speaksTls() ? "rediss" : "redis";
    String database = "/" + number("database", 0, 99_999).orElse(0);
    Optional<String> master = properties.text(MASTER);
    if (master.isPresent()) {
      return scheme
          + "+sentinel://"
          + String.join(",", list("sentinel.nodes"))
          + "/"
          + master.get()
          + database;
    }
    if (!list("cluster.nodes").isEmpty()) {
      return scheme + "+cluster://" + String.join(",", list("cluster.nodes"));
    }
    String host = text("host").orElse("localhost");
    boolean isBareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    return scheme
        + "://"
        + (isBareIpv6 ? "[" + host + "]" : host)
        + ":"
        + number("port", 1, 65_535).orElse(6379)
        + database;
  }

  /** A bundle names certificates in Spring's own ways, of which BeatCop has files in PEM alone. */
  private boolean speaksTls() {
    Optional<Boolean> enabled = properties.value(PREFIX + "ssl.enabled", Boolean.class);
    Optional<String> bundle = properties.text(BUNDLE);
    if (bundle.isPresent() && enabled.orElse(true)) {
      if (properties.setting(QuartzSetting.CA).isEmpty()) {
        throw new SettingException(
            BUNDLE,
            bundle.get(),
            "can't be read by BeatCop: name the certificates in beatcop.ca as well, and those of"
                + " the client in beatcop.cert and beatcop.key, as PEM files");
      }
      return true;
    }
    return enabled.orElse(false);
  }

  private static void put(
      Map<String, String> values, QuartzSetting setting, Optional<String> value) {
    value.ifPresent(text -> values.put(setting.property(), text));
  }

  private Optional<Integer> number(String name, int least, int most) {
    Optional<Integer> number = properties.value(PREFIX + name, Integer.class);
    if (number.filter(value -> value < least || value > most).isPresent()) {
      throw new SettingException(
          PREFIX + name, number.get(), "must be from " + least + " to " + most);
    }
    return number;
  }

  private Optional<String> text(String name) {
    return properties.text(PREFIX + name);
  }

  private List<String> list(String name) {
    return properties.list(PREFIX + name);
  }
}
