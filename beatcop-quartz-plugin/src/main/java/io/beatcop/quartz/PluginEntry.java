package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseGroup;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.quartz.scheduler.EntryParts;
import io.beatcop.quartz.scheduler.EntrySlices;
import io.beatcop.quartz.scheduler.OverdueWatch;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.settings.Spread;
import io.beatcop.quartz.shared.StoreLink;
import io.beatcop.redis.RedisLeaseGroup;
import io.beatcop.redis.RedisStores;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
record PluginEntry(String name, String scheduler, EntrySlices slices) implements LeaseMXBean {

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
    PluginEntry entry =
        new PluginEntry(
            name,
            schedulerName,
            settings.spread().isOn()
                ? EntrySlices.of(name, scheduler, settings, group(settings))
                : whole(name, scheduler, settings, isShared));
    PluginEntries.publish(entry, scheduler);
    entry.slices.store().ifPresent(its -> its.offer(schedulerName));
    return entry;
  }

  private static EntrySlices whole(
      String name, Scheduler scheduler, PluginSettings settings, boolean isShared)
      throws SchedulerException {
    Lease lease = new Lease(settings.lease(), RedisStores.of(settings.lease(), settings.redis()));
    return EntrySlices.of(
        name,
        scheduler,
        settings,
        lease,
        isShared ? Optional.of(link(settings, lease)) : Optional.empty());
  }

  private static LeaseGroup group(PluginSettings settings) {
    LeaseSettings lease = settings.lease();
    Spread spread = settings.spread();
    RedisLeaseGroup.Builder group =
        RedisLeaseGroup.builder(lease.name(), spread.slices())
            .redis(settings.redis())
            .ttl(lease.ttl())
            .timeout(lease.timeout())
            .expiringNotice(lease.expiringNotice())
            .holder(lease.holder())
            .trustAbsence(lease.trustAbsence())
            .weight(spread.weight());
    spread.label().ifPresent(group::label);
    spread.prefer().ifPresent(group::prefer);
    return group.build();
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
    return slices.settings().lease().name();
  }

  private Stream<EntrySlice> views() {
    return slices.all().stream().map(EntrySlice::new);
  }

  /** The only slice of an entry that does not spread. */
  private Optional<EntryParts> only() {
    return slices.settings().spread().isOn() ? Optional.empty() : Optional.of(slices.all().get(0));
  }

  /** Of several slices, that of one that fires counts before all others, and so on. */
  @Override
  public LeaseState getState() {
    Set<LeaseState> states = views().map(EntrySlice::getState).collect(Collectors.toSet());
    return Stream.of(LeaseState.LEADER, LeaseState.LEAVING, LeaseState.WAITING, LeaseState.FOLLOWER)
        .filter(states::contains)
        .findFirst()
        .orElse(LeaseState.STANDBY);
  }

  @Override
  public boolean isAlive() {
    return slices.alive().getAsBoolean();
  }

  @Override
  public String getNode() {
    return slices.settings().lease().holder();
  }

  @Override
  public @Nullable String getHolder() {
    return only().map(EntrySlice::new).map(EntrySlice::getHolder).orElse(null);
  }

  @Override
  public @Nullable Long getToken() {
    return only().map(EntrySlice::new).map(EntrySlice::getToken).orElse(null);
  }

  @Override
  public @Nullable Date getDeadline() {
    return only().flatMap(its -> its.lease().deadline()).map(Date::from).orElse(null);
  }

  @Override
  public int getSpread() {
    return slices.settings().spread().slices();
  }

  @Override
  public int getHeld() {
    return (int) slices.all().stream().filter(its -> its.lease().isHeld()).count();
  }

  @Override
  public List<LeaseSliceView> getSlices() {
    return List.copyOf(views().toList());
  }

  @Override
  public boolean isPreferred() {
    return slices.settings().isPreferred();
  }

  @Override
  public int getRunning() {
    return (int) sum(its -> its.running().count());
  }

  @Override
  public long getFires() {
    return sum(its -> its.counts().fires());
  }

  @Override
  public long getVetoes() {
    return sum(its -> its.counts().vetoes());
  }

  @Override
  public long getDuplicates() {
    return sum(its -> its.counts().duplicates());
  }

  @Override
  public long getUnsure() {
    return sum(its -> its.counts().unsure());
  }

  @Override
  public long getRecovered() {
    return sum(its -> its.counts().recovered());
  }

  @Override
  public int getOverdue() {
    return overdue().mapToInt(OverdueWatch.Report::triggers).sum();
  }

  @Override
  public @Nullable String getOverdueTrigger() {
    return overdue().map(OverdueWatch.Report::words).findFirst().orElse(null);
  }

  private Stream<OverdueWatch.Report> overdue() {
    return slices.all().stream()
        .flatMap(its -> its.overdue().stream())
        .flatMap(w -> w.report().stream());
  }

  @Override
  public long getTerms() {
    return sum(its -> its.news().terms());
  }

  @Override
  public long getTakeOvers() {
    return sum(its -> its.news().takeOvers());
  }

  @Override
  public long getLosses() {
    return sum(its -> its.news().losses());
  }

  private long sum(ToLongFunction<EntryParts> count) {
    return slices.all().stream().mapToLong(count).sum();
  }
}
