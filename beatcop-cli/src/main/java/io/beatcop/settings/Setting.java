package io.beatcop.settings;

import java.util.Locale;
import java.util.Optional;

/**
 * A setting, and how it is spelled in each place that it may come from.
 *
 * <p>The spelling is systematic: {@code STOP_GRACE} is {@code --stop-grace} on the command line,
 * {@code BEATCOP_STOP_GRACE} in the environment, and {@code stop-grace} in a section of the file.
 * What BeatCop 1.0 had in its file, and what we have better words for, is there and nowhere else.
 */
public enum Setting {
  /** Where Redis is, as a URI. */
  REDIS("redis", "uri"),
  /** The user's name at Redis. */
  USER("redis"),
  /** The password at Redis; never on the command line, where {@code ps} shows it. */
  PASSWORD("redis"),
  /** A file that has nothing but the password in it, read for each connection. */
  PASSWORD_FILE("redis"),
  /** A line for a shell that prints the password, run for each connection. */
  PASSWORD_COMMAND("redis"),
  /** The certificates that the server's must be signed by, as a PEM file. */
  CA("redis"),
  /** Our own certificate, as a PEM file. */
  CERT("redis"),
  /** Its key, as a PEM file. */
  KEY("redis"),
  /** The name that the server's certificate must have. */
  SERVER_NAME("redis"),
  /** What the connections are called in {@code CLIENT LIST}. */
  CLIENT_NAME("redis"),
  /** How many replicas must have a grant before it counts. */
  WAIT_REPLICAS("redis"),
  /** For how long to wait for Redis. */
  TIMEOUT("redis"),
  /** The lease. */
  LEASE("beatcop"),
  /** Who this node is. */
  NODE("beatcop"),
  /** For how long a grant lasts. */
  TTL("beatcop"),
  /** Whether a missing key is taken at once. */
  TRUST_ABSENCE("beatcop"),
  /** The command, where none stands on the command line. */
  COMMAND("beatcop"),
  /** Whether the command is one line for a shell. */
  SHELL("beatcop"),
  /** For how long the child may take to end. */
  STOP_GRACE("beatcop"),
  /** Whether a child that has ended is started again. */
  RESTART("beatcop"),
  /** What follows when the lease was lost. */
  ON_LOST("beatcop"),
  /** The command that tells whether the child is well. */
  HEALTH_CMD("beatcop"),
  /** How often it is asked. */
  HEALTH_INTERVAL("beatcop"),
  /** Where to answer HTTP. */
  HTTP("beatcop"),
  /** How the log is written. */
  LOG_FORMAT("beatcop"),
  /** How much of it. */
  LOG_LEVEL("beatcop"),
  /** BeatCop 1.0: the host, or the path of a Unix socket. */
  HOST("redis"),
  /** BeatCop 1.0: the port. */
  PORT("redis"),
  /** BeatCop 1.0: the database. */
  DATABASE("redis"),
  /** BeatCop 1.0: nodes of a Redis Cluster, each on a line. */
  STARTUP_NODES("redis", "startup_nodes"),
  /** BeatCop 1.0: the lease. */
  LOCKNAME("beatcop"),
  /** BeatCop 1.0: the ttl in milliseconds. */
  TTL_MILLIS("beatcop", "timeout");

  private final String section;
  private final String key;

  Setting(String section) {
    this.section = section;
    this.key = hyphenated(name());
  }

  Setting(String section, String key) {
    this.section = section;
    this.key = key;
  }

  /**
   * The setting that an option stands for.
   *
   * @param option the option, with its dashes
   * @return the setting, if it stands for one
   */
  public static Optional<Setting> ofOption(String option) {
    for (Setting setting : values()) {
      if (setting.isOption() && setting.option().equals(option)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  /**
   * The option's name.
   *
   * @return such as {@code --stop-grace}
   */
  public String option() {
    return "--" + hyphenated(name());
  }

  /**
   * The environment variable's name.
   *
   * @return such as {@code BEATCOP_STOP_GRACE}
   */
  public String variable() {
    return "BEATCOP_" + name();
  }

  /**
   * The section that it stands in, in the file.
   *
   * @return {@code redis} or {@code beatcop}
   */
  public String section() {
    return section;
  }

  /**
   * The key in its section.
   *
   * @return such as {@code stop-grace}
   */
  public String key() {
    return key;
  }

  /**
   * Whether its option has no value.
   *
   * @return whether it is on if its option is there
   */
  public boolean isFlag() {
    return this == SHELL || this == TRUST_ABSENCE;
  }

  /** Whether it can be given on the command line, as an option. */
  boolean isOption() {
    return this != PASSWORD && this != COMMAND && !isOnlyInFile();
  }

  /** Whether only a file can have it. */
  boolean isOnlyInFile() {
    return switch (this) {
      case COMMAND, HOST, PORT, DATABASE, STARTUP_NODES, LOCKNAME, TTL_MILLIS -> true;
      default -> false;
    };
  }

  /** Whether its value must not be shown. */
  boolean isSecret() {
    return this == PASSWORD || this == PASSWORD_COMMAND;
  }

  private static String hyphenated(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
