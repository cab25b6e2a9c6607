package io.beatcop.settings;

import java.util.Locale;
import java.util.Optional;

/**
 * A setting, its spelling in each place that it may come from, and the help of its option.
 *
 * <p>The spelling is systematic: {@code STOP_GRACE} is {@code --stop-grace} on the command line,
 * {@code BEATCOP_STOP_GRACE} in the environment, and {@code stop-grace} in a section of the file.
 * The settings of BeatCop 1.0 that have a better name now are accepted only in the file.
 */
public enum Setting {
  /** The address of Redis, as a URI. */
  REDIS("redis", "uri", "URI", ConfiguredRedis.DEFAULT, "Where Redis is (default: %s)."),
  /** The user's name at Redis. */
  USER("redis", "NAME", "", "The user at Redis. The password comes from BEATCOP_PASSWORD."),
  /** The password at Redis; never on the command line, where {@code ps} shows it. */
  PASSWORD("redis"),
  /** A file that has nothing but the password in it, read for each connection. */
  PASSWORD_FILE("redis", "FILE", "", "A file that has only the password in it."),
  /** A line for a shell that prints the password, run for each connection. */
  PASSWORD_COMMAND(
      "redis", "LINE", "", "A line for /bin/sh that prints the password, run for each connection."),
  /** The certificates that must have signed the server's, as a PEM file. */
  CA("redis", "FILE", "", "TLS: who must have signed the server's certificate (PEM)."),
  /** Our own certificate, as a PEM file. */
  CERT("redis", "FILE", "", "TLS: our certificate (PEM)."),
  /** Its key, as a PEM file. */
  KEY("redis", "FILE", "", "TLS: its key (PEM)."),
  /** The name that the server's certificate must have. */
  SERVER_NAME("redis", "NAME", "", "TLS: the name in the server's certificate, if not its host."),
  /** The name of the connections in {@code CLIENT LIST}. */
  CLIENT_NAME(
      "redis", "NAME", "nothing", "The name of the connections in CLIENT LIST (default: %s)."),
  /** How many replicas must have a grant before it counts. */
  WAIT_REPLICAS(
      "redis", "N", "0", "How many replicas must have a grant before it counts (default: %s)."),
  /** How long to wait for Redis. */
  TIMEOUT("redis", "TIME", "a sixth of the ttl", "How long to wait for Redis (default: %s)."),
  /** The lease. */
  LEASE("beatcop", "NAME", "", "The lease, which is its key in Redis."),
  /** How many nodes may run the command. */
  SLOTS(
      "beatcop",
      "N",
      "no slots",
      "Up to N nodes run the command, each with a BEATCOP_SLOT of its own, from 0 to N-1 (%s:"
          + " one node runs it)."),
  /** The name of this node. */
  NODE(
      "beatcop",
      "NAME",
      "host-pid",
      "The name of this node, which a random ending makes unique (default: %s)."),
  /** How long a grant lasts. */
  TTL(
      "beatcop",
      "TIME",
      "10s",
      "How long a grant lasts unless it is renewed, the same on all nodes (%s)."),
  /** Whether to act on a missing key at once. */
  TRUST_ABSENCE(
      "beatcop", "", "no", "Act at once on a missing key, though a holder may be left (%s)."),
  /** The command, if there is none on the command line. */
  COMMAND("beatcop"),
  /** Whether the command is one line for a shell. */
  SHELL("beatcop", "", "no", "The command is one argument, a line for /bin/sh (%s)."),
  /** How long the child may take to end. */
  STOP_GRACE(
      "beatcop",
      "TIME",
      "a quarter of the ttl",
      "From TERM to KILL when the command must stop (default: %s)."),
  /** Whether a child that has ended is started again. */
  RESTART(
      "beatcop",
      "WHEN",
      "never",
      "Start a command that has ended again, and keep the lease meanwhile: never,"
          + " on-failure or always (%s)."),
  /** The reaction to a lost lease. */
  ON_LOST(
      "beatcop",
      "WHAT",
      "wait",
      "When the lease was lost and the command stopped: wait for it again, or exit"
          + " with 69 (%s)."),
  /** The command that tells whether the child is well. */
  HEALTH_CMD(
      "beatcop",
      "LINE",
      "none",
      "A line for /bin/sh that fails when the command is not well and must be stopped (%s)."),
  /** How often to run that command. */
  HEALTH_INTERVAL(
      "beatcop",
      "TIME",
      "10s",
      "How often the health command runs, and how long it may take (%s)."),
  /** The address to answer HTTP at. */
  HTTP(
      "beatcop",
      "[HOST:]PORT",
      "nowhere",
      "Answer /metrics, /healthz and /readyz at this address (%s); without a host, at the"
          + " loopback address."),
  /** How the log is written. */
  LOG_FORMAT(
      "beatcop",
      "FORMAT",
      "plain",
      "plain, or json: one object per line (%s). The log goes to standard error."),
  /** How much to log. */
  LOG_LEVEL("beatcop", "LEVEL", "info", "error, warn, info, debug or trace (%s)."),
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
  private final String label;
  private final String byDefault;
  private final String help;

  /** A setting that is no option. */
  Setting(String section) {
    this(section, "", "", "");
  }

  /** A setting that is no option, and has another name in the file. */
  Setting(String section, String key) {
    this(section, key, "", "", "");
  }

  Setting(String section, String label, String byDefault, String help) {
    this.section = section;
    this.key = word(this);
    this.label = label;
    this.byDefault = byDefault;
    this.help = help;
  }

  Setting(String section, String key, String label, String byDefault, String help) {
    this.section = section;
    this.key = key;
    this.label = label;
    this.byDefault = byDefault;
    this.help = help;
  }

  /**
   * The word for an enum's constant, as users write it.
   *
   * @param choice the constant, such as {@code ON_FAILURE}
   * @return its word, such as {@code on-failure}
   */
  public static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The setting of an option.
   *
   * @param option the option, with its dashes
   * @return the setting, if it has one
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
    return "--" + word(this);
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
   * Its section in the file.
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
   * The label of its option's value.
   *
   * @return such as {@code TIME}; empty if it has none
   */
  public String label() {
    return label;
  }

  /**
   * Its default.
   *
   * @return such as {@code 10s} or {@code a quarter of the ttl}; empty if the help needs none
   */
  public String byDefault() {
    return byDefault;
  }

  /**
   * The help of its option.
   *
   * @return a sentence or two, with the default; empty if it is no option
   */
  public String help() {
    return help.formatted(byDefault);
  }

  /**
   * Whether its option has no value.
   *
   * @return whether the option alone turns it on
   */
  public boolean isFlag() {
    return this == SHELL || this == TRUST_ABSENCE;
  }

  /**
   * Whether it is an option on the command line.
   *
   * @return whether it is
   */
  public boolean isOption() {
    return !help.isEmpty();
  }

  /** Whether only a file can set it. */
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
}
