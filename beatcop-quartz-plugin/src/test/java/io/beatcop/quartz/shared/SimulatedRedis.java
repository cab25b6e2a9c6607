package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.ExclusiveRuns;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** What the scripts do to the memory of Redis, each at one moment. The lease is simply right. */
final class SimulatedRedis {

  static final long TTL_MILLIS = 2_000;
  private static final int KEPT_CHANGES = 12;

  private record Kept(long number, Change change) {}

  private static final class Marks {
    private final Map<JobKey, String> runs = new HashMap<>();
    private long untilMillis;
  }

  /** A run of a job that requests recovery. */
  record Running(String run, String node, JobKey job, TriggerKey trigger, long millis) {}

  /** How far a claim is. */
  record Claim(String run, boolean isAnswered) {}

  private final SimulatedTime time;
  private final SharedMutation mutation;
  private final SharedChecker checker;
  private ScheduleState state = new ScheduleState();
  private List<Kept> changes = new ArrayList<>();
  private final Map<TriggerKey, Progress> progress = new HashMap<>();
  private final Map<String, Marks> marks = new HashMap<>();
  private final Map<Slot, Claim> claims = new HashMap<>();
  private final Map<String, Running> running = new LinkedHashMap<>();
  private String holder = "";
  private long token;
  private long leaseUntilMillis;
  private Optional<ScheduleState> snapshot = Optional.empty();
  private List<Kept> snapshotChanges = List.of();
  private long forgottenMillis;

  /** One time of one trigger, as it was stored by some call. */
  record Slot(TriggerKey key, String stored, long millis) {}

  SimulatedRedis(SimulatedTime time, SharedMutation mutation, SharedChecker checker) {
    this.time = time;
    this.mutation = mutation;
    this.checker = checker;
  }

  ScheduleState state() {
    return state;
  }

  static ScheduleState copy(ScheduleState of) {
    ScheduleState copy = new ScheduleState();
    of.entries().forEach((item, entry) -> copy.set(item, Optional.of(entry)));
    copy.is(of.version());
    return copy;
  }

  // ---- The lease

  /** The term of a node that wants the lease, or goes on to hold it. */
  Optional<Long> want(String node, long sentMillis) {
    boolean isFree = time.nowMillis() >= leaseUntilMillis;
    if (!holder.equals(node) && !isFree) {
      return Optional.empty();
    }
    if (isFree) {
      holder = node;
      token++;
    }
    leaseUntilMillis = time.nowMillis() + TTL_MILLIS;
    return Optional.of(token);
  }

  void release(String node) {
    if (holder.equals(node)) {
      leaseUntilMillis = time.nowMillis();
    }
  }

  boolean isHeld(String node, long term) {
    return holder.equals(node) && token == term && time.nowMillis() < leaseUntilMillis;
  }

  String holder() {
    return holder;
  }

  // ---- The schedule

  ScheduleAnswer write(Version base, Change change) {
    if (!base.equals(state.version()) && !mutation.is(SharedMutation.VERSIONS_ARE_NOT_COMPARED)) {
      return new ScheduleAnswer.Elsewhere();
    }
    checker.written(change, state);
    state.apply(change);
    change
        .items()
        .keySet()
        .forEach(item -> Optional.of(item).filter(SimulatedRedis::isTrigger).ifPresent(this::drop));
    changes.add(new Kept(state.version().number(), change));
    if (changes.size() > KEPT_CHANGES) {
      changes.remove(0);
    }
    return new ScheduleAnswer.Done();
  }

  private static boolean isTrigger(Item item) {
    return item.kind() == Item.Kind.TRIGGER;
  }

  private void drop(Item item) {
    progress.remove(item.triggerKey());
  }

  ScheduleAnswer since(Version known) {
    Version head = state.version();
    boolean isNew = known.number() == 0 && head.number() == 0;
    boolean isLoss =
        !isNew
            && (head.number() < known.number()
                || (head.number() == known.number() && !head.equals(known)));
    if (isLoss) {
      return new ScheduleAnswer.Lost(time.nowMillis() < leaseUntilMillis);
    }
    if (isNew || head.equals(known)) {
      return new ScheduleAnswer.Changes(List.of(), known.number() + 1);
    }
    List<Kept> since = changes.stream().filter(kept -> kept.number() > known.number()).toList();
    Optional<Kept> at =
        changes.stream().filter(kept -> kept.number() == known.number()).findFirst();
    boolean isGap =
        since.size() < head.number() - known.number() || (known.number() > 0 && at.isEmpty());
    if (isGap) {
      return new ScheduleAnswer.Gap();
    }
    if (at.isPresent() && !at.get().change().id().equals(known.change())) {
      return new ScheduleAnswer.Lost(time.nowMillis() < leaseUntilMillis);
    }
    return new ScheduleAnswer.Changes(
        since.stream().map(Kept::change).toList(), known.number() + 1);
  }

  /** The last changes that it knows. */
  Set<String> changes() {
    return changes.stream().map(kept -> kept.change().id()).collect(Collectors.toSet());
  }

  /** The items of one page, of two. */
  void page(int which, ScheduleState into) {
    state
        .entries()
        .forEach(
            (item, entry) -> {
              if ((item.field().hashCode() & 1) == which) {
                into.set(item, Optional.of(entry));
              }
            });
  }

  boolean isGone() {
    return state.version().number() == 0 && !progress.isEmpty();
  }

  ScheduleAnswer restore(String node, long term, Version found, ScheduleState whole) {
    if (!isHeld(node, term)) {
      return new ScheduleAnswer.NotHeld();
    }
    if (!found.equals(state.version())) {
      return new ScheduleAnswer.Elsewhere();
    }
    checker.restored(whole);
    state = copy(whole);
    changes = new ArrayList<>();
    return new ScheduleAnswer.Done();
  }

  ScheduleAnswer note(String node, long term, Map<TriggerKey, Progress> noted) {
    if (!isHeld(node, term)) {
      return new ScheduleAnswer.NotHeld();
    }
    noted.forEach(
        (key, its) -> {
          if (state.entry(Item.of(key)).filter(e -> e.version() == its.version()).isPresent()) {
            progress.put(key, its);
          }
        });
    return new ScheduleAnswer.Done();
  }

  Map<TriggerKey, Progress> progress() {
    return new LinkedHashMap<>(progress);
  }

  // ---- Marks

  private static long life() {
    return ExclusiveRuns.life(Duration.ofMillis(TTL_MILLIS)).toMillis();
  }

  private Marks marksOf(String node) {
    Marks its = marks.computeIfAbsent(node, none -> new Marks());
    if (time.nowMillis() >= its.untilMillis) {
      its.runs.clear();
    }
    return its;
  }

  Map<String, JobKey> keep(String node, Map<String, JobKey> own, Map<String, JobKey> ended) {
    Marks its = marksOf(node);
    ended.forEach((run, job) -> its.runs.remove(job, run));
    if (!mutation.is(SharedMutation.MARKS_ARE_NOT_KEPT)) {
      own.forEach(
          (run, job) -> {
            if (!mutation.is(SharedMutation.MARKS_GO_WITH_THE_TERM) || holder.equals(node)) {
              its.runs.put(job, run);
            } else {
              its.runs.remove(job);
            }
          });
      its.untilMillis = time.nowMillis() + life();
    }
    Map<String, JobKey> marked = new HashMap<>();
    its.runs.forEach((job, run) -> marked.put(run, job));
    return marked;
  }

  Set<JobKey> ofOthers(String node) {
    Set<JobKey> others = new HashSet<>();
    checker.looks(node);
    if (!mutation.is(SharedMutation.MARKS_ARE_NOT_READ)) {
      List.copyOf(marks.keySet()).stream()
          .filter(other -> !other.equals(node))
          .forEach(other -> others.addAll(marksOf(other).runs.keySet()));
    }
    return others;
  }

  /** The jobs that any node has marked. */
  Set<JobKey> marked() {
    Set<JobKey> marked = new HashSet<>();
    List.copyOf(marks.keySet()).forEach(node -> marked.addAll(marksOf(node).runs.keySet()));
    return marked;
  }

  // ---- The journal, which is simply right: the fire path has a simulation of its own

  /** The verdict about a firing. */
  enum Verdict {
    FIRE,
    DUPLICATE,
    NOT_HELD
  }

  /**
   * Claims the times that a firing stands for.
   *
   * @param begins its run, if its job requests recovery
   * @param repeats the run that it repeats, if it does
   */
  Verdict claim(
      String node,
      long term,
      List<Slot> slots,
      String run,
      Optional<JobKey> exclusive,
      Optional<Running> begins,
      Optional<String> repeats) {
    if (!isHeld(node, term)) {
      return Verdict.NOT_HELD;
    }
    List<Slot> open = slots.stream().filter(slot -> !isDealtWith(slot)).toList();
    if (open.isEmpty()) {
      return Verdict.DUPLICATE;
    }
    open.forEach(slot -> claims.put(slot, new Claim(run, false)));
    begins.ifPresent(its -> running.put(its.run(), its));
    repeats.ifPresent(running::remove);
    if (exclusive.isPresent() && !mutation.is(SharedMutation.CLAIMS_WRITE_NO_MARK)) {
      Marks its = marksOf(node);
      its.runs.put(exclusive.get(), run);
      its.untilMillis = Math.max(its.untilMillis, time.nowMillis() + life());
    }
    return Verdict.FIRE;
  }

  /** The answer has come. Returns the times that the claim still has: nobody took it back. */
  List<Slot> settle(List<Slot> slots, String run) {
    List<Slot> settled =
        slots.stream().filter(slot -> new Claim(run, false).equals(claims.get(slot))).toList();
    settled.forEach(slot -> claims.put(slot, new Claim(run, true)));
    return settled;
  }

  /** The runs that are to be repeated if their nodes are dead. */
  List<Running> running() {
    return List.copyOf(running.values());
  }

  /** Whether a run is to be repeated if its node is dead. */
  boolean isRunning(String run) {
    return running.containsKey(run);
  }

  /** A run has ended, or never began. */
  boolean ended(String run) {
    if (running.remove(run) != null) {
      checker.endedForAll(run);
    }
    return true;
  }

  /** The instruction of a trigger passes over times. */
  void passOver(List<Slot> slots) {
    slots.stream()
        .filter(slot -> !isDealtWith(slot))
        .forEach(slot -> claims.put(slot, new Claim("", true)));
  }

  /** Whether a time was fired or passed over. A claim without an answer is taken back. */
  boolean isDealtWith(Slot slot) {
    Claim claim = claims.get(slot);
    return claim != null && claim.isAnswered();
  }

  // ---- Losses

  /** When it lost its memory last. */
  long forgottenMillis() {
    return forgottenMillis;
  }

  void keepSnapshot() {
    snapshot = Optional.of(copy(state));
    snapshotChanges = List.copyOf(changes);
  }

  /** Restarts empty, or as it was at the last snapshot. */
  void forget(boolean isAll) {
    state = isAll ? new ScheduleState() : snapshot.map(SimulatedRedis::copy).orElse(state);
    changes = new ArrayList<>(isAll ? List.of() : snapshotChanges);
    if (isAll) {
      progress.clear();
    } else {
      progress
          .entrySet()
          .removeIf(
              its ->
                  state
                      .entry(Item.of(its.getKey()))
                      .map(Entry::version)
                      .filter(version -> version == its.getValue().version())
                      .isEmpty());
    }
    marks.clear();
    forgottenMillis = time.nowMillis();
  }
}
