package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseGroup;
import io.beatcop.lease.Slice;
import io.beatcop.quartz.gate.SliceGates;
import io.beatcop.quartz.gate.VetoGate;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.shared.StoreLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.quartz.ListenerManager;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * One entry of the plugin: its slices, each with a lease of its own, and what they have in common.
 * An entry that does not spread has one slice, whose lease is the entry's.
 *
 * @param settings the settings of the entry
 * @param all the parts of each slice, by its number
 * @param alive tells whether its threads work
 * @param lifecycle its part in the contest for its leases
 * @param process its place among the schedulers of this process; empty if it shares with them
 * @param store the way to the job store, if all nodes share that
 */
public record EntrySlices(
    PluginSettings settings,
    List<EntryParts> all,
    BooleanSupplier alive,
    SchedulerLifecycle lifecycle,
    Optional<SameProcess> process,
    Optional<StoreLink> store) {

  /**
   * Makes an entry with one lease, and registers its listeners at the scheduler and the lease.
   *
   * @param name the name of the entry in the properties of Quartz
   * @param lease the lease, not started yet
   * @param store the way to the job store, if all nodes share that
   */
  public static EntrySlices of(
      String name,
      Scheduler scheduler,
      PluginSettings settings,
      Lease lease,
      Optional<StoreLink> store)
      throws SchedulerException {
    EntryResources resources = new EntryResources(settings.lease(), settings.redis());
    TriggerSlices known = new TriggerSlices(1);
    LeaseContest contest = new LeaseContest(lease);
    EntryParts parts =
        EntryParts.of(
            gateName(name),
            scheduler,
            settings,
            contest,
            store,
            resources,
            known,
            new GroupCheck(scheduler, settings));
    SameProcess process = SameProcess.of(scheduler.getSchedulerName(), settings.lease());
    lease.addListener(process);
    SchedulerLifecycle lifecycle =
        new SchedulerLifecycle(settings.lease().name(), contest, resources, List.of(parts));
    ListenerManager listeners = scheduler.getListenerManager();
    listeners.addTriggerListener(parts.gate());
    listeners.addJobListener(parts.gate());
    store.ifPresent(
        link -> listeners.addJobListener(new RunListener(gateName(name) + ":runs", link)));
    listeners.addSchedulerListener(lifecycle);
    listeners.addSchedulerListener(parts.events());
    return new EntrySlices(
        settings, List.of(parts), lease::isAlive, lifecycle, Optional.of(process), store);
  }

  /**
   * Makes an entry that spreads, and registers its listeners.
   *
   * @param name the name of the entry in the properties of Quartz
   * @param group the slices, not started yet
   */
  public static EntrySlices of(
      String name, Scheduler scheduler, PluginSettings settings, LeaseGroup group)
      throws SchedulerException {
    EntryResources resources = new EntryResources(settings.lease(), settings.redis());
    TriggerSlices known = new TriggerSlices(settings.spread().slices());
    GroupContest contest =
        new GroupContest(group, settings.lease().ttl(), settings.lease().timeout());
    GroupCheck groups = new GroupCheck(scheduler, settings);
    List<EntryParts> all = new ArrayList<>();
    for (Slice slice : group.slices()) {
      all.add(
          EntryParts.of(
              gateName(name) + ":" + slice.number(),
              scheduler,
              settings.ofSlice(slice.number(), slice.lease().settings()),
              contest.seat(slice),
              Optional.empty(),
              resources,
              known,
              groups));
    }
    SchedulerLifecycle lifecycle =
        new SchedulerLifecycle(settings.lease().name(), contest, resources, all);
    List<VetoGate> gates = all.stream().map(EntryParts::gate).toList();
    SliceGates gate = new SliceGates(gateName(name), gates);
    ListenerManager listeners = scheduler.getListenerManager();
    listeners.addTriggerListener(gate);
    listeners.addJobListener(gate);
    listeners.addSchedulerListener(lifecycle);
    listeners.addSchedulerListener(
        new SliceEvents(scheduler, known, all.stream().map(EntryParts::events).toList()));
    return new EntrySlices(
        settings, List.copyOf(all), group::isAlive, lifecycle, Optional.empty(), Optional.empty());
  }

  private static String gateName(String entry) {
    return "beatcop:" + entry;
  }

  /** Joins the contest, and waits for the first answer. */
  public void start() {
    lifecycle.start();
  }

  /**
   * Leaves the contest for good after the last gated job has ended, and then runs the last action.
   */
  public void end(Runnable last) {
    lifecycle.end(
        () -> {
          last.run();
          process.ifPresent(SameProcess::end);
        });
  }
}
