package io.beatcop.redis.settings;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisAddress.Tcp;
import io.beatcop.redis.settings.RedisAddress.Unix;
import io.beatcop.redis.settings.RedisTopology.Cluster;
import io.beatcop.redis.settings.RedisTopology.Quorum;
import io.beatcop.redis.settings.RedisTopology.Sentinel;
import io.beatcop.redis.settings.RedisTopology.Single;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the settings from a URI, and from those beside it. */
final class RedisGrammar {

  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26_379;
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.]+(?:%\\w+)?]|[\\w.-]+)(?::(.*))?");
  private static final Pattern SENTINEL_PATH = Pattern.compile("/([^/]+)(/.*)?");
  private static final String PASSWORD_FILE = "passwordfile";
  private static final String PASSWORD_COMMAND = "passwordcommand";
  private static final List<String> PASSWORDS =
      List.of("password", PASSWORD_FILE, PASSWORD_COMMAND);
  private static final List<String> SECRETS =
      List.of("password", PASSWORD_COMMAND, "sentinelpassword");

  /** The settings that stand before the hosts of a URI, and are no parameters of it. */
  private static final List<String> LOGIN = List.of("user", "password");

  private static final String NO_PATH = "is no path on this machine: ";

  private final RedisUri uri;
  private final boolean tls;
  private final String kind;
  private final Map<String, String> beside = new HashMap<>();
  private final Map<String, String> within;

  RedisGrammar(String text, Map<String, String> settings) {
    this.uri = new RedisUri(text);
    this.tls = uri.scheme().startsWith("rediss");
    this.kind = uri.scheme().replaceFirst("^rediss?", "redis");
    this.within = uri.parameters();
    for (String name : within.keySet()) {
      if (!isParameter(name)) {
        throw uri.wrong(
            uri.quoted(name)
                + " is no parameter: there are "
                + RedisSettings.NAMES.stream()
                    .filter(RedisGrammar::isParameter)
                    .collect(Collectors.joining(", "))
                + "; user and password stand before the hosts");
      }
    }
    RedisSettings.NAMES.stream()
        .filter(settings::containsKey)
        .forEach(name -> beside.put(name, settings.get(name)));
  }

  private static boolean isParameter(String name) {
    return RedisSettings.NAMES.contains(name) && !LOGIN.contains(name);
  }

  /** Whether the value of a parameter may be shown (S-d). */
  static boolean isShown(String name) {
    return isParameter(name) && !SECRETS.contains(name);
  }

  RedisSettings settings() {
    RedisTopology topology = topology();
    RedisLogin login = loginFrom("user", "password", uri.login());
    return new RedisSettings(
        topology,
        login,
        tls(),
        database(topology),
        clientName(),
        number("wait").orElse(0),
        loginSource(login.user()));
  }

  /**
   * The source of the login. A password may be given in one way only; one beside the URI replaces
   * one in it.
   */
  private Optional<LoginSource> loginSource(Optional<String> user) {
    onlyOne(beside);
    onlyOne(within);
    if (beside.containsKey("password")) {
      return Optional.empty();
    }
    Map<String, String> place = isThere(beside) ? beside : within;
    if (place.containsKey(PASSWORD_FILE)) {
      return path(PASSWORD_FILE).map(file -> new PasswordFile(file, user));
    }
    return place.containsKey(PASSWORD_COMMAND)
        ? text(PASSWORD_COMMAND).map(line -> new PasswordCommand(line, user))
        : Optional.empty();
  }

  private static boolean isThere(Map<String, String> place) {
    return PASSWORDS.stream().anyMatch(place::containsKey);
  }

  private void onlyOne(Map<String, String> place) {
    List<String> given = PASSWORDS.stream().filter(place::containsKey).toList();
    if (given.size() > 1) {
      throw wrong(given.get(1), "must not stand beside " + given.get(0));
    }
  }

  private RedisTopology topology() {
    RedisTopology topology =
        switch (kind) {
          case "redis" -> new Single(only(hosts(REDIS_PORT)));
          case "unix" -> new Single(socket());
          case "redis+sentinel" ->
              new Sentinel(
                  hosts(SENTINEL_PORT),
                  RedisUri.decoded(sentinelPath().group(1)),
                  loginFrom("sentineluser", "sentinelpassword", RedisLogin.NONE));
          case "redis+cluster" -> new Cluster(hosts(REDIS_PORT));
          case "redis+quorum" -> new Quorum(hosts(REDIS_PORT));
          default -> throw uri.wrongScheme();
        };
    if (!(topology instanceof Sentinel)) {
      refuse("sentineluser", "is only for redis+sentinel://");
      refuse("sentinelpassword", "is only for redis+sentinel://");
    }
    return topology;
  }

  private Tcp only(List<Tcp> hosts) {
    if (hosts.size() > 1) {
      throw uri.wrong(
          "must have one host; a list of hosts needs redis+sentinel://, redis+cluster:// or"
              + " redis+quorum://");
    }
    return hosts.get(0);
  }

  private Unix socket() {
    if (!uri.hosts().isEmpty() || uri.path().length() < 2) {
      throw uri.wrong("must be unix:///path/of/socket, with three slashes");
    }
    try {
      return new Unix(Path.of(RedisUri.decoded(uri.path())));
    } catch (InvalidPathException e) {
      throw uri.wrong(NO_PATH + e.getReason());
    }
  }

  private Matcher sentinelPath() {
    Matcher path = SENTINEL_PATH.matcher(uri.path());
    if (!path.matches()) {
      throw uri.wrong("after the sentinels there must be /name-of-the-master[/database]");
    }
    return path;
  }

  private List<Tcp> hosts(int defaultPort) {
    List<Tcp> hosts = new ArrayList<>();
    for (String text : uri.hosts().split(",", -1)) {
      Matcher host = HOST.matcher(text);
      if (!host.matches()) {
        throw uri.wrong(
            text.isEmpty() ? "a host is missing" : uri.quoted(text) + " is no host[:port]");
      }
      String port = host.group(2);
      hosts.add(
          new Tcp(
              host.group(1).replace("[", "").replace("]", ""),
              port == null ? defaultPort : port(port)));
    }
    // One host is not compared: Java makes the code for that at run time, which delays each start.
    if (hosts.size() > 1 && hosts.stream().distinct().count() < hosts.size()) {
      throw uri.wrong("a host stands there twice");
    }
    return hosts;
  }

  private int port(String text) {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw uri.wrong("the port must be from 1 to 65535");
    }
    return port;
  }

  private RedisLogin loginFrom(String userSetting, String passwordSetting, RedisLogin unless) {
    RedisLogin login =
        new RedisLogin(
            text(userSetting).or(unless::user), text(passwordSetting).or(unless::password));
    boolean isToBeAsked =
        passwordSetting.equals("password") && (isThere(beside) || isThere(within));
    if (login.user().isPresent() && login.password().isEmpty() && !isToBeAsked) {
      throw beside.containsKey(userSetting)
          ? wrong(userSetting, "needs a " + passwordSetting)
          : uri.wrong("a user needs a password");
    }
    return login;
  }

  private Optional<RedisTls> tls() {
    if (!tls) {
      for (String name : List.of("ca", "cert", "key", "servername")) {
        refuse(name, "needs rediss://, which speaks TLS");
      }
      return Optional.empty();
    }
    if (value("key").isPresent() && value("cert").isEmpty()) {
      throw wrong("key", "needs a cert");
    }
    return Optional.of(new RedisTls(path("ca"), path("cert"), path("key"), text("servername")));
  }

  private int database(RedisTopology topology) {
    String path =
        switch (kind) {
          case "unix" -> "";
          case "redis+sentinel" -> Optional.ofNullable(sentinelPath().group(2)).orElse("");
          default -> uri.path();
        };
    if (!path.isEmpty() && within.containsKey("database")) {
      throw uri.wrong("has two databases");
    }
    if (!path.matches("/?|/\\d{1,5}")) {
      throw uri.wrong("the database after the slash must be a number, from 0");
    }
    int inPath = path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
    int database = number("database").orElse(inPath);
    if (topology instanceof Cluster && database != 0) {
      throw beside.containsKey("database")
          ? wrong("database", "must be 0: a Redis Cluster has no other")
          : uri.wrong("must have database 0: a Redis Cluster has no other");
    }
    return database;
  }

  private Optional<String> clientName() {
    Optional<String> name = text("clientname");
    if (name.isPresent() && !name.get().matches("[!-~]+")) {
      throw wrong("clientname", "must be letters, digits and signs, without spaces");
    }
    return name;
  }

  private Optional<Integer> number(String name) {
    Optional<String> text = value(name);
    if (text.isPresent() && !text.get().matches("\\d{1,5}")) {
      throw wrong(name, "must be a number, from 0");
    }
    return text.map(Integer::valueOf);
  }

  private Optional<Path> path(String name) {
    Optional<String> text = text(name);
    try {
      return text.map(Path::of);
    } catch (InvalidPathException e) {
      throw wrong(name, NO_PATH + e.getReason());
    }
  }

  /** A value that must not be empty. */
  private Optional<String> text(String name) {
    Optional<String> text = value(name);
    if (text.isPresent() && text.get().isEmpty()) {
      throw wrong(name, "must not be empty: leave it out");
    }
    return text;
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(beside.get(name)).or(() -> Optional.ofNullable(within.get(name)));
  }

  private void refuse(String name, String reason) {
    if (value(name).isPresent()) {
      throw wrong(name, reason);
    }
  }

  /** Names a setting as its user wrote it: beside the URI, or within. */
  private SettingException wrong(String name, String expected) {
    String value = beside.get(name);
    if (value == null) {
      return uri.wrong(name + " " + expected);
    }
    return new SettingException(name, SECRETS.contains(name) ? "***" : value, expected);
  }
}
