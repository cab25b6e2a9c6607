package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.rules.Look;
import io.beatcop.quartz.rules.MissedFires.Candidate;
import io.beatcop.quartz.rules.MissedFires.State;
import io.beatcop.quartz.rules.Schedule;
import io.beatcop.quartz.rules.VetoedTriggers;
import io.beatcop.quartz.schedule.TriggerText.Origin;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.settings.TriggerNames;
import io.beatcop.quartz.shared.SharedSchedule;
import io.beatcop.quartz.shared.StoreLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.quartz.Calendar;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.spi.OperableTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gated triggers of a scheduler, for recovery to see. Any thread may call it. */
public final class Triggers {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  /** The clocks of two nodes may differ by so much. */
  private static final long MOST_CLOCKS_DIFFER_MILLIS = 5_000;

  /** When a trigger was scheduled, and the start that was meant; see {@link Candidate}. */
  private record Scheduled(long atMillis, long meantStartMillis) {}

  private final Scheduler scheduler;
  private final PluginSettings settings;
  private final TriggerNames names;
  private final TriggerSlices slices;
  private final Optional<StoreLink> store;
  private final LongSupplier clock;
  private final long begunMillis;
  private final Map<TriggerKey, Scheduled> scheduled = new ConcurrentHashMap<>();

  /**
   * Makes a view of a scheduler.
   *
   * @param store the way to its job store, if all nodes share that
   * @param clock this node's wall clock, epoch milliseconds
   */
  public Triggers(
      Scheduler scheduler,
      PluginSettings settings,
      TriggerNames names,
      Optional<StoreLink> store,
      LongSupplier clock) {
    this(scheduler, settings, names, store, clock, new TriggerSlices(1));
  }

  /** Makes a view of the triggers of a slice, which leaves out those that are in another one. */
  Triggers(
      Scheduler scheduler,
      PluginSettings settings,
      TriggerNames names,
      Optional<StoreLink> store,
      LongSupplier clock,
      TriggerSlices slices) {
    this.slices = slices;
    this.store = store;
    this.clock = clock;
    this.begunMillis = clock.getAsLong();
    this.scheduler = scheduler;
    this.settings = settings;
    this.names = names;
  }

  /**
   * Whether the job store fires in a term. Before that, a shared one may not know yet what the
   * holder before had fired.
   */
  boolean areReadyIn(long term) {
    return store.isEmpty()
        || store.get().schedule().filter(schedule -> schedule.isOpenIn(term)).isPresent();
  }

  /** Notes that the application has scheduled a trigger on this node. */
  public void scheduled(OperableTrigger trigger) {
    long now = clock.getAsLong();
    Schedule schedule = new Schedule(trigger, Optional.empty());
    scheduled.put(
        trigger.getKey(),
        new Scheduled(
            now, schedule.beginsAfter(now) ? schedule.startMillis() : Candidate.NO_START));
  }

  /** Notes that a trigger is gone. */
  public void unscheduled(TriggerKey key) {
    scheduled.remove(key);
  }

  /** The triggers that were scheduled on this node since it began. */
  Set<TriggerKey> scheduledKeys() {
    return Set.copyOf(scheduled.keySet());
  }

  Set<TriggerKey> keys() throws SchedulerException {
    Set<TriggerKey> keys = scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup());
    return settings.spread().isOn()
        ? keys.stream()
            .filter(key -> slices.mayHave(settings.slice(), key))
            .collect(Collectors.toSet())
        : keys;
  }

  /** A trigger as it is now, for a look without a change; empty if it is gone or not gated. */
  public Optional<Candidate> seen(TriggerKey key) throws SchedulerException {
    return candidate(key);
  }

  /** A trigger that the scheduler has deleted since its last times were vetoed. */
  public Candidate seen(VetoedTriggers.Finished finished) throws SchedulerException {
    return candidate(finished.trigger(), State.FINISHED, Optional.of(finished.job()));
  }

  /**
   * The triggers that must be recovered before they fire.
   *
   * @param isComplete whether the job store told all of them
   */
  public record Closed(List<Candidate> candidates, boolean isComplete) {}

  /**
   * Finds them.
   *
   * @param look the triggers that it is for
   * @param closedOnes tells which of some triggers are closed. It is asked once, since it takes a
   *     lock that workers wait for
   * @param finished those that the scheduler has deleted since their last times were vetoed
   */
  public Closed closed(
      Look look,
      UnaryOperator<Set<TriggerKey>> closedOnes,
      Collection<VetoedTriggers.Finished> finished) {
    List<Candidate> closed = new ArrayList<>();
    Set<TriggerKey> seen;
    boolean complete = true;
    try {
      seen = look.isWhole() ? keys() : look.triggers();
    } catch (SchedulerException e) {
      log.debug("{}: the job store does not tell its triggers", settings.lease().name(), e);
      return new Closed(closed, false);
    }
    for (TriggerKey key : closedOnes.apply(seen)) {
      try {
        candidate(key).ifPresent(closed::add);
      } catch (SchedulerException e) {
        log.debug("{}: the job store does not tell of {}", settings.lease().name(), key, e);
        complete = false;
      }
    }
    for (VetoedTriggers.Finished each : finished) {
      TriggerKey key = each.trigger().getKey();
      try {
        if (!(look.isWhole() ? seen.contains(key) : scheduler.checkExists(key))) {
          closed.add(candidate(each.trigger(), State.FINISHED, Optional.of(each.job())));
        } else if (closed.stream().noneMatch(of -> of.key().equals(key))) {
          // The scheduler is just about to delete it.
          complete = false;
        }
      } catch (SchedulerException e) {
        complete = false;
      }
    }
    return new Closed(closed, complete);
  }

  /** The same trigger as it is now; empty if it is gone. */
  public Optional<Candidate> again(Candidate seen) throws SchedulerException {
    return seen.job().isPresent() && !scheduler.checkExists(seen.key())
        ? Optional.of(seen)
        : candidate(seen.key());
  }

  private Optional<Candidate> candidate(TriggerKey key) throws SchedulerException {
    if (!(scheduler.getTrigger(key) instanceof OperableTrigger trigger)
        || !settings.gates(trigger)
        || names.isManualHere(trigger)
        || !names.isShared(key)) {
      return Optional.empty();
    }
    TriggerState state = scheduler.getTriggerState(key);
    // If a job has ended its own trigger, the trigger still has its next time.
    boolean isEnded = state == TriggerState.COMPLETE && trigger.getNextFireTime() != null;
    return state == TriggerState.NONE || isEnded
        ? Optional.empty()
        : Optional.of(candidate(trigger, state(state), Optional.empty()));
  }

  private static State state(TriggerState state) {
    return switch (state) {
      case PAUSED -> State.PAUSED;
      // A misfire instruction has left out its last time, perhaps because of a wrong clock.
      case COMPLETE -> State.FINISHED;
      default -> State.WAITING;
    };
  }

  private Candidate candidate(OperableTrigger trigger, State state, Optional<JobDetail> job)
      throws SchedulerException {
    // A trigger that is in a shared schedule was stored after any end that the journal knows.
    long beginMillis = store.isPresent() ? Long.MAX_VALUE : begunMillis;
    Scheduled since =
        scheduled.getOrDefault(trigger.getKey(), new Scheduled(beginMillis, Candidate.NO_START));
    // A shared schedule keeps the start that was meant, whichever node has stored the trigger.
    long meantStart =
        store.isPresent()
            ? new Schedule(trigger, Optional.empty()).startMillis()
            : since.meantStartMillis();
    Optional<Origin> origin = origin(trigger.getKey());
    return new Candidate(
        trigger,
        calendar(trigger),
        state,
        job,
        since.atMillis(),
        meantStart,
        origin.map(Origin::done).orElse(OptionalLong.empty()).orElse(Candidate.NOTHING_DONE),
        storedMillis(trigger.getKey(), origin));
  }

  private Optional<Origin> origin(TriggerKey key) throws SchedulerException {
    Optional<SharedSchedule> schedule = store.flatMap(StoreLink::schedule);
    return schedule.isPresent() ? schedule.get().originOf(key) : Optional.empty();
  }

  /** When a trigger was stored for all nodes; see {@link Candidate}. Does no I/O. */
  public long storedMillis(TriggerKey key) {
    try {
      return storedMillis(key, origin(key));
    } catch (SchedulerException e) {
      return Candidate.LONG_AGO;
    }
  }

  private long storedMillis(TriggerKey key, Optional<Origin> origin) {
    // Only the node that schedules a repetition knows it, by its clock, and all others through it.
    long clocksDiffer = TriggerNames.isRepeating(key) ? 0 : MOST_CLOCKS_DIFFER_MILLIS;
    Optional<Scheduled> here =
        TriggerNames.isRepeating(key) ? Optional.ofNullable(scheduled.get(key)) : Optional.empty();
    return origin
        .map(Origin::storedMillis)
        .or(() -> here.map(Scheduled::atMillis))
        .map(millis -> millis - clocksDiffer)
        .orElse(Candidate.LONG_AGO);
  }

  private Optional<Calendar> calendar(Trigger trigger) throws SchedulerException {
    return trigger.getCalendarName() == null
        ? Optional.empty()
        : Optional.ofNullable(scheduler.getCalendar(trigger.getCalendarName()));
  }
}
