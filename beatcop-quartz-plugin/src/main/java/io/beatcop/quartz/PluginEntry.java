package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.SettingException;
import io.beatcop.quartz.scheduler.EntryParts;
import io.beatcop.quartz.scheduler.OverdueWatch;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.shared.StoreLink;
import io.beatcop.redis.RedisStores;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One entry of the plugin in {@code quartz.properties}, as operators and the other entries see it.
 *
 * @param name its name there
 * @param scheduler the name of its scheduler
 */
record PluginEntry(String name, String scheduler, EntryParts parts) implements LeaseMXBean {

  private static final Logger log = LoggerFactory.getLogger(BeatCopPlugin.class);

  /** The default names of schedulers: unrelated applications share them. */
  private static final Set<String> DEFAULT_SCHEDULER_NAMES =
      Set.of(
          "quartzScheduler", "QuartzScheduler", "DefaultQuartzScheduler", "QuarkusQuartzScheduler");

  /**
   * Checks the settings, and Redis if it answers; registers what listens to the scheduler.
   *
   * @throws SettingException if a setting is wrong
   */
  static PluginEntry of(String name, Scheduler scheduler, Map<String, String> values)
      throws SchedulerException {
    String schedulerName = scheduler.getSchedulerName();
    boolean isShared = scheduler.getMetaData().getJobStoreClass() == SharedJobStore.class;
    String defaultLease = "beatcop:" + schedulerName;
    PluginSettings settings =
        isShared
            ? PluginSettings.ofShared(values, defaultLease)
            : PluginSettings.of(values, defaultLease);
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
    Optional<StoreLink> store = isShared ? Optional.of(link(settings, lease)) : Optional.empty();
    PluginEntry entry =
        new PluginEntry(
            name, schedulerName, EntryParts.of(name, scheduler, settings, lease, store));
    PluginEntries.publish(entry, scheduler);
    store.ifPresent(its -> its.offer(schedulerName));
    return entry;
  }

  private static StoreLink link(PluginSettings settings, Lease lease) {
    return new StoreLink(
        settings.lease(),
        settings.redis(),
        () -> lease.grant().stream().mapToLong(Grant::token).findFirst());
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public String getScheduler() {
    return scheduler;
  }

  @Override
  public String getLease() {
    return parts.settings().lease().name();
  }

  @Override
  public LeaseState getState() {
    Optional<Grant> grant = parts.lease().grant();
    if (grant.isPresent()) {
      return parts.gate().isOpenFor(grant.get()) ? LeaseState.LEADER : LeaseState.LEAVING;
    }
    if (!parts.gate().isOpen()) {
      return LeaseState.STANDBY;
    }
    return parts.news().isWaiting() ? LeaseState.WAITING : LeaseState.FOLLOWER;
  }

  @Override
  public boolean isAlive() {
    return parts.lease().isAlive();
  }

  @Override
  public String getNode() {
    return parts.settings().lease().holder();
  }

  @Override
  public @Nullable String getHolder() {
    if (parts.lease().isHeld()) {
      return getNode();
    }
    return parts.news().otherHolder().filter(holder -> parts.gate().isOpen()).orElse(null);
  }

  @Override
  public @Nullable Long getToken() {
    return parts.lease().grant().map(Grant::token).orElse(null);
  }

  @Override
  public @Nullable Date getDeadline() {
    return parts.lease().deadline().map(Date::from).orElse(null);
  }

  @Override
  public boolean isPreferred() {
    return parts.settings().isPreferred();
  }

  @Override
  public int getRunning() {
    return parts.running().count();
  }

  @Override
  public long getFires() {
    return parts.counts().fires();
  }

  @Override
  public long getVetoes() {
    return parts.counts().vetoes();
  }

  @Override
  public long getDuplicates() {
    return parts.counts().duplicates();
  }

  @Override
  public long getUnsure() {
    return parts.counts().unsure();
  }

  @Override
  public long getRecovered() {
    return parts.counts().recovered();
  }

  @Override
  public int getOverdue() {
    return overdue().map(OverdueWatch.Report::triggers).orElse(0);
  }

  @Override
  public @Nullable String getOverdueTrigger() {
    return overdue().map(OverdueWatch.Report::words).orElse(null);
  }

  private Optional<OverdueWatch.Report> overdue() {
    return parts.overdue().flatMap(OverdueWatch::report);
  }

  @Override
  public long getTerms() {
    return parts.news().terms();
  }

  @Override
  public long getTakeOvers() {
    return parts.news().takeOvers();
  }

  @Override
  public long getLosses() {
    return parts.news().losses();
  }
}
