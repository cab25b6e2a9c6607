package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.TriggerText;
import io.beatcop.quartz.settings.TriggerNames;
import io.beatcop.quartz.shared.SharedViolation.Promise;
import io.beatcop.quartz.shared.SimulatedRedis.Running;
import io.beatcop.quartz.shared.SimulatedRedis.Slot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/** Looks on, sees all, and says which promise was broken. */
final class SharedChecker {

  private static final int MOST_LINES = Integer.getInteger("beatcop.sharedsim.lines", 200);
  private static final long LATE_MILLIS = 25_000;

  /** What a caller was told of its change. */
  enum Told {
    NOTHING,
    MADE,
    REFUSED,
    UNKNOWN
  }

  /** A call of a user, and its attempts. */
  static final class Call {
    private final String what;
    private final ScheduleWriter.Edit<?> edit;
    private final Set<String> attempts = new HashSet<>();
    private Told told = Told.NOTHING;
    private boolean isEmpty;

    Call(String what, ScheduleWriter.Edit<?> edit) {
      this.what = what;
      this.edit = edit;
    }
  }

  private record Run(SimulatedNode node, String run, long beganMillis) {
    boolean mayBeUnmarked() {
      return node.isDead() || node.mayBeUnmarked(beganMillis);
    }
  }

  private final SimulatedTime time;
  private final boolean tells;
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Call> attempts = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  // Those that Redis has lost before their callers were told.
  private final Set<String> lost = new HashSet<>();
  private final Set<Slot> fired = new HashSet<>();
  // When a caller was told that what some call had stored is gone.
  private final Map<String, Long> toldGone = new HashMap<>();
  // Those that may have come back, since Redis has lost its memory.
  private final Map<String, Long> doubtful = new HashMap<>();
  private final Map<JobKey, List<Run>> running = new HashMap<>();
  // By the identity of each run.
  private final Map<String, Long> endedMillis = new HashMap<>();
  private final Set<String> endedHere = new HashSet<>();
  // From when on no mark keeps a repetition back.
  private final Map<String, Long> completedMillis = new HashMap<>();
  private final Map<String, Run> recoverable = new HashMap<>();
  // Runs that can't be repeated, since their jobs were removed.
  private final Set<String> withoutJob = new HashSet<>();
  // Runs whose repetition was removed, and of these the ones that may be repeated all the same.
  private final Set<String> withdrawn = new HashSet<>();
  private final Set<String> notWithdrawn = new HashSet<>();
  // Times at which a job could not be made.
  private final Set<Slot> unmade = new HashSet<>();
  // The triggers that a job has ended, as some call had stored them.
  private final Set<String> endedByJobs = new HashSet<>();
  private final Set<JobKey> endingJobs = new HashSet<>();
  private final Map<JobKey, Long> goneOnMillis = new HashMap<>();
  private final Map<JobKey, Long> unmarkedMillis = new HashMap<>();
  private final Set<Item> leftByRuns = new HashSet<>();
  private final List<String> story = new ArrayList<>();
  private Optional<SimulatedRedis> redis = Optional.empty();
  private boolean isForked;
  private final Map<String, Long> reached = new TreeMap<>();

  /** Makes a checker; one that does not tell the story is faster. */
  SharedChecker(SimulatedTime time, boolean tells) {
    this.time = time;
    this.tells = tells;
  }

  void reached(String rule) {
    reached.merge(rule, 1L, Long::sum);
  }

  Map<String, Long> reached() {
    return reached;
  }

  // ---- The story

  /** One more sentence of the story. */
  void tell(String who, Supplier<Object> what) {
    if (!tells) {
      return;
    }
    story.add((time.nowMillis() - SimulatedTime.EPOCH_MILLIS) + " " + who + ": " + what.get());
  }

  /** The last sentences of the story. */
  String story() {
    return String.join("\n", story.subList(Math.max(0, story.size() - MOST_LINES), story.size()));
  }

  // ---- Changes

  Call begin(String what, ScheduleWriter.Edit<?> edit) {
    Call call = new Call(what, edit);
    calls.add(call);
    return call;
  }

  void attempt(Call call, String id) {
    call.attempts.add(id);
    attempts.put(id, call);
  }

  void told(Call call, Told told, boolean isEmpty, ScheduleState before, ScheduleState after) {
    call.told = told;
    call.isEmpty = isEmpty;
    tell(call.what, () -> told);
    reached("told " + told);
    if (told == Told.MADE && !isForked) {
      before
          .entries()
          .forEach(
              (item, entry) -> {
                if (item.kind() == Item.Kind.TRIGGER
                    && after.entry(item).filter(entry::equals).isEmpty()) {
                  toldGone.putIfAbsent(stored(entry), time.nowMillis());
                }
              });
    }
  }

  /** Redis writes a change on top of this. */
  void written(Change change, ScheduleState state) {
    reached("written");
    tell("Redis", () -> state.version().number() + 1 + " " + change);
    written.add(change.id());
    for (Running left : redis.orElseThrow().running()) {
      if (change.items().getOrDefault(Item.of(left.job()), Optional.of("")).isEmpty()) {
        withoutJob.add(left.run());
      }
    }
    change
        .items()
        .forEach(
            (item, text) -> {
              if (item.kind() == Item.Kind.TRIGGER
                  && text.isEmpty()
                  && TriggerNames.isRepeating(item.triggerKey())) {
                withdrawn.add(TriggerNames.repeated(item.triggerKey()));
              }
            });
    Call call = attempts.get(change.id());
    if (call == null) {
      change.items().forEach((item, text) -> outcome(item, text, state));
    } else if (!drafted(call, state).equals(Optional.of(change.items()))) {
      throw new SharedViolation(
          Promise.WHOLE,
          call.what + " wrote " + change + ", and would be " + drafted(call, state) + " now");
    }
    change
        .items()
        .keySet()
        .forEach(
            item -> {
              boolean unused = call == null ? leftByRuns.add(item) : leftByRuns.remove(item);
            });
  }

  private static Optional<Map<Item, Optional<String>>> drafted(Call call, ScheduleState state) {
    try {
      Draft draft = new Draft(state);
      Object unused = call.edit.make(draft);
      return Optional.of(draft.change("").items());
    } catch (JobPersistenceException e) {
      return Optional.empty();
    }
  }

  /** A firing has ended a trigger, so no time of it may be open. */
  private void outcome(Item item, Optional<String> text, ScheduleState state) {
    boolean ends =
        (item.kind() == Item.Kind.TRIGGER && text.isEmpty())
            || (item.kind() == Item.Kind.STATE
                && text.equals(Optional.of(StoredState.COMPLETE.text())));
    if (ends && isWithdrawn(item.triggerKey())) {
      reached("withdrawn");
    } else if (ends && isEndedByJob(item, state.entry(Item.of(item.triggerKey())).orElseThrow())) {
      reached("ended by a job");
    } else if (ends) {
      reached("ended");
      checkNoneLost(
          item.triggerKey(), state.entry(Item.of(item.triggerKey())).orElseThrow(), Long.MAX_VALUE);
    }
  }

  /**
   * A run has ended, and for as long as a mark lives nobody could say whether it is to be repeated.
   */
  void notWithdrawn(String run) {
    notWithdrawn.add(run);
  }

  /**
   * The repetitions that are there again, since Redis or its restorer has forgotten the removal.
   */
  private void cameBack(ScheduleState there) {
    withdrawn.stream()
        .filter(run -> there.has(Item.of(TriggerNames.repeating(run))))
        .forEach(notWithdrawn::add);
  }

  /** Whether it is the repetition of a run that has ended after all. */
  private boolean isWithdrawn(TriggerKey key) {
    return TriggerNames.isRepeating(key) && endedHere.contains(TriggerNames.repeated(key));
  }

  void watch(SimulatedRedis watched) {
    redis = Optional.of(watched);
  }

  // ---- Firings

  static String stored(Entry entry) {
    return entry.version() + " " + entry.text();
  }

  /** The times of a trigger, as it was stored, up to some time. */
  static List<Slot> slots(TriggerKey key, Entry entry, long untilMillis) {
    OperableTrigger trigger = TriggerText.read(key, entry.text(), JavaValues.NONE);
    List<Slot> slots = new ArrayList<>();
    Date next = trigger.getNextFireTime();
    while (next != null && next.getTime() <= untilMillis && slots.size() < 5_000) {
      slots.add(new Slot(key, stored(entry), next.getTime()));
      trigger.triggered(null);
      next = trigger.getNextFireTime();
    }
    return slots;
  }

  /** A job begins to run. */
  void begins(
      SimulatedNode node,
      long termBeganMillis,
      long claimedMillis,
      JobKey job,
      String run,
      boolean isExclusive,
      List<Slot> slots) {
    reached("fired");
    tell(node.name(), () -> "fires " + slots);
    for (Slot slot : slots) {
      goneOnMillis.put(job, time.nowMillis());
      if (!fired.add(slot)) {
        throw new SharedViolation(Promise.NEVER_TWICE, slot + " on " + node.name());
      }
      Long gone = toldGone.get(slot.stored());
      if (gone != null && gone < termBeganMillis) {
        throw new SharedViolation(Promise.STAYS_GONE, slot + " on " + node.name());
      }
    }
    if (isExclusive && redis.orElseThrow().forgottenMillis() < claimedMillis) {
      List<Run> others = running.computeIfAbsent(job, none -> new ArrayList<>());
      forgetUnmarked(job, others, "");
      if (!others.isEmpty()) {
        throw new SharedViolation(
            Promise.NO_OVERLAP,
            job + " on " + node.name() + " and " + others.get(0).node().name() + " " + slots);
      }
      others.add(new Run(node, run, time.nowMillis()));
    }
  }

  /** A node looks at the marks of the others: it can't see those that are missing just then. */
  void looks(String name) {
    running.forEach((job, runs) -> forgetUnmarked(job, runs, name));
  }

  /** A run has ended on its node. */
  void endsHere(String run) {
    boolean unused = endedHere.add(run);
  }

  /**
   * A run counts as ended on its node, and its mark goes, whether Redis knows of its end or not.
   */
  void completed(String run) {
    completedMillis.put(run, time.nowMillis());
  }

  /** Redis knows that a run has ended. */
  void endedForAll(String run) {
    endedMillis.put(run, time.nowMillis());
  }

  /**
   * A run is repeated. Its repetition was removed before the mark of the run, or by the node that
   * had scheduled it; nothing else keeps it back. A node that could not tell Redis of the end
   * before the mark went did not look for the repetition again.
   *
   * @param storedMillis when the repetition was scheduled
   * @param takenMillis when it was taken
   */
  void repeats(
      String run,
      String node,
      JobKey job,
      boolean isExclusive,
      long storedMillis,
      long takenMillis) {
    reached("repeats");
    tell(node, () -> "repeats " + run);
    Optional<Run> of = Optional.ofNullable(recoverable.get(run));
    long ended = endedMillis.getOrDefault(run, Long.MAX_VALUE);
    boolean wasMarked =
        isExclusive
            && !notWithdrawn.contains(run)
            && ended <= completedMillis.getOrDefault(run, Long.MAX_VALUE)
            && of.filter(Run::mayBeUnmarked).isEmpty()
            && of.filter(its -> unmarkedMillis.getOrDefault(job, 0L) < its.beganMillis())
                .isPresent();
    if (ended < (wasMarked ? takenMillis : storedMillis)) {
      throw new SharedViolation(Promise.NOT_REPEATED, run + " on " + node);
    }
  }

  /** A run has begun that is to be repeated if its node dies. */
  void recoverable(SimulatedNode node, String id) {
    recoverable.put(id, new Run(node, id, time.nowMillis()));
  }

  /** A job can't be made: its trigger is in error, and comes back to these times, or does not. */
  void cannotBeMade(String node, List<Slot> slots) {
    reached("error");
    tell(node, () -> "can't make the job for " + slots);
    unmade.addAll(slots);
  }

  private boolean isEndedByJob(Item item, Entry entry) {
    return endedByJobs.contains(stored(entry))
        || endingJobs.contains(
            TriggerText.read(item.triggerKey(), entry.text(), JavaValues.NONE).getJobKey());
  }

  /** A run ends all triggers of its job, also those that are stored until it has ended. */
  void endsAll(JobKey job) {
    endingJobs.add(job);
  }

  /** A job has ended a trigger, as it was stored, or all of its triggers. */
  void endedByJob(Collection<Entry> triggers) {
    triggers.forEach(entry -> endedByJobs.add(stored(entry)));
  }

  private void forgetUnmarked(JobKey job, List<Run> runs, String except) {
    if (runs.removeIf(its -> !its.node().name().equals(except) && its.mayBeUnmarked())) {
      reached("unmarked");
      unmarkedMillis.put(job, time.nowMillis());
    }
  }

  void ends(JobKey job, String run) {
    running.getOrDefault(job, new ArrayList<>()).removeIf(its -> its.run().equals(run));
  }

  /** Whether what a job has now was left by a run that others knew of, and not stored by a user. */
  boolean isLeftByRun(JobKey job) {
    return leftByRuns.contains(Item.of(job))
        && time.nowMillis() - unmarkedMillis.getOrDefault(job, 0L) > LATE_MILLIS;
  }

  /**
   * Redis has lost its memory: what was deleted may be there again, until a holder knows better.
   *
   * @param left the changes that it still knows
   */
  void forgotten(Set<String> left) {
    isForked = true;
    // What was written and is lost may be written once more.
    calls.stream()
        .filter(call -> call.told == Told.NOTHING)
        .flatMap(call -> call.attempts.stream())
        .filter(id -> written.contains(id) && !left.contains(id))
        .forEach(lost::add);
    leftByRuns.clear();
    redis.orElseThrow().running().forEach(its -> withoutJob.add(its.run()));
    doubtful.putAll(toldGone);
    toldGone.clear();
    cameBack(redis.orElseThrow().state());
  }

  /** The holder has written again what it had. What was deleted since the loss may be there. */
  void restored(ScheduleState whole) {
    reached("restored");
    isForked = false;
    Set<String> there =
        whole.entries().values().stream().map(SharedChecker::stored).collect(Collectors.toSet());
    doubtful.keySet().removeAll(there);
    // A holder that has missed what another one restored goes on with what it has.
    toldGone.keySet().removeAll(there);
    toldGone.putAll(doubtful);
    doubtful.clear();
    cameBack(whole);
  }

  // ---- The end

  private void checkNoneLost(TriggerKey key, Entry entry, long untilMillis) {
    for (Slot slot : slots(key, entry, untilMillis)) {
      if (!redis.orElseThrow().isDealtWith(slot) && !unmade.contains(slot)) {
        throw new SharedViolation(
            Promise.NONE_LOST, slot + " at " + (time.nowMillis() - SimulatedTime.EPOCH_MILLIS));
      }
    }
  }

  /** The last time before the one that a trigger is at, if it is late and goes on. */
  private long lateMillis(List<SimulatedNode> nodes, TriggerKey key, Entry entry) {
    boolean goesOn =
        goneOnMillis.getOrDefault(
                TriggerText.read(key, entry.text(), JavaValues.NONE).getJobKey(), 0L)
            > time.nowMillis() - LATE_MILLIS;
    return goesOn
        ? nodes.stream()
            .filter(SimulatedNode::isHolder)
            .mapToLong(node -> node.nextMillis(key, entry) - 1)
            .findFirst()
            .orElse(Long.MAX_VALUE)
        : Long.MAX_VALUE;
  }

  /** All nodes tell the same of each trigger. */
  private static void checkToldAlike(List<SimulatedNode> nodes, ScheduleState state) {
    for (TriggerKey key : state.triggers()) {
      Map<String, String> told = new TreeMap<>();
      nodes.forEach(node -> told.put(node.name(), node.told(key)));
      if (new HashSet<>(told.values()).size() > 1) {
        throw new SharedViolation(Promise.ALL_EQUAL, key + " is told as " + told);
      }
    }
  }

  private void checkRepeated(List<SimulatedNode> nodes, ScheduleState state) {
    Set<String> alive = nodes.stream().map(SimulatedNode::name).collect(Collectors.toSet());
    for (Running left : redis.orElseThrow().running()) {
      TriggerKey repetition = TriggerNames.repeating(left.run());
      if (!alive.contains(left.node())
          && !withoutJob.contains(left.run())
          && state.has(Item.of(left.job()))
          && state.stateOf(repetition).isEmpty()) {
        throw new SharedViolation(Promise.REPEATED, left.toString());
      }
    }
  }

  /** All is quiet since some time. */
  void finish(List<SimulatedNode> nodes, long dueMillis) {
    for (Call call : calls) {
      long made = call.attempts.stream().filter(written::contains).count();
      long left = made - call.attempts.stream().filter(lost::contains).count();
      boolean isRight =
          switch (call.told) {
            case MADE -> left <= 1 && (made > 0 || call.isEmpty);
            case REFUSED -> left == 0;
            case UNKNOWN, NOTHING -> left <= 1;
          };
      if (!isRight) {
        throw new SharedViolation(
            Promise.TOLD_RIGHT,
            call.what + " was told " + call.told + ", and made " + made + " of " + call.attempts);
      }
    }
    ScheduleState state = redis.orElseThrow().state();
    nodes.forEach(node -> node.checkEqual(state));
    checkToldAlike(nodes, state);
    checkRepeated(nodes, state);
    state
        .entries()
        .forEach(
            (item, entry) -> {
              if (item.kind() == Item.Kind.TRIGGER && state.stateOf(item.triggerKey()).isEmpty()) {
                checkNoneLost(
                    item.triggerKey(),
                    entry,
                    Math.min(dueMillis, lateMillis(nodes, item.triggerKey(), entry)));
              }
            });
  }
}
