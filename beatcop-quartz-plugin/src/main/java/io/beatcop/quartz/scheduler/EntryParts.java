package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
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
import java.time.Duration;
import java.util.Optional;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one slice of an entry, made and connected: its lease, its gate, and their
 * listeners. An entry that does not spread has one slice.
 *
 * @param settings the settings for this slice
 * @param seat its place in the contest for its lease
 * @param overdue what nobody fires in time; empty without a journal
 * @param recovery what winds triggers back; empty without a journal
 * @param stepDown what ends a term
 * @param events what hears of the schedule; the entry registers it
 */
public record EntryParts(
    PluginSettings settings,
    Seat seat,
    VetoGate gate,
    RunningJobs running,
    GateCounts counts,
    LeaseNews news,
    Optional<OverdueWatch> overdue,
    Optional<Recovery> recovery,
    StepDownListener stepDown,
    ScheduleEvents events) {

  private static final Logger log = LoggerFactory.getLogger(EntryParts.class);

  /** How far a clock may be ahead. Neither drift nor a slow network explains more. */
  private static final Duration CLOCK_LIMIT = Duration.ofSeconds(5);

  /** The lease of this slice. */
  public Lease lease() {
    return seat.lease();
  }

  /** The other node that holds the lease, as far as this one knows. */
  public Optional<String> otherHolder() {
    return seat.otherHolder().or(news::otherHolder);
  }

  /**
   * Makes the parts of a slice, and registers its listeners at the lease.
   *
   * @param name the name of its gate
   * @param seat its place in the contest for its lease
   * @param store the way to the job store, if all nodes share that
   */
  static EntryParts of(
      String name,
      Scheduler scheduler,
      PluginSettings settings,
      Seat seat,
      Optional<StoreLink> store,
      EntryResources resources,
      TriggerSlices slices,
      GroupCheck groups) {
    Lease lease = seat.lease();
    RunningJobs running = new RunningJobs();
    GateCounts counts = new GateCounts();
    TriggerNames names = new TriggerNames(settings.lease().name(), store.isPresent());
    Triggers triggers =
        new Triggers(scheduler, settings, names, store, System::currentTimeMillis, slices);
    TriggerChanges changes = new TriggerChanges(settings.lease().name(), scheduler, store);
    Optional<FireJournal> journal =
        settings.journal() ? Optional.of(resources.journal(settings.lease())) : Optional.empty();
    Optional<Claims> claims = journal.map(fires -> claims(lease, fires, settings));
    VetoGate gate =
        new VetoGate(name, lease, settings, running, names, claims, triggers::storedMillis, counts);
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
              seat,
              journal.get(),
              claims.get(),
              gate,
              triggers,
              changes,
              orphans,
              settings,
              counts,
              resources.recovery());
      made.start();
      lease.addListener(made);
      recovery = Optional.of(made);
      OverdueSight sight = new OverdueSight(scheduler, seat, gate, news);
      OverdueWatch watch =
          new OverdueWatch(
              settings, journal.get(), claims.get(), triggers, sight::cause, resources.overdue());
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
            lease,
            settings,
            triggers,
            changes,
            claims,
            recovery,
            localChanges,
            overdue,
            store.isPresent(),
            groups);
    lease.addListener(interrupter);
    lease.addListener(news);
    Runnable settle = recovery.<Runnable>map(thread -> thread::settle).orElse(() -> {});
    StepDownListener stepDown = new StepDownListener(seat, gate, running, settle);
    lease.addListener(stepDown);
    EntryParts parts =
        new EntryParts(
            settings, seat, gate, running, counts, news, overdue, recovery, stepDown, events);
    recovery.ifPresent(thread -> gate.connect(parts.hooks(thread, store)));
    return parts;
  }

  private VetoGate.Hooks hooks(Recovery thread, Optional<StoreLink> store) {
    LogPace pace = new LogPace();
    return new VetoGate.Hooks(
        thread::request,
        grant ->
            thread.execute(
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
                  seat.avoid(() -> stepDown.asked(grant, "its clock is ahead"));
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
}
