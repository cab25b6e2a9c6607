package io.beatcop.quartz.settings;

import java.util.List;
import java.util.Locale;

/**
 * The settings of the plugin and of its job store, each defined once: its name, what it takes, its
 * default, and what it is for. Where they come from something else than {@code quartz.properties},
 * their names and descriptions there are made from these.
 */
public enum QuartzSetting {
  REDIS(
      Owner.PLUGIN,
      Kind.SECRET,
      "",
      "Where Redis is: redis://[[user]:password@]host[:port][/database], rediss:// for TLS,"
          + " unix:///path, redis+sentinel://host,host/master, redis+cluster://host,host or"
          + " redis+quorum://host,host,host."),
  USER(Owner.PLUGIN, Kind.TEXT, "", "The user at Redis. By default the one in the URI."),
  PASSWORD(Owner.PLUGIN, Kind.SECRET, "", "The password for Redis. By default the one in the URI."),
  PASSWORD_FILE(
      Owner.PLUGIN,
      Kind.TEXT,
      "",
      "A file with the password, or with the user and the password on a line each. It is read again"
          + " for each connection."),
  PASSWORD_COMMAND(
      Owner.PLUGIN,
      Kind.SECRET,
      "",
      "A line for /bin/sh that prints what a password file has in it. It runs again for each"
          + " connection."),
  DATABASE(Owner.PLUGIN, Kind.NUMBER, "", "The database. By default the one in the URI."),
  CA(
      Owner.PLUGIN,
      Kind.TEXT,
      "",
      "A PEM file with the certificates that must have signed the server's. By default those that"
          + " Java trusts."),
  CERT(
      Owner.PLUGIN,
      Kind.TEXT,
      "",
      "A PEM file with the certificate of this client, if the server asks for one."),
  KEY(
      Owner.PLUGIN,
      Kind.TEXT,
      "",
      "A PEM file with the key of that certificate, not encrypted. By default in the file of the"
          + " certificate."),
  SERVER_NAME(
      Owner.PLUGIN,
      Kind.TEXT,
      "",
      "The name that the server's certificate must be for. By default the host."),
  CLIENT_NAME(
      Owner.PLUGIN, Kind.TEXT, "", "The name of the connections in CLIENT LIST. None by default."),
  WAIT(
      Owner.PLUGIN,
      Kind.NUMBER,
      "0",
      "How many replicas must have a grant, a renewal or a claim before it counts."),
  SENTINEL_USER(Owner.PLUGIN, Kind.TEXT, "", "The user at the sentinels. None by default."),
  SENTINEL_PASSWORD(
      Owner.PLUGIN, Kind.SECRET, "", "The password for the sentinels. None by default."),
  LEASE(
      Owner.PLUGIN,
      Kind.TEXT,
      "",
      "The name of the lease, which is its key in Redis: the same on all nodes of a cluster, and"
          + " another one for others."),
  TTL(
      Owner.PLUGIN,
      Kind.DURATION,
      "10s",
      "How long a crashed node keeps the others waiting at most, from 100ms to 1d."),
  TIMEOUT(
      Owner.PLUGIN,
      Kind.DURATION,
      "",
      "How long to wait for Redis, at most a quarter of the ttl. By default a sixth of it."),
  TRIGGER_GROUPS(
      Owner.PLUGIN,
      Kind.TEXT,
      "*",
      "The trigger groups that need the lease: names separated by commas, with * and ?."),
  JOB_GROUPS(
      Owner.PLUGIN,
      Kind.TEXT,
      "*",
      "The job groups that need the lease. A firing needs it if both its groups match."),
  TRUST_ABSENCE(
      Owner.PLUGIN,
      Kind.SWITCH,
      "false",
      "Whether to act at once on a lease whose key is missing for no known reason.",
      "true",
      "false"),
  MANUAL(
      Owner.PLUGIN,
      Kind.WORD,
      "local",
      "Where triggerJob runs its job: local for the node that is asked; leader, and it is vetoed"
          + " without the lease.",
      "leader",
      "local"),
  JOURNAL(
      Owner.PLUGIN,
      Kind.SWITCH,
      "on",
      "Whether each firing is claimed in Redis, so that no scheduled time is fired twice and none"
          + " is lost.",
      "on",
      "off"),
  UNSURE(
      Owner.PLUGIN,
      Kind.WORD,
      "veto",
      "What to do if Redis does not say in time whether a time was fired already: veto for at most"
          + " once, or fire.",
      "fire",
      "veto"),
  RECOVERY_WINDOW(
      Owner.PLUGIN, Kind.DURATION, "1d", "How old a missed firing may be to be recovered."),
  OVERDUE(
      Owner.PLUGIN,
      Kind.DURATION,
      "",
      "How long after its time a firing that no node has made counts as overdue, at least two ttls."
          + " By default 1m, or two ttls if that is longer."),
  PREFERRED(
      Owner.PLUGIN,
      Kind.SWITCH,
      "true",
      "Whether this node asks for the lease as soon as it may be free. If not, it lets others go"
          + " first.",
      "true",
      "false"),
  SPREAD(
      Owner.PLUGIN,
      Kind.NUMBER,
      "1",
      "How many slices the jobs are cut into, which the live nodes share evenly: a power of two, up"
          + " to 256. With 1, one node fires all jobs."),
  WEIGHT(
      Owner.PLUGIN,
      Kind.NUMBER,
      "1",
      "How many of the slices this node takes beside the others, with spread: twice as many as a"
          + " node of weight 1 if it is 2; up to 1000."),
  LABEL(
      Owner.PLUGIN,
      Kind.TEXT,
      "",
      "The label of this node, with spread, such as that of its data centre; see prefer. None by"
          + " default."),
  PREFER(
      Owner.PLUGIN,
      Kind.TEXT,
      "",
      "The label of the nodes that have all slices while there are any, with spread; the same on"
          + " all nodes. By default no node is preferred."),
  JOB_DATA(
      Owner.STORE,
      Kind.WORD,
      "plain",
      "What job data in a shared schedule may have besides texts, numbers, booleans and dates:"
          + " plain for nothing, or java for objects of the listed classes.",
      "plain",
      "java"),
  JOB_DATA_CLASSES(
      Owner.STORE,
      Kind.TEXT,
      "",
      "The classes of objects in the job data of a shared schedule, such as"
          + " com.example.Order;com.example.model.*.");

  /** Who takes a setting. */
  public enum Owner {
    /** The plugin. */
    PLUGIN,

    /** The job store that all nodes share. */
    STORE
  }

  /** What a setting takes. */
  public enum Kind {
    /** Any text that is no secret. */
    TEXT,

    /** A text that may have a secret in it. */
    SECRET,

    /** A number with a unit, such as {@code 10s}. */
    DURATION,

    /** A whole number from 0. */
    NUMBER,

    /** One of two words, of which the first one stands for yes. */
    SWITCH,

    /** One of the words. */
    WORD
  }

  private final Owner owner;
  private final Kind kind;
  private final String fallback;
  private final String help;
  private final String words;

  QuartzSetting(Owner owner, Kind kind, String fallback, String help, String... words) {
    this.owner = owner;
    this.kind = kind;
    this.fallback = fallback;
    this.help = help;
    this.words = String.join(" ", words);
  }

  /** The name of its property in {@code quartz.properties}, without the prefix of its owner. */
  public String property() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Its name where words are parted by hyphens. */
  public String hyphenated() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Owner owner() {
    return owner;
  }

  public Kind kind() {
    return kind;
  }

  /** Its value if it is not set; empty if it then has none, or one that follows from others. */
  public String fallback() {
    return fallback;
  }

  /** What it is for, in one or two sentences. */
  public String help() {
    return help;
  }

  /** The words that it takes; empty if it takes others. */
  public List<String> words() {
    return words.isEmpty() ? List.of() : List.of(words.split(" "));
  }
}
