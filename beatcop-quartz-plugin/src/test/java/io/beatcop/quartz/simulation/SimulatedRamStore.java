package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.quartz.Calendar;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;

/** Quartz' RAMJobStore in virtual time, as far as firing goes: the same steps in the same order. */
final class SimulatedRamStore {

  /** The news that the store tells while it works. */
  interface Listener {

    /** A misfire instruction is about to be applied to this copy. */
    void misfired(OperableTrigger before);

    /** Times from the first to the next, without it, were passed over by a misfire instruction. */
    void skipped(TriggerKey key, long firstMillis, long nextMillis);

    /** A trigger will not fire again. */
    void finalized(OperableTrigger trigger);

    /** The schedule has changed in a way that the scheduler thread looks at. */
    void changed();
  }

  /**
   * A firing that goes to a worker.
   *
   * @param bundle as Quartz has it
   * @param firstMillis the first time that it stands for
   */
  record Fired(TriggerFiredBundle bundle, long firstMillis) {}

  private enum State {
    WAITING,
    ACQUIRED,
    COMPLETE,
    PAUSED,
    BLOCKED,
    PAUSED_BLOCKED
  }

  private static final class Kept {
    private final OperableTrigger trigger;
    private final TriggerKey key;
    private State state = State.WAITING;
    // The time that a misfire instruction made up, and the first missed time that it stands for.
    private long madeUpMillis = Long.MIN_VALUE;
    private long missedFromMillis;

    Kept(OperableTrigger trigger) {
      this.trigger = trigger;
      this.key = trigger.getKey();
    }

    Date next() {
      return trigger.getNextFireTime();
    }
  }

  private static final Comparator<Kept> BY_TIME =
      (one, other) -> {
        int order = one.next().compareTo(other.next());
        order = order == 0 ? other.trigger.getPriority() - one.trigger.getPriority() : order;
        return order == 0 ? one.key.compareTo(other.key) : order;
      };

  private final SimulatedClock clock;
  private final long misfireThresholdMillis;
  private final Map<String, Calendar> calendars;
  private final Listener listener;
  private final Map<TriggerKey, Kept> triggers = new TreeMap<>();
  private final Map<JobKey, JobDetail> jobs = new TreeMap<>();
  private final TreeSet<Kept> byTime = new TreeSet<>(BY_TIME);
  private final Set<JobKey> blocked = new HashSet<>();
  private final Map<JobKey, List<Kept>> byJob = new HashMap<>();
  private long fired;

  SimulatedRamStore(
      SimulatedClock clock,
      long misfireThresholdMillis,
      Map<String, Calendar> calendars,
      Listener listener) {
    this.clock = clock;
    this.misfireThresholdMillis = misfireThresholdMillis;
    this.calendars = calendars;
    this.listener = listener;
  }

  Optional<OperableTrigger> trigger(TriggerKey key) {
    return Optional.ofNullable(triggers.get(key)).map(kept -> copy(kept.trigger));
  }

  Set<TriggerKey> keys() {
    return new TreeSet<>(triggers.keySet());
  }

  Optional<JobDetail> job(JobKey key) {
    return Optional.ofNullable(jobs.get(key));
  }

  Set<JobKey> jobKeys() {
    return new TreeSet<>(jobs.keySet());
  }

  List<OperableTrigger> triggersOf(JobKey key) {
    return byJob.getOrDefault(key, List.of()).stream().map(kept -> copy(kept.trigger)).toList();
  }

  Optional<Calendar> calendar(String name) {
    return Optional.ofNullable(calendars.get(name));
  }

  Optional<Calendar> calendar(Trigger trigger) {
    return Optional.ofNullable(trigger.getCalendarName()).flatMap(this::calendar);
  }

  Trigger.TriggerState state(TriggerKey key) {
    Kept kept = triggers.get(key);
    if (kept == null) {
      return Trigger.TriggerState.NONE;
    }
    return switch (kept.state) {
      case COMPLETE -> Trigger.TriggerState.COMPLETE;
      case PAUSED, PAUSED_BLOCKED -> Trigger.TriggerState.PAUSED;
      case BLOCKED -> Trigger.TriggerState.BLOCKED;
      default -> Trigger.TriggerState.NORMAL;
    };
  }

  /** The earliest time of a trigger that is to fire; the end of time if there is none. */
  long nextMillis() {
    return triggers.values().stream()
        .filter(kept -> kept.next() != null)
        .filter(kept -> kept.state != State.PAUSED && kept.state != State.PAUSED_BLOCKED)
        .mapToLong(
            kept ->
                kept.next().getTime() == kept.madeUpMillis
                    ? kept.missedFromMillis
                    : kept.next().getTime())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  void storeJob(JobDetail job) {
    jobs.put(job.getKey(), job);
  }

  void storeTrigger(OperableTrigger newTrigger) {
    Kept kept = new Kept(copy(newTrigger));
    triggers.put(kept.key, kept);
    byJob.computeIfAbsent(newTrigger.getJobKey(), absent -> new ArrayList<>(1)).add(kept);
    if (blocked.contains(newTrigger.getJobKey())) {
      kept.state = State.BLOCKED;
    } else {
      byTime.add(kept);
    }
  }

  boolean replaceTrigger(TriggerKey key, OperableTrigger newTrigger) {
    Kept old = triggers.remove(key);
    if (old == null) {
      return false;
    }
    forget(old);
    storeTrigger(newTrigger);
    return true;
  }

  boolean removeTrigger(TriggerKey key) {
    Kept old = triggers.remove(key);
    if (old == null) {
      return false;
    }
    forget(old);
    JobKey jobKey = old.trigger.getJobKey();
    JobDetail job = jobs.get(jobKey);
    if (job != null && !job.isDurable() && !byJob.containsKey(jobKey)) {
      jobs.remove(jobKey);
    }
    return true;
  }

  boolean removeJob(JobKey key) {
    return jobs.remove(key) != null;
  }

  private void forget(Kept kept) {
    if (kept.next() != null) {
      byTime.remove(kept);
    }
    JobKey jobKey = kept.trigger.getJobKey();
    List<Kept> siblings = byJob.getOrDefault(jobKey, new ArrayList<>());
    siblings.remove(kept);
    if (siblings.isEmpty()) {
      byJob.remove(jobKey);
    }
  }

  void pause(TriggerKey key) {
    Kept kept = triggers.get(key);
    if (kept == null || kept.state == State.COMPLETE) {
      return;
    }
    if (kept.next() != null) {
      byTime.remove(kept);
    }
    kept.state = kept.state == State.BLOCKED ? State.PAUSED_BLOCKED : State.PAUSED;
  }

  void resume(TriggerKey key) {
    Kept kept = triggers.get(key);
    if (kept == null || (kept.state != State.PAUSED && kept.state != State.PAUSED_BLOCKED)) {
      return;
    }
    kept.state = blocked.contains(kept.trigger.getJobKey()) ? State.BLOCKED : State.WAITING;
    boolean unused = applyMisfire(kept);
    if (kept.state == State.WAITING && kept.next() != null) {
      byTime.add(kept);
    }
  }

  private boolean applyMisfire(Kept kept) {
    long nowMillis = clock.millis();
    Date next = kept.next();
    if (next == null
        || next.getTime() > nowMillis - misfireThresholdMillis
        || kept.trigger.getMisfireInstruction()
            == Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY) {
      return false;
    }
    listener.misfired(copy(kept.trigger));
    long first = kept.madeUpMillis == next.getTime() ? kept.missedFromMillis : next.getTime();
    SimulatedMisfire.update(kept.trigger, calendar(kept.trigger), nowMillis);
    Date updated = kept.next();
    if (updated == null) {
      listener.skipped(kept.key, first, Long.MAX_VALUE);
      kept.state = State.COMPLETE;
      listener.finalized(kept.trigger);
      return true;
    }
    if (updated.getTime() == nowMillis) {
      kept.madeUpMillis = nowMillis;
      kept.missedFromMillis = first;
    } else {
      listener.skipped(kept.key, first, updated.getTime());
    }
    return next.getTime() != updated.getTime();
  }

  List<OperableTrigger> acquireNextTriggers(long noLaterThan, int maxCount, long timeWindow) {
    List<OperableTrigger> result = new ArrayList<>();
    Set<JobKey> serial = new HashSet<>();
    List<Kept> excluded = new ArrayList<>();
    long batchEnd = noLaterThan;
    while (!byTime.isEmpty() && result.size() < maxCount) {
      Kept kept = byTime.first();
      byTime.remove(kept);
      if (applyMisfire(kept)) {
        if (kept.next() != null) {
          byTime.add(kept);
        }
        continue;
      }
      if (kept.next().getTime() > batchEnd) {
        byTime.add(kept);
        break;
      }
      if (isSerial(kept) && !serial.add(kept.trigger.getJobKey())) {
        excluded.add(kept);
        continue;
      }
      kept.state = State.ACQUIRED;
      kept.trigger.setFireInstanceId(String.valueOf(++fired));
      if (result.isEmpty()) {
        batchEnd = Math.max(kept.next().getTime(), clock.millis()) + timeWindow;
      }
      result.add(copy(kept.trigger));
    }
    byTime.addAll(excluded);
    return result;
  }

  private boolean isSerial(Kept kept) {
    JobDetail job = jobs.get(kept.trigger.getJobKey());
    return job != null && isSerial(job);
  }

  private static boolean isSerial(JobDetail job) {
    return job.getJobClass().isAnnotationPresent(DisallowConcurrentExecution.class);
  }

  void releaseAcquiredTrigger(OperableTrigger trigger) {
    Kept kept = triggers.get(trigger.getKey());
    if (kept != null && kept.state == State.ACQUIRED) {
      kept.state = State.WAITING;
      byTime.add(kept);
    }
  }

  List<Fired> triggersFired(List<OperableTrigger> acquired) {
    List<Fired> bundles = new ArrayList<>();
    for (OperableTrigger trigger : acquired) {
      Kept kept = triggers.get(trigger.getKey());
      // Replaced, deleted or paused since it was acquired.
      if (kept != null && kept.state == State.ACQUIRED) {
        bundles.add(triggerFired(trigger, kept));
      }
    }
    return bundles;
  }

  private Fired triggerFired(OperableTrigger trigger, Kept kept) {
    Optional<Calendar> calendar = calendar(kept.trigger);
    Date previous = trigger.getPreviousFireTime();
    long first =
        kept.next().getTime() == kept.madeUpMillis
            ? kept.missedFromMillis
            : trigger.getNextFireTime().getTime();
    kept.madeUpMillis = Long.MIN_VALUE;
    byTime.remove(kept);
    kept.trigger.triggered(calendar.orElse(null));
    trigger.triggered(calendar.orElse(null));
    kept.state = State.WAITING;
    JobDetail job = job(kept.trigger.getJobKey()).orElseThrow();
    TriggerFiredBundle bundle =
        new TriggerFiredBundle(
            job,
            trigger,
            calendar.orElse(null),
            false,
            new Date(clock.millis()),
            trigger.getPreviousFireTime(),
            previous,
            trigger.getNextFireTime());
    if (isSerial(job)) {
      block(job.getKey());
    } else if (kept.next() != null) {
      byTime.add(kept);
    }
    return new Fired(bundle, first);
  }

  private void block(JobKey job) {
    for (Kept sibling : byJob.getOrDefault(job, List.of())) {
      if (sibling.next() != null) {
        byTime.remove(sibling);
      }
      sibling.state =
          switch (sibling.state) {
            case WAITING -> State.BLOCKED;
            case PAUSED -> State.PAUSED_BLOCKED;
            default -> sibling.state;
          };
    }
    blocked.add(job);
  }

  private void unblock(JobKey job) {
    blocked.remove(job);
    for (Kept sibling : byJob.getOrDefault(job, List.of())) {
      if (sibling.state == State.BLOCKED) {
        sibling.state = State.WAITING;
        if (sibling.next() != null) {
          byTime.add(sibling);
        }
      } else if (sibling.state == State.PAUSED_BLOCKED) {
        sibling.state = State.PAUSED;
      }
    }
    listener.changed();
  }

  void triggeredJobComplete(
      OperableTrigger trigger, JobDetail job, CompletedExecutionInstruction instruction) {
    if (!jobs.containsKey(job.getKey())) {
      blocked.remove(job.getKey());
    } else if (isSerial(job)) {
      unblock(job.getKey());
    }
    Kept kept = triggers.get(trigger.getKey());
    if (kept == null) {
      return;
    }
    switch (instruction) {
      case DELETE_TRIGGER -> {
        // It may have been rescheduled while its job ran.
        if (trigger.getNextFireTime() != null || kept.next() == null) {
          boolean unused = removeTrigger(trigger.getKey());
        }
      }
      case SET_TRIGGER_COMPLETE -> complete(kept);
      case SET_ALL_JOB_TRIGGERS_COMPLETE -> {
        Iterator<Kept> all =
            List.copyOf(byJob.getOrDefault(trigger.getJobKey(), List.of())).iterator();
        all.forEachRemaining(this::complete);
      }
      default -> {}
    }
  }

  private void complete(Kept kept) {
    kept.state = State.COMPLETE;
    if (kept.next() != null) {
      byTime.remove(kept);
    }
    listener.changed();
  }

  private static OperableTrigger copy(OperableTrigger trigger) {
    return (OperableTrigger) trigger.clone();
  }
}
