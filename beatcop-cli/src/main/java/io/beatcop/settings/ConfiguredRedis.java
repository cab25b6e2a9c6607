package io.beatcop.settings;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The address of Redis, and the login there, put together from the {@link Settings}: the URI, or
 * one made of BeatCop 1.0's host, port, database and nodes; and beside it the user, the password,
 * the TLS files and the rest. These win over the URI.
 *
 * @param uri where Redis is
 * @param beside the settings beside the URI, by the names of {@link RedisSettings#NAMES}
 * @param written the setting that says where Redis is, if there is one
 */
public record ConfiguredRedis(String uri, Map<String, String> beside, Optional<Value> written) {

  /** The default address of Redis. */
  public static final String DEFAULT = "redis://localhost:6379/0";

  /** The settings beside the URI, except the password. */
  private static final List<Setting> BESIDE =
      List.of(
          Setting.USER,
          Setting.CA,
          Setting.CERT,
          Setting.KEY,
          Setting.SERVER_NAME,
          Setting.CLIENT_NAME,
          Setting.WAIT_REPLICAS);

  /**
   * Puts the settings for Redis together.
   *
   * @param settings the settings
   * @return the URI, and the settings beside it
   * @throws SettingException if they contradict each other, or the password can't be read
   */
  public static ConfiguredRedis of(Settings settings) {
    Optional<Value> written = settings.oneOf(Setting.REDIS, Setting.HOST, Setting.STARTUP_NODES);
    String uri = written.map(value -> uri(value, settings)).orElse(DEFAULT);
    Map<String, String> beside = new HashMap<>();
    Stream.concat(
            BESIDE.stream().flatMap(setting -> settings.find(setting).stream()),
            password(settings).stream())
        .forEach(value -> beside.put(name(value.setting()), value.text()));
    return new ConfiguredRedis(uri, Map.copyOf(beside), written);
  }

  /**
   * Checks the URI and the settings.
   *
   * @return the settings for Redis
   * @throws SettingException if one is wrong; it has the name in {@link RedisSettings#NAMES}, or
   *     {@code redis}
   */
  public RedisSettings parsed() {
    return RedisSettings.parse(uri, beside);
  }

  private static String uri(Value written, Settings settings) {
    String text = written.text();
    return switch (written.setting()) {
      case HOST ->
          text.contains("/")
              ? "unix://"
                  + encoded(text).replace("%2F", "/")
                  + database(settings).map(number -> "?database=" + number).orElse("")
              : "redis://"
                  + (text.contains(":") && !text.startsWith("[") ? "[" + text + "]" : text)
                  + settings.find(Setting.PORT).map(port -> ":" + port(port)).orElse("")
                  + database(settings).map(number -> "/" + number).orElse("");
      case STARTUP_NODES ->
          "redis+cluster://" + String.join(",", text.strip().lines().map(String::strip).toList());
      default -> text;
    };
  }

  private static int port(Value value) {
    int port = number(value, "must be a port, from 1 to 65535");
    if (port < 1 || port > 65_535) {
      throw value.wrong("must be a port, from 1 to 65535");
    }
    return port;
  }

  private static Optional<Integer> database(Settings settings) {
    return settings
        .find(Setting.DATABASE)
        .map(value -> number(value, "must be the number of a database, from 0"));
  }

  private static int number(Value value, String expected) {
    if (!value.text().matches("\\d{1,9}")) {
      throw value.wrong(expected);
    }
    return Integer.parseInt(value.text());
  }

  /** The password, its file or its command: the one from the place that is asked first. */
  private static Optional<Value> password(Settings settings) {
    Optional<Value> first =
        settings.oneOf(Setting.PASSWORD, Setting.PASSWORD_FILE, Setting.PASSWORD_COMMAND);
    first
        .filter(value -> value.setting() == Setting.PASSWORD_FILE)
        .ifPresent(ConfiguredRedis::check);
    return first;
  }

  /** Checks a password file now, so that the start and a dry run find a mistake. */
  private static void check(Value value) {
    try {
      if (Files.readString(value.path()).isBlank()) {
        throw value.wrong("must be a file with a password in it, and is empty");
      }
    } catch (IOException e) {
      throw value.wrong("must be a file with the password in it, and can't be read");
    }
  }

  /**
   * The name in the URI. It is {@code wait} for {@code --wait-replicas}, since {@code --wait} waits
   * for something else.
   */
  static String name(Setting parameter) {
    return parameter == Setting.WAIT_REPLICAS ? "wait" : parameter.key().replace("-", "");
  }

  private static String encoded(String text) {
    // A form's encoding, except for the space. It leaves * as it is, which a URI may have.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Never shows the URI and the settings beside it: both may have passwords in them. */
  @Override
  public String toString() {
    return written.map(Value::name).orElse("default");
  }
}
