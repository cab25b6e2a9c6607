package io.beatcop.quartz;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.RedisLeaseStore;
import io.beatcop.redis.RedisPool;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quartz.ListenerManager;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.SchedulerPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
public final class BeatCopPlugin implements SchedulerPlugin {

  private static final Logger log = LoggerFactory.getLogger(BeatCopPlugin.class);

  /** Names that schedulers have unless they are given one: unrelated applications share them. */
  private static final Set<String> DEFAULT_SCHEDULER_NAMES =
      Set.of(
          "quartzScheduler", "QuartzScheduler", "DefaultQuartzScheduler", "QuarkusQuartzScheduler");

  /** A claim holds a worker thread: it does not wait for longer than this. */
  private static final Duration LONGEST_CLAIM = Duration.ofMillis(250);

  /** Of each trigger the journal keeps this many times at least. */
  private static final int LEAST_KEPT = 32;

  private final Map<String, String> values = new HashMap<>();
  private Optional<Campaign> campaign = Optional.empty();
  private Optional<JmxRegistration> registration = Optional.empty();

  /** Made by Quartz. */
  public BeatCopPlugin() {}

  /**
   * Where Redis is; required.
   *
   * @param uri {@code redis://[[user]:password@]host[:port][/database]}, {@code rediss://} for TLS
   */
  public void setRedis(String uri) {
    set("redis", uri);
  }

  /**
   * The name of the lease; {@code beatcop:} and the name of the scheduler unless it is set.
   *
   * @param name the name, which is the key in Redis
   */
  public void setLease(String name) {
    set("lease", name);
  }

  /**
   * For how long the lease lasts unless it is renewed; {@code 10s} unless it is set.
   *
   * @param duration such as {@code 10s}; {@code 100ms} to {@code 1d}
   */
  public void setTtl(String duration) {
    set("ttl", duration);
  }

  /**
   * How long to wait for Redis; a sixth of the ttl unless it is set.
   *
   * @param duration such as {@code 500ms}; at most a quarter of the ttl
   */
  public void setTimeout(String duration) {
    set("timeout", duration);
  }

  /**
   * Which trigger groups need the lease; {@code *} unless it is set.
   *
   * @param patterns names separated by commas, with {@code *} and {@code ?}
   */
  public void setTriggergroups(String patterns) {
    set("triggergroups", patterns);
  }

  /**
   * Which job groups need the lease; {@code *} unless it is set. A firing needs it if both its
   * trigger's and its job's group match.
   *
   * @param patterns names separated by commas, with {@code *} and {@code ?}
   */
  public void setJobgroups(String patterns) {
    set("jobgroups", patterns);
  }

  /**
   * Whether to act at once on a lease key that is missing for no known reason; {@code false} unless
   * it is set.
   *
   * @param trust {@code true} or {@code false}
   */
  public void setTrustabsence(String trust) {
    set("trustabsence", trust);
  }

  /**
   * Whether what {@code triggerJob} fires needs the lease; {@code local} unless it is set.
   *
   * @param where {@code local}: it runs where it was asked for; {@code leader}: it is vetoed
   *     without the lease
   */
  public void setManual(String where) {
    set("manual", where);
  }

  /**
   * Whether each firing is claimed in a journal in Redis, so that no scheduled time is fired twice
   * and none is lost; {@code on} unless it is set.
   *
   * @param journal {@code on} or {@code off}
   */
  public void setJournal(String journal) {
    set("journal", journal);
  }

  /**
   * What to do with a firing if Redis does not say whether it was fired already; {@code veto}
   * unless it is set.
   *
   * @param decision {@code veto} or {@code fire}
   */
  public void setUnsure(String decision) {
    set("unsure", decision);
  }

  /**
   * How far back what nobody fired is made up for; {@code 1d} unless it is set.
   *
   * @param duration such as {@code 6h}
   */
  public void setRecoverywindow(String duration) {
    set("recoverywindow", duration);
  }

  /**
   * Whether this node asks for the lease as soon as it may be free; {@code true} unless it is set.
   *
   * @param preferred {@code true}; or {@code false}: it lets others go first, for a quarter of the
   *     ttl, a second at most
   */
  public void setPreferred(String preferred) {
    set("preferred", preferred);
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
      wire(name, scheduler);
    } catch (SettingException e) {
      throw new SchedulerException(e.withPrefix("org.quartz.plugin." + name + ".").getMessage());
    }
  }

  private void wire(String name, Scheduler scheduler) throws SchedulerException {
    String schedulerName = scheduler.getSchedulerName();
    PluginSettings settings = PluginSettings.of(values, "beatcop:" + schedulerName);
    PluginEntries.checkBeside(PluginEntries.of(scheduler), settings);
    RedisLeaseStore store = new RedisLeaseStore(settings.lease(), settings.redis());
    if (store.look() instanceof LeaseAnswer.Refused refused) {
      store.close();
      throw refused.reason();
    }
    if (!values.containsKey("lease") && DEFAULT_SCHEDULER_NAMES.contains(schedulerName)) {
      log.warn(
          "{}: the lease is named after a scheduler with a default name, which other applications"
              + " on this Redis may have too; set org.quartz.plugin.{}.lease",
          settings.lease().name(),
          name);
    }
    Lease lease = new Lease(settings.lease(), store);
    RunningJobs running = new RunningJobs();
    VetoedFires vetoed = new VetoedFires();
    GateCounts counts = new GateCounts();
    TriggerNames names = new TriggerNames(settings.lease().name());
    Optional<FireJournal> journal =
        settings.journal()
            ? Optional.of(journal(settings, scheduler.getMetaData().getThreadPoolSize()))
            : Optional.empty();
    UnansweredClaims unanswered = new UnansweredClaims();
    Optional<UnansweredClaims> noted =
        settings.firesUnsure() ? Optional.empty() : Optional.of(unanswered);
    Optional<Claims> claims = journal.map(fires -> new Claims(lease, fires, names, noted));
    VetoGate gate =
        new VetoGate("beatcop:" + name, lease, settings, running, claims, vetoed, counts);
    Optional<Recovery> recovery = Optional.empty();
    if (journal.isPresent() && claims.isPresent()) {
      MissedFires missed = new MissedFires(scheduler, settings, names, vetoed, unanswered);
      DeadNodesJobs dead =
          new DeadNodesJobs(scheduler, settings.lease().name(), settings.lease().holder(), vetoed);
      Recovery made =
          new Recovery(
              lease, journal.get(), claims.get(), scheduler, missed, dead, settings, counts);
      gate.whenUnsure(made::begin);
      lease.addListener(made);
      recovery = Optional.of(made);
    }
    lease.addListener(new Interruption(settings.lease().name(), running));
    Standing standing = new Standing();
    lease.addListener(standing);
    Leaving leaving = new Leaving(lease, gate, running);
    lease.addListener(leaving);
    Campaign wired = new Campaign(lease, gate, running, standing, leaving, recovery);
    ListenerManager listeners = scheduler.getListenerManager();
    listeners.addTriggerListener(gate);
    listeners.addJobListener(gate);
    listeners.addSchedulerListener(wired);
    campaign = Optional.of(wired);
    PluginEntry entry =
        new PluginEntry(name, schedulerName, settings, lease, gate, running, counts, standing);
    PluginEntries.publish(entry, scheduler);
    registration =
        Optional.of(JmxRegistration.of(entry, ManagementFactory.getPlatformMBeanServer()));
  }

  private static FireJournal journal(PluginSettings settings, int workers) {
    LeaseSettings lease = settings.lease();
    Duration timeout =
        lease.timeout().compareTo(LONGEST_CLAIM) < 0 ? lease.timeout() : LONGEST_CLAIM;
    RedisPool redis = new RedisPool(settings.redis(), timeout, lease.name());
    // Connecting may take one timeout, and the answer another.
    return new FireJournal(
        redis,
        new RedisPool(settings.redis(), lease.timeout(), lease.name()),
        lease.name(),
        lease.holder(),
        timeout.multipliedBy(2),
        Math.max(LEAST_KEPT, 4 * workers));
  }

  /**
   * Campaigns for the lease, and waits for the first answer, so that a node that is alone fires its
   * first trigger.
   */
  @Override
  public void start() {
    campaign.ifPresent(Campaign::start);
  }

  /** Leaves for good: gives the lease up once the last gated job has ended. */
  @Override
  public void shutdown() {
    campaign.ifPresent(started -> started.end(() -> registration.ifPresent(JmxRegistration::end)));
  }
}
