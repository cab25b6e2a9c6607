package io.beatcop.quartz;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.RedisPool;
import io.beatcop.redis.RedisStores;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.ListenerManager;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One entry of the plugin, put together: its lease, its gate, and what listens to them.
 *
 * @param campaign its part in the contest for the lease
 * @param registration its MBean
 */
record Wiring(Campaign campaign, JmxRegistration registration) {

  private static final Logger log = LoggerFactory.getLogger(BeatCopPlugin.class);

  /** Names that schedulers have unless they are given one: unrelated applications share them. */
  private static final Set<String> DEFAULT_SCHEDULER_NAMES =
      Set.of(
          "quartzScheduler", "QuartzScheduler", "DefaultQuartzScheduler", "QuarkusQuartzScheduler");

  /** A claim holds a worker thread: it does not wait for longer than this. */
  private static final Duration LONGEST_CLAIM = Duration.ofMillis(250);

  /** Of each trigger the journal keeps this many times at least. */
  private static final int LEAST_KEPT = 32;

  /**
   * Checks the settings, and Redis if it answers; registers what listens to the scheduler.
   *
   * @throws io.beatcop.lease.SettingException if a setting is wrong
   */
  static Wiring of(String name, Scheduler scheduler, Map<String, String> values)
      throws SchedulerException {
    String schedulerName = scheduler.getSchedulerName();
    PluginSettings settings = PluginSettings.of(values, "beatcop:" + schedulerName);
    PluginEntries.checkBeside(PluginEntries.of(scheduler), settings);
    Optional<SettingException> refusal = RedisStores.refusal(settings.lease(), settings.redis());
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    if (!values.containsKey("lease") && DEFAULT_SCHEDULER_NAMES.contains(schedulerName)) {
      log.warn(
          "{}: the lease is named after a scheduler with a default name, which other applications"
              + " on this Redis may have too; set org.quartz.plugin.{}.lease",
          settings.lease().name(),
          name);
    }
    Lease lease = new Lease(settings.lease(), RedisStores.of(settings.lease(), settings.redis()));
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
    PluginEntry entry =
        new PluginEntry(name, schedulerName, settings, lease, gate, running, counts, standing);
    PluginEntries.publish(entry, scheduler);
    return new Wiring(wired, JmxRegistration.of(entry, ManagementFactory.getPlatformMBeanServer()));
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
}
