package io.beatcop.quartz;

import io.beatcop.lease.SettingException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.SchedulerPlugin;

/**
 * The plugin that makes a cluster of Quartz schedulers fire each job on one node only.
 *
 * <pre>
 * org.quartz.plugin.beatcop.class = io.beatcop.quartz.BeatCopPlugin
 * org.quartz.plugin.beatcop.redis = redis://redis.internal:6379/0
 * </pre>
 *
 * <p>Quartz makes it, calls the setters with the properties, then {@link #initialize}, {@link
 * #start} and {@link #shutdown}. A node campaigns for the lease while its scheduler is started; in
 * standby, and when it shuts down, it gives the lease up as soon as its last gated job has ended.
 */
public final class BeatCopPlugin extends WrongNames implements SchedulerPlugin {

  private final Map<String, String> values = new HashMap<>();
  private Optional<PluginEntry> entry = Optional.empty();
  private Optional<JmxRegistration> registration = Optional.empty();

  /** Made by Quartz. */
  public BeatCopPlugin() {}

  /**
   * Where Redis is; required.
   *
   * @param uri {@code redis://[[user]:password@]host[:port][/database]}, {@code rediss://} for TLS,
   *     {@code unix:///path}, {@code redis+sentinel://host,host/master}, {@code
   *     redis+cluster://host,host}
   */
  public void setRedis(String uri) {
    set("redis", uri);
  }

  /**
   * The user at Redis; by default the one in the URI.
   *
   * @param user the name, as it is
   */
  public void setUser(String user) {
    set("user", user);
  }

  /**
   * The password for Redis; by default the one in the URI.
   *
   * @param password the password, as it is
   */
  public void setPassword(String password) {
    set("password", password);
  }

  /**
   * A file that has only the password, or the user and the password on a line each. It is read
   * again for each connection.
   *
   * @param file its path
   */
  public void setPasswordfile(String file) {
    set("passwordfile", file);
  }

  /**
   * A line for {@code /bin/sh} that prints the same as a password file has in it. It runs again for
   * each connection.
   *
   * @param line the line
   */
  public void setPasswordcommand(String line) {
    set("passwordcommand", line);
  }

  /**
   * The database; by default the one in the URI.
   *
   * @param number from 0
   */
  public void setDatabase(String number) {
    set("database", number);
  }

  /**
   * The certificates that must have signed the server's; by default those that Java trusts.
   *
   * @param file a file in PEM
   */
  public void setCa(String file) {
    set("ca", file);
  }

  /**
   * The certificate of this client, if the server asks for one.
   *
   * @param file a file in PEM
   */
  public void setCert(String file) {
    set("cert", file);
  }

  /**
   * The key of that certificate; by default in the file of the certificate.
   *
   * @param file a file in PEM, PKCS#8 or PKCS#1, not encrypted
   */
  public void setKey(String file) {
    set("key", file);
  }

  /**
   * The name that the server's certificate must be for; by default the host.
   *
   * @param name a host name
   */
  public void setServername(String name) {
    set("servername", name);
  }

  /**
   * The name of the connections in {@code CLIENT LIST}; none by default.
   *
   * @param name without spaces
   */
  public void setClientname(String name) {
    set("clientname", name);
  }

  /**
   * How many replicas must have a grant, a renewal or a claim before it counts; 0 by default.
   *
   * @param replicas from 0
   */
  public void setWait(String replicas) {
    set("wait", replicas);
  }

  /**
   * The user at the sentinels; none by default.
   *
   * @param user the name, as it is
   */
  public void setSentineluser(String user) {
    set("sentineluser", user);
  }

  /**
   * The password for the sentinels; none by default.
   *
   * @param password the password, as it is
   */
  public void setSentinelpassword(String password) {
    set("sentinelpassword", password);
  }

  /**
   * The name of the lease; by default {@code beatcop:} and the name of the scheduler.
   *
   * @param name the name, which is the key in Redis
   */
  public void setLease(String name) {
    set("lease", name);
  }

  /**
   * How long the lease lasts unless it is renewed; {@code 10s} by default.
   *
   * @param duration such as {@code 10s}; {@code 100ms} to {@code 1d}
   */
  public void setTtl(String duration) {
    set("ttl", duration);
  }

  /**
   * How long to wait for Redis; a sixth of the ttl by default.
   *
   * @param duration such as {@code 500ms}; at most a quarter of the ttl
   */
  public void setTimeout(String duration) {
    set("timeout", duration);
  }

  /**
   * The trigger groups that need the lease; {@code *} by default.
   *
   * @param patterns names separated by commas, with {@code *} and {@code ?}
   */
  public void setTriggergroups(String patterns) {
    set("triggergroups", patterns);
  }

  /**
   * The job groups that need the lease; {@code *} by default. A firing needs it if both its
   * trigger's and its job's group match.
   *
   * @param patterns names separated by commas, with {@code *} and {@code ?}
   */
  public void setJobgroups(String patterns) {
    set("jobgroups", patterns);
  }

  /**
   * Whether to act at once on a lease key that is missing for an unknown reason; {@code false} by
   * default.
   *
   * @param trust {@code true} or {@code false}
   */
  public void setTrustabsence(String trust) {
    set("trustabsence", trust);
  }

  /**
   * Whether a firing by {@code triggerJob} needs the lease; {@code local} by default.
   *
   * @param where {@code local}: it runs on the node of the call; {@code leader}: it is vetoed
   *     without the lease
   */
  public void setManual(String where) {
    set("manual", where);
  }

  /**
   * Whether each firing is claimed in a journal in Redis, so that no scheduled time is fired twice
   * and none is lost; {@code on} by default.
   *
   * @param journal {@code on} or {@code off}
   */
  public void setJournal(String journal) {
    set("journal", journal);
  }

  /**
   * The decision about a firing if Redis does not tell whether it was fired already; {@code veto}
   * by default.
   *
   * @param decision {@code veto} or {@code fire}
   */
  public void setUnsure(String decision) {
    set("unsure", decision);
  }

  /**
   * How old a missed firing may be to be recovered; {@code 1d} by default.
   *
   * @param duration such as {@code 6h}
   */
  public void setRecoverywindow(String duration) {
    set("recoverywindow", duration);
  }

  /**
   * How long after its time a firing that no node has made counts as overdue; {@code 1m} by
   * default, or two ttls if that is longer.
   *
   * @param duration such as {@code 5m}, at least two ttls
   */
  public void setOverdue(String duration) {
    set("overdue", duration);
  }

  /**
   * Whether this node asks for the lease as soon as it may be free; {@code true} by default.
   *
   * @param preferred {@code true}, or {@code false}: it lets others go first, for a quarter of the
   *     ttl, but at most a second
   */
  public void setPreferred(String preferred) {
    set("preferred", preferred);
  }

  /**
   * How many slices the jobs are cut into, which the live nodes share evenly; 1 by default: one
   * node fires all jobs.
   *
   * @param slices a power of two, up to 256; the same on all nodes
   */
  public void setSpread(String slices) {
    set("spread", slices);
  }

  /**
   * How many of the slices this node takes beside the others; 1 by default. A node of weight 2
   * takes twice as many as one of weight 1.
   *
   * @param weight from 1 to 1000; only with {@code spread}
   */
  public void setWeight(String weight) {
    set("weight", weight);
  }

  /**
   * The label of this node, for {@code prefer}; none by default.
   *
   * @param label up to 64 characters without spaces; only with {@code spread}
   */
  public void setLabel(String label) {
    set("label", label);
  }

  /**
   * The label of the nodes that have all slices while there are any; the others are spare. By
   * default no node is preferred.
   *
   * @param label the same on all nodes; only with {@code spread}
   */
  public void setPrefer(String label) {
    set("prefer", label);
  }

  private void set(String name, @Nullable String value) {
    // Quartz passes null for a property without a value.
    values.put(name, value == null ? "" : value);
  }

  /**
   * Checks the settings, and Redis if it answers; registers the gate.
   *
   * @throws SchedulerException if a setting is wrong: the factory then refuses the scheduler
   */
  @Override
  public void initialize(String name, Scheduler scheduler, ClassLoadHelper loadHelper)
      throws SchedulerException {
    try {
      checkNames();
      PluginEntry made = PluginEntry.of(name, scheduler, values);
      entry = Optional.of(made);
      registration =
          Optional.of(JmxRegistration.of(made, ManagementFactory.getPlatformMBeanServer()));
    } catch (SettingException e) {
      // No property is about the class path.
      boolean isProperty = !e.setting().equals("jedis");
      throw new SchedulerException(
          (isProperty ? e.withPrefix("org.quartz.plugin." + name + ".") : e).getMessage());
    }
  }

  /**
   * Campaigns for the lease, and waits for the first answer, so that a node that is alone fires its
   * first trigger.
   */
  @Override
  public void start() {
    entry.ifPresent(its -> its.slices().start());
  }

  /** Leaves for good: gives the lease up once the last gated job has ended. */
  @Override
  public void shutdown() {
    entry.ifPresent(its -> its.slices().end(() -> registration.ifPresent(JmxRegistration::end)));
  }
}
