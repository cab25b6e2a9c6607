package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.gate.GateCounts;
import io.beatcop.quartz.gate.RunningJobs;
import io.beatcop.quartz.gate.VetoGate;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.journal.FireJournal;
import io.beatcop.quartz.rules.ClockCheck;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.TriggerRecovery;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.settings.TriggerNames;
import io.beatcop.quartz.shared.StoreLink;
import io.beatcop.redis.connect.RedisPool;
import java.time.Duration;
import java.util.Optional;
import org.quartz.ListenerManager;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one entry of the plugin, made and connected: its lease, its gate, and their
 * listeners.
 *
 * @param overdue what nobody fires in time; empty without a journal
 * @param lifecycle its part in the contest for the lease
 * @param process its place among the schedulers of this process
 * @param store the way to the job store, if all nodes share that
 */
public record EntryParts(
    PluginSettings settings,
    Lease lease,
    VetoGate gate,
    RunningJobs running,
    GateCounts counts,
    LeaseNews news,
    Optional<OverdueWatch> overdue,
    SchedulerLifecycle lifecycle,
    SameProcess process,
    Optional<StoreLink> store) {

  private static final Logger log = LoggerFactory.getLogger(EntryParts.class);

  /** The longest wait for a claim, since it holds a worker thread. */
  private static final Duration LONGEST_CLAIM = Duration.ofMillis(250);

  /** How far a clock may be ahead. Neither drift nor a slow network explains more. */
  private static final Duration CLOCK_LIMIT = Duration.ofSeconds(5);

  /**
   * Makes the parts, and registers the listeners at the scheduler and the lease.
   *
   * @param name the name of the entry in the properties of Quartz
   * @param lease the lease, not started yet
   * @param store the way to the job store, if all nodes share that
   */
  public static EntryParts of(
      String name,
      Scheduler scheduler,
      PluginSettings settings,
      Lease lease,
      Optional<StoreLink> store)
      throws SchedulerException {
    RunningJobs running = new RunningJobs();
    GateCounts counts = new GateCounts();
    TriggerNames names = new TriggerNames(settings.lease().name(), store.isPresent());
    Triggers triggers = new Triggers(scheduler, settings, names, store, System::currentTimeMillis);
    TriggerChanges changes = new TriggerChanges(settings.lease().name(), scheduler, store);
    Optional<FireJournal> journal =
        settings.journal() ? Optional.of(journal(settings)) : Optional.empty();
    Optional<Claims> claims = journal.map(fires -> claims(lease, fires, settings));
    VetoGate gate =
        new VetoGate(
            "beatcop:" + name,
            lease,
            settings,
            running,
            names,
            claims,
            triggers::storedMillis,
            counts);
    JobInterrupter interrupter = new JobInterrupter(settings.lease().name(), running);
    Optional<Recovery> recovery = Optional.empty();
    Optional<LocalChanges> localChanges = Optional.empty();
    Optional<OverdueWatch> overdue = Optional.empty();
    LeaseNews news = new LeaseNews(settings.lease().name());
    if (journal.isPresent() && claims.isPresent()) {
      OrphanedJobs orphans =
          new OrphanedJobs(
              scheduler, settings.lease().name(), settings.lease().holder(), claims.get());
      Recovery made =
          new Recovery(
              lease,
              journal.get(),
              claims.get(),
              gate,
              triggers,
              changes,
              orphans,
              settings,
              counts);
      made.start();
      lease.addListener(made);
      recovery = Optional.of(made);
      OverdueSight sight = new OverdueSight(scheduler, lease, gate, running, news);
      OverdueWatch watch =
          new OverdueWatch(settings, journal.get(), claims.get(), triggers, sight::cause);
      lease.addListener(watch);
      overdue = Optional.of(watch);
      if (store.isPresent()) {
        SharedChanges shared =
            new SharedChanges(
                store.get(), claims.get(), made::request, watch, interrupter::requested);
        store.get().tell(shared);
        lease.addListener(shared);
      } else {
        localChanges =
            Optional.of(
                new LocalChanges(
                    settings.lease().name(), journal.get(), settings.lease().ttl(), made::later));
      }
    }
    ScheduleEvents events =
        new ScheduleEvents(
            scheduler,
            lease,
            settings,
            triggers,
            changes,
            claims,
            recovery,
            localChanges,
            overdue,
            store.isPresent());
    lease.addListener(interrupter);
    SameProcess process = SameProcess.of(scheduler.getSchedulerName(), settings.lease());
    lease.addListener(process);
    lease.addListener(news);
    Runnable settle = recovery.<Runnable>map(thread -> thread::settle).orElse(() -> {});
    StepDownListener stepDown = new StepDownListener(lease, gate, running, settle);
    lease.addListener(stepDown);
    recovery.ifPresent(thread -> gate.connect(hooks(thread, stepDown, events, settings, store)));
    SchedulerLifecycle lifecycle =
        new SchedulerLifecycle(lease, gate, running, news, stepDown, recovery, overdue);
    ListenerManager listeners = scheduler.getListenerManager();
    listeners.addTriggerListener(gate);
    listeners.addJobListener(gate);
    store.ifPresent(
        link -> listeners.addJobListener(new RunListener("beatcop:" + name + ":runs", link)));
    listeners.addSchedulerListener(lifecycle);
    listeners.addSchedulerListener(events);
    return new EntryParts(
        settings, lease, gate, running, counts, news, overdue, lifecycle, process, store);
  }

  /**
   * Leaves the contest for good after the last gated job has ended, and then runs the last action.
   */
  public void end(Runnable last) {
    lifecycle.end(
        () -> {
          last.run();
          process.end();
        });
  }

  private static VetoGate.Hooks hooks(
      Recovery recovery,
      StepDownListener stepDown,
      ScheduleEvents events,
      PluginSettings settings,
      Optional<StoreLink> store) {
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
        events::ended,
        store.map(StoreLink::vetoes),
        run ->
            store
                .flatMap(StoreLink::schedule)
                .ifPresent(its -> its.save(run.getJobDetail(), run.getFireInstanceId())),
        firing ->
            store
                .flatMap(StoreLink::schedule)
                .ifPresent(its -> its.withdraw(TriggerNames.repeating(firing))));
  }

  private static Claims claims(Lease lease, FireJournal journal, PluginSettings settings) {
    return new Claims(
        lease,
        journal,
        new FireMachine(
            new TriggerRecovery(
                new MissedFires(settings.recoveryWindow()),
                new ClockCheck(CLOCK_LIMIT.toMillis()))),
        settings.firesUnsure(),
        EntryParts::now);
  }

  private static Moment now() {
    return new Moment(System.currentTimeMillis(), System.nanoTime());
  }

  private static FireJournal journal(PluginSettings settings) {
    LeaseSettings lease = settings.lease();
    Duration timeout =
        lease.timeout().compareTo(LONGEST_CLAIM) < 0 ? lease.timeout() : LONGEST_CLAIM;
    // The connection may take one timeout, and the answer another.
    return new FireJournal(
        new RedisPool(settings.redis(), timeout),
        new RedisPool(settings.redis(), lease.timeout()),
        lease.name(),
        lease.holder(),
        timeout.multipliedBy(2));
  }
}
