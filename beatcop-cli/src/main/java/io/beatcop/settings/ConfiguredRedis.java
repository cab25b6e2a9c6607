package io.beatcop.settings;

import io.beatcop.lease.SettingException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where Redis is and how to log in there, put together to one URI from what the {@link Settings}
 * say in several: the URI or BeatCop 1.0's host, port, database and nodes, and the user, the
 * password and the TLS files, which then replace what the URI says.
 *
 * @param uri the URI, with the password in it
 * @param written the setting that says where Redis is, if one does
 */
public record ConfiguredRedis(String uri, Optional<Value> written) {

  /** Where Redis is if nothing says so. */
  public static final String DEFAULT = "redis://localhost:6379/0";

  private static final String PASSWORD_FILE = "passwordfile";
  private static final String PASSWORD_COMMAND = "passwordcommand";

  /** Settings that are parameters of the URI. */
  private static final List<Setting> PARAMETERS =
      List.of(
          Setting.CA,
          Setting.CERT,
          Setting.KEY,
          Setting.SERVER_NAME,
          Setting.CLIENT_NAME,
          Setting.WAIT_REPLICAS);

  /**
   * Puts the URI together.
   *
   * @param settings the settings
   * @return the address
   * @throws SettingException if they contradict each other, or the password can't be read
   */
  public static ConfiguredRedis of(Settings settings) {
    Optional<Value> written = settings.find(Setting.REDIS);
    if (written.isEmpty() || written.get().rank() == Value.FILE_RANK) {
      written = onlyOne(settings);
    }
    String uri = written.map(value -> uri(value, settings)).orElse(DEFAULT);
    return new ConfiguredRedis(withParameters(withLogin(uri, settings), settings), written);
  }

  /** The file's word on where Redis is, of which there may be one. */
  private static Optional<Value> onlyOne(Settings settings) {
    Optional<Value> written = settings.either(Setting.REDIS, Setting.HOST);
    Optional<Value> nodes = settings.find(Setting.STARTUP_NODES);
    if (written.isPresent() && nodes.isPresent()) {
      throw nodes.get().wrong("must not stand beside " + written.get().name());
    }
    return written.or(() -> nodes);
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

  private static String withLogin(String uri, Settings settings) {
    Optional<String> user = settings.text(Setting.USER);
    Optional<String> password = password(settings).map(ConfiguredRedis::password);
    int begin = uri.indexOf("://") + 3;
    if (begin < 3 || (user.isEmpty() && password.isEmpty())) {
      return uri;
    }
    int end = uri.indexOf('/', begin);
    int at = uri.lastIndexOf('@', end < 0 ? uri.length() : end);
    String[] login = at < begin ? new String[] {""} : uri.substring(begin, at).split(":", 2);
    return uri.substring(0, begin)
        + user.map(ConfiguredRedis::encoded).orElse(login[0])
        + ":"
        + password.map(ConfiguredRedis::encoded).orElse(login.length == 2 ? login[1] : "")
        + "@"
        + uri.substring(at < begin ? begin : at + 1);
  }

  /** Of the three ways to a password that which comes from the place that is asked first. */
  private static Optional<Value> password(Settings settings) {
    Optional<Value> written = settings.either(Setting.PASSWORD, Setting.PASSWORD_FILE);
    Optional<Value> command = settings.find(Setting.PASSWORD_COMMAND);
    if (written.isEmpty() || command.isEmpty()) {
      return written.or(() -> command);
    }
    return settings.either(written.get().setting(), Setting.PASSWORD_COMMAND);
  }

  /** The one that does not change; the others are asked for at each connection (S-k). */
  private static String password(Value value) {
    if (value.setting() == Setting.PASSWORD_FILE) {
      check(value);
    }
    return value.setting() == Setting.PASSWORD ? value.text() : "";
  }

  /** So that a mistake is found at the start, and by a dry run. */
  private static void check(Value value) {
    try {
      if (Files.readString(value.path()).isBlank()) {
        throw value.wrong("must be a file with a password in it, and is empty");
      }
    } catch (IOException e) {
      throw value.wrong("must be a file with the password in it, and can't be read");
    }
  }

  private static String withPassword(String uri, Settings settings) {
    Optional<Value> password = password(settings);
    if (password.isEmpty()) {
      return uri;
    }
    String without = withoutParameter(withoutParameter(uri, PASSWORD_FILE), PASSWORD_COMMAND);
    return switch (password.get().setting()) {
      case PASSWORD_FILE -> withParameter(without, PASSWORD_FILE, encoded(password.get().text()));
      case PASSWORD_COMMAND ->
          withParameter(without, PASSWORD_COMMAND, encoded(password.get().text()));
      default -> without;
    };
  }

  private static String withParameters(String plain, Settings settings) {
    String all = withPassword(plain, settings);
    for (Setting parameter : PARAMETERS) {
      Optional<String> text = settings.text(parameter);
      if (text.isPresent()) {
        all = withParameter(all, name(parameter), encoded(text.get()));
      }
    }
    return all;
  }

  private static String withParameter(String uri, String name, String value) {
    String others = withoutParameter(uri, name);
    return others + (others.indexOf('?') < 0 ? "?" : "&") + name + "=" + value;
  }

  private static String withoutParameter(String uri, String name) {
    String[] parts = uri.split("\\?", 2);
    if (parts.length == 1) {
      return uri;
    }
    String others =
        Arrays.stream(parts[1].split("&", -1))
            .filter(other -> !other.startsWith(name + "="))
            .collect(Collectors.joining("&"));
    return others.isEmpty() ? parts[0] : parts[0] + "?" + others;
  }

  /** One word; to wait is no matter of replicas where a command waits for something else. */
  private static String name(Setting parameter) {
    return parameter == Setting.WAIT_REPLICAS ? "wait" : parameter.key().replace("-", "");
  }

  private static String encoded(String text) {
    // A form's encoding, but for the space; it leaves * alone, which a URI may have as it is.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Never shows the URI, which has the password in it. */
  @Override
  public String toString() {
    return written.map(Value::name).orElse("default");
  }
}
