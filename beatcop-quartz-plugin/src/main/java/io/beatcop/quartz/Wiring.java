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
 * @param lifecycle its part in the contest for the lease
 * @param registration its MBean
 * @param process its place among the schedulers of this process
 */
record Wiring(SchedulerLifecycle lifecycle, JmxRegistration registration, SameProcess process) {

  private static final Logger log = LoggerFactory.getLogger(BeatCopPlugin.class);

  /** Names that schedulers have unless they are given one: unrelated applications share them. */
  private static final Set<String> DEFAULT_SCHEDULER_NAMES =
      Set.of(
          "quartzScheduler", "QuartzScheduler", "DefaultQuartzScheduler", "QuarkusQuartzScheduler");

  /** A claim holds a worker thread: it does not wait for longer than this. */
  private static final Duration LONGEST_CLAIM = Duration.ofMillis(250);

  /** How far a clock may be ahead: more is no drift, and no delay of a network. */
  private static final Duration CLOCK_LIMIT = Duration.ofSeconds(5);

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
    GateCounts counts = new GateCounts();
    TriggerNames names = new TriggerNames(settings.lease().name());
    Triggers triggers = new Triggers(scheduler, settings, names, System::currentTimeMillis);
    Optional<FireJournal> journal =
        settings.journal() ? Optional.of(journal(settings)) : Optional.empty();
    Optional<Claims> claims = journal.map(fires -> claims(lease, fires, settings));
    VetoGate gate =
        new VetoGate("beatcop:" + name, lease, settings, running, names, claims, counts);
    Optional<Recovery> recovery = Optional.empty();
    if (journal.isPresent() && claims.isPresent()) {
      OrphanedJobs orphans =
          new OrphanedJobs(
              scheduler, settings.lease().name(), settings.lease().holder(), claims.get());
      Recovery made =
          new Recovery(
              lease, journal.get(), claims.get(), gate, triggers, orphans, settings, counts);
      made.start();
      lease.addListener(made);
      recovery = Optional.of(made);
    }
    Optional<Recovery> recovers = recovery;
    ScheduleEvents events =
        new ScheduleEvents(
            scheduler,
            lease,
            settings,
            triggers,
            claims,
            recovery,
            journal.flatMap(
                fires ->
                    recovers.map(
                        thread ->
                            new LocalChanges(
                                settings.lease().name(),
                                fires,
                                settings.lease().ttl(),
                                thread::later))));
    lease.addListener(new JobInterrupter(settings.lease().name(), running));
    SameProcess process = SameProcess.of(schedulerName, settings.lease());
    lease.addListener(process);
    LeaseNews news = new LeaseNews(settings.lease().name());
    lease.addListener(news);
    StepDownListener stepDown =
        new StepDownListener(lease, gate, running, () -> recovers.ifPresent(Recovery::settle));
    lease.addListener(stepDown);
    recovery.ifPresent(thread -> gate.connect(hooks(thread, stepDown, events, settings)));
    SchedulerLifecycle lifecycle =
        new SchedulerLifecycle(lease, gate, running, news, stepDown, recovery);
    ListenerManager listeners = scheduler.getListenerManager();
    listeners.addTriggerListener(gate);
    listeners.addJobListener(gate);
    listeners.addSchedulerListener(lifecycle);
    listeners.addSchedulerListener(events);
    PluginEntry entry =
        new PluginEntry(name, schedulerName, settings, lease, gate, running, counts, news);
    PluginEntries.publish(entry, scheduler);
    return new Wiring(
        lifecycle, JmxRegistration.of(entry, ManagementFactory.getPlatformMBeanServer()), process);
  }

  /** Leaves the contest for good, once the last gated job has ended. */
  void end() {
    lifecycle.end(
        () -> {
          registration.end();
          process.end();
        });
  }

  private static VetoGate.Hooks hooks(
      Recovery recovery,
      StepDownListener stepDown,
      ScheduleEvents events,
      PluginSettings settings) {
    LogPace pace = new LogPace();
    return new VetoGate.Hooks(
        recovery::request,
        grant ->
            recovery.execute(
                () -> {
                  if (stepDown.isToLeave(grant)) {
                    return;
                  }
                  if (pace.isDue(now())) {
                    log.error(
                        "{}: the clock of this node is ahead of the clock of Redis by more than {}:"
                            + " it fires nothing that has not come yet, and lets another node have"
                            + " the lease; set the clocks right",
                        settings.lease().name(),
                        CLOCK_LIMIT);
                  }
                  stepDown.asked(grant, "its clock is ahead");
                }),
        events::ended);
  }

  private static Claims claims(Lease lease, FireJournal journal, PluginSettings settings) {
    return new Claims(
        lease,
        journal,
        new FireMachine(
            new MissedFires(settings.recoveryWindow()), new ClockCheck(CLOCK_LIMIT.toMillis())),
        settings.firesUnsure(),
        Wiring::now);
  }

  private static Moment now() {
    return new Moment(System.currentTimeMillis(), System.nanoTime());
  }

  private static FireJournal journal(PluginSettings settings) {
    LeaseSettings lease = settings.lease();
    Duration timeout =
        lease.timeout().compareTo(LONGEST_CLAIM) < 0 ? lease.timeout() : LONGEST_CLAIM;
    // Connecting may take one timeout, and the answer another.
    return new FireJournal(
        new RedisPool(settings.redis(), timeout, lease.name()),
        new RedisPool(settings.redis(), lease.timeout(), lease.name()),
        lease.name(),
        lease.holder(),
        timeout.multipliedBy(2));
  }
}
