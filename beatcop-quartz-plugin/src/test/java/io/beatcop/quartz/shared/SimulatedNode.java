package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.ExclusiveRuns;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.ScheduleEdits;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.schedule.TriggerText;
import io.beatcop.quartz.settings.TriggerNames;
import io.beatcop.quartz.shared.SharedChecker.Call;
import io.beatcop.quartz.shared.SharedChecker.Told;
import io.beatcop.quartz.shared.SharedViolation.Promise;
import io.beatcop.quartz.shared.SimulatedRedis.Running;
import io.beatcop.quartz.shared.SimulatedRedis.Slot;
import io.beatcop.quartz.shared.SimulatedRedis.Verdict;
import io.beatcop.quartz.shared.copy.DeafSignaler;
import io.beatcop.quartz.shared.copy.ScheduleNews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.SchedulerConfigException;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;
import org.quartz.spi.TriggerFiredResult;

/**
 * A process: a {@link SharedSchedule} as it is, and around it what Quartz' threads, the plugin and
 * the lease do.
 */
final class SimulatedNode {

  static final long THRESHOLD_MILLIS = 5_000;
  private static final Duration TTL = Duration.ofMillis(SimulatedRedis.TTL_MILLIS);
  private static final long POLL_MILLIS = 500;
  private static final long MOST_WAIT_MILLIS = 20_000;
  private static final long POLL_OF_HOLDER_MILLIS = 100;

  /** Its process has died: what it was doing goes no further. */
  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  /**
   * A firing that a worker has.
   *
   * @param id its name for the journal, should it be repeated
   * @param from the first time that it stands for, if a misfire instruction has made up its own
   */
  private record Started(
      TriggerFiredBundle bundle,
      List<Slot> slots,
      long termBeganMillis,
      long storedMillis,
      long takenMillis,
      String id,
      Optional<Date> from) {}

  private final String name;
  private final SimulatedTime time;
  private final SplittableRandom random;
  private final SimulatedRedis redis;
  private final SharedChecker checker;
  private final SharedMutation mutation;
  private final Consumer<SimulatedNode> kill;
  private final SimulatedLink link;
  private final VirtualRamStore ram;
  private final SharedSchedule schedule;
  private final Vetoes vetoes = new Vetoes();
  // The first missed time, of triggers whose instruction has made up their next one.
  private final Map<String, Date> madeUp = new HashMap<>();
  private final Set<String> unchecked = new HashSet<>();
  private Optional<Call> call = Optional.empty();
  private int firings;
  private boolean isDead;
  private boolean isWriting;
  private long writingMillis;
  private boolean isResting;
  private boolean isRecovering;
  private long frozenUntilMillis;
  private OptionalLong term = OptionalLong.empty();
  private OptionalLong recovered = OptionalLong.empty();
  private long termBeganMillis;
  private long deadlineMillis;
  private long awayUntilMillis;

  /**
   * Makes a node, which begins at once.
   *
   * @param kill ends a node that can't go on, and starts another one
   */
  SimulatedNode(
      String name,
      SimulatedTime time,
      SplittableRandom random,
      SimulatedRedis redis,
      SimulatedLink.Weather weather,
      SharedChecker checker,
      SharedMutation mutation,
      Consumer<SimulatedNode> kill) {
    this.name = name;
    this.time = time;
    this.random = random;
    this.redis = redis;
    this.checker = checker;
    this.mutation = mutation;
    this.kill = kill;
    this.link = new SimulatedLink(time, random.split(), redis, this, weather, mutation);
    this.ram = new VirtualRamStore(time, THRESHOLD_MILLIS, this::misfired);
    vetoes.close();
    try {
      this.schedule =
          new SharedSchedule(
              new ScheduleGround(
                  "sim",
                  name,
                  name,
                  TTL,
                  Duration.ofMillis(SimulatedLink.TIMEOUT_MILLIS),
                  link,
                  link,
                  new Waiting(),
                  () -> time.nowMillis() * 1_000_000,
                  this::held,
                  vetoes,
                  () -> ScheduleNews.NOBODY,
                  wake -> () -> {}),
              ram,
              new DeafSignaler(),
              SimulatedNode::load,
              THRESHOLD_MILLIS);
    } catch (SchedulerConfigException e) {
      throw new IllegalStateException(e);
    }
    again(0, this::renew);
    again(0, this::follow);
    again(0, this::schedulerThread);
  }

  private static Class<? extends Job> load(String job) throws ClassNotFoundException {
    return Class.forName(job).asSubclass(Job.class);
  }

  String name() {
    return name;
  }

  SharedChecker checker() {
    return checker;
  }

  SimulatedLink link() {
    return link;
  }

  // ---- Life

  boolean isDead() {
    return isDead;
  }

  void die() {
    checker.tell(name, () -> "dies");
    isDead = true;
  }

  void freeze(long millis) {
    checker.tell(name, () -> "freezes for " + millis);
    frozenUntilMillis = time.nowMillis() + millis;
  }

  /** Whether the mark of a run may have ended: its node could not keep it, or Redis forgot it. */
  boolean mayBeUnmarked(long sinceMillis) {
    long kept = Math.max(sinceMillis, link.keptMillis());
    long life = ExclusiveRuns.life(TTL).toMillis();
    return time.nowMillis() - kept >= life - TTL.toMillis() / 2 || redis.forgottenMillis() >= kept;
  }

  /** Lets time pass for one of its threads. */
  void pass(long millis) {
    time.pass(millis);
    while (!isDead && time.nowMillis() < frozenUntilMillis) {
      time.pass(frozenUntilMillis - time.nowMillis());
    }
    boolean waitsForItself = isWriting && time.nowMillis() - writingMillis > MOST_WAIT_MILLIS;
    if (!isDead && (time.isStuck() || waitsForItself)) {
      // A run ends only once Redis has its data. It may wait for ever for what this node itself is
      // to restore, since here one thread of a node writes at a time.
      checker.reached("stuck");
      kill.accept(this);
    }
    if (isDead) {
      throw new Died();
    }
  }

  /** Something that one of its threads does, unless it has died by then. */
  private void later(long millis, Runnable task) {
    time.after(
        millis,
        () -> {
          if (isDead) {
            return;
          }
          if (time.nowMillis() < frozenUntilMillis) {
            later(frozenUntilMillis - time.nowMillis(), task);
            return;
          }
          try {
            task.run();
          } catch (Died e) {
            checker.reached("died in a call");
          } catch (RuntimeException e) {
            // Another node may be on the way, which would catch it.
            throw new AssertionError(e);
          }
        });
  }

  private interface Task {
    /** Returns the time until it is to run again. */
    long run() throws JobPersistenceException;
  }

  private void again(long millis, Task task) {
    later(
        millis,
        () -> {
          try {
            again(task.run(), task);
          } catch (JobPersistenceException e) {
            again(POLL_MILLIS, task);
          }
        });
  }

  private interface Step {
    void run() throws JobPersistenceException;
  }

  /** A step that may write a change: the writer's lock lets one thread do that at a time. */
  private void writing(long millis, Step step) {
    later(
        millis,
        () -> {
          if (isWriting) {
            writing(5, step);
            return;
          }
          isWriting = true;
          writingMillis = time.nowMillis();
          try {
            step.run();
          } catch (JobPersistenceException e) {
            checker.reached("gave up");
          } finally {
            isWriting = false;
          }
        });
  }

  // ---- The lease

  private OptionalLong held() {
    return time.nowMillis() < deadlineMillis ? term : OptionalLong.empty();
  }

  boolean isHolder() {
    return !isDead && held().isPresent();
  }

  private long renew() {
    if (time.nowMillis() < awayUntilMillis) {
      return 100;
    }
    long sent = time.nowMillis();
    Optional<Optional<Long>> reply = link.ask(() -> redis.want(name, sent));
    if (reply.isPresent() && reply.get().isPresent() && time.nowMillis() >= awayUntilMillis) {
      long granted = reply.get().get();
      if (!term.equals(OptionalLong.of(granted))) {
        checker.reached("term");
        checker.tell(name, () -> "holds term " + granted);
        term = OptionalLong.of(granted);
        termBeganMillis = sent;
        later(0, this::wake);
      }
      deadlineMillis = Math.max(deadlineMillis, sent + TTL.toMillis() * 9 / 10);
    }
    return held().isPresent() ? TTL.toMillis() / 3 : 100L + random.nextInt(100);
  }

  void stepDown() {
    deadlineMillis = 0;
    awayUntilMillis = time.nowMillis() + 500;
    later(
        1,
        () ->
            link.ask(
                () -> {
                  redis.release(name);
                  return true;
                }));
  }

  // ---- The follower

  /** There may be something new. */
  void wake() {
    writing(random.nextInt(5), () -> schedule.round().run());
  }

  private long follow() {
    wake();
    return isHolder() ? POLL_OF_HOLDER_MILLIS : POLL_MILLIS;
  }

  // ---- Users

  /** A user of this node changes the schedule. */
  void change(String what, ScheduleWriter.Edit<?> edit, Runnable hint) {
    writing(
        0,
        () -> {
          Call begun = checker.begin(what, edit);
          ScheduleState before = SimulatedRedis.copy(redis.state());
          call = Optional.of(begun);
          Told told = Told.UNKNOWN;
          boolean[] isRefused = new boolean[1];
          boolean[] isEmpty = new boolean[1];
          try {
            Object unused =
                schedule.change(
                    draft -> {
                      isRefused[0] = true;
                      Object result = edit.make(draft);
                      isRefused[0] = false;
                      isEmpty[0] = draft.isEmpty();
                      return result == null ? "" : result;
                    });
            told = Told.MADE;
          } catch (JobPersistenceException e) {
            told = isRefused[0] ? Told.REFUSED : Told.UNKNOWN;
          } finally {
            call = Optional.empty();
          }
          checker.told(begun, told, isEmpty[0], before, redis.state());
          hint.run();
        });
  }

  /** A change goes to Redis. */
  void attempt(String id) {
    call.ifPresent(its -> checker.attempt(its, id));
  }

  ScheduleState known() {
    return look(SimulatedRedis::copy);
  }

  private interface Look<T> {
    T at(ScheduleState state) throws JobPersistenceException;
  }

  private <T> T look(Look<T> look) {
    try {
      return schedule.local().with((state, store) -> look.at(state));
    } catch (JobPersistenceException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- Firing

  /** In standby it fires nothing, so that all comes to rest. */
  void rest() {
    isResting = true;
  }

  private long schedulerThread() throws JobPersistenceException {
    if (isResting) {
      return POLL_MILLIS;
    }
    recover();
    if (!held().equals(recovered)) {
      return 20L;
    }
    List<OperableTrigger> taken =
        schedule.acquire(time.nowMillis() + random.nextInt(500), 1 + random.nextInt(3), 0);
    if (taken.isEmpty()) {
      return 20L + random.nextInt(80);
    }
    long first = taken.get(0).getNextFireTime().getTime();
    pass(Math.max(0, first - time.nowMillis()) + (random.nextInt(20) == 0 ? 700 : 0));
    if (random.nextInt(20) == 0) {
      taken.forEach(schedule::release);
      return 0;
    }
    Map<TriggerKey, Entry> stored = new HashMap<>();
    Map<TriggerKey, StoredState> states = new HashMap<>();
    look(
        state -> {
          taken.forEach(
              trigger -> {
                state
                    .entry(Item.of(trigger.getKey()))
                    .ifPresent(e -> stored.put(trigger.getKey(), e));
                state.stateOf(trigger.getKey()).ifPresent(its -> states.put(trigger.getKey(), its));
              });
          return state;
        });
    checker.tell(
        name,
        () ->
            "takes "
                + taken.stream()
                    .map(its -> its.getKey() + " " + its.getNextFireTime().getTime())
                    .toList());
    for (TriggerFiredResult result : schedule.fire(taken)) {
      TriggerFiredBundle bundle = result.getTriggerFiredBundle();
      if (bundle == null) {
        checker.reached("taken and not fired");
        taken.forEach(schedule::release);
        continue;
      }
      TriggerKey key = bundle.getTrigger().getKey();
      if (states.get(key) == StoredState.PAUSED) {
        throw new SharedViolation(Promise.STAYS_PAUSED, key + " on " + name);
      }
      Entry entry =
          Optional.ofNullable(stored.get(key))
              .orElseThrow(
                  () ->
                      new SharedViolation(
                          Promise.ALL_EQUAL, key + " is gone, and " + name + " fires it"));
      if (random.nextInt(80) == 0) {
        checker.cannotBeMade(name, slots(key, entry, bundle.getScheduledFireTime()));
        schedule.complete(
            bundle.getTrigger(),
            bundle.getJobDetail(),
            CompletedExecutionInstruction.SET_ALL_JOB_TRIGGERS_ERROR);
        continue;
      }
      Optional<Date> from = firstMissed(key, entry, bundle.getScheduledFireTime());
      Started started =
          new Started(
              bundle,
              slots(key, entry, bundle.getScheduledFireTime()),
              termBeganMillis,
              TriggerText.origin(entry.text()).storedMillis(),
              time.nowMillis(),
              name + "-" + ++firings,
              from);
      later(random.nextInt(5), () -> worker(started));
    }
    return 0;
  }

  private List<Slot> slots(TriggerKey key, Entry entry, Date slot) {
    Date from = firstMissed(key, entry, slot).orElse(slot);
    madeUp.remove(SharedChecker.stored(entry));
    List<Slot> slots =
        new ArrayList<>(
            SharedChecker.slots(key, entry, slot.getTime()).stream()
                .filter(its -> its.millis() >= from.getTime())
                .toList());
    if (slots.isEmpty()) {
      slots.add(new Slot(key, SharedChecker.stored(entry), slot.getTime()));
    }
    return slots;
  }

  /**
   * The first missed time that a time stands for, if a misfire instruction has made it up: here, or
   * on an earlier holder. In that case recovery finds it in the journal.
   */
  private Optional<Date> firstMissed(TriggerKey key, Entry entry, Date time) {
    Optional<Date> here = Optional.ofNullable(madeUp.get(SharedChecker.stored(entry)));
    List<Slot> until = SharedChecker.slots(key, entry, time.getTime());
    boolean isMadeUp = !until.isEmpty() && until.get(until.size() - 1).millis() != time.getTime();
    return here.isPresent() || !isMadeUp
        ? here
        : until.stream()
            .filter(slot -> !redis.isDealtWith(slot))
            .findFirst()
            .map(slot -> new Date(slot.millis()));
  }

  private void misfired(TriggerKey key, Date from, Optional<Date> to) {
    checker.reached("misfire");
    checker.tell(name, () -> "misfire of " + key + " from " + from.getTime() + " to " + to);
    Entry entry = look(state -> state.entry(Item.of(key)).orElseThrow());
    Date first = firstMissed(key, entry, from).orElse(from);
    if (to.isPresent() && to.get().getTime() == time.nowMillis()) {
      madeUp.put(SharedChecker.stored(entry), first);
      return;
    }
    if (held().isPresent() && redis.isHeld(name, held().getAsLong())) {
      redis.passOver(
          SharedChecker.slots(key, entry, time.nowMillis()).stream()
              .filter(slot -> slot.millis() >= first.getTime())
              .toList());
    }
  }

  private void worker(Started started) {
    JobDetail job = started.bundle().getJobDetail();
    String run = started.bundle().getTrigger().getFireInstanceId();
    TriggerKey key = started.bundle().getTrigger().getKey();
    boolean isExclusive = ExclusiveRuns.isExclusive(job);
    Optional<String> repeats =
        TriggerNames.isRepeating(key) ? Optional.of(TriggerNames.repeated(key)) : Optional.empty();
    long askedMillis = time.nowMillis();
    OptionalLong under = held();
    Verdict verdict = Verdict.NOT_HELD;
    List<Slot> settled = List.of();
    if (under.isPresent()) {
      Optional<Verdict> reply =
          link.ask(
              () ->
                  redis.claim(
                      name,
                      under.getAsLong(),
                      started.slots(),
                      run,
                      isExclusive ? Optional.of(job.getKey()) : Optional.empty(),
                      job.requestsRecovery()
                          ? Optional.of(
                              new Running(
                                  started.id(),
                                  name,
                                  job.getKey(),
                                  key,
                                  started.bundle().getScheduledFireTime().getTime()))
                          : Optional.empty(),
                      repeats));
      verdict = reply.orElse(Verdict.NOT_HELD);
      settled =
          reply.equals(Optional.of(Verdict.FIRE)) && held().equals(under)
              ? redis.settle(started.slots(), run)
              : settled;
    }
    checker.reached("verdict " + verdict);
    tell(verdict, settled, started);
    if (settled.isEmpty()) {
      if (verdict != Verdict.DUPLICATE && !mutation.is(SharedMutation.VETOED_COUNTS_AS_DONE)) {
        vetoes.put();
        started
            .from()
            .ifPresent(first -> madeUp.putIfAbsent(started.slots().get(0).stored(), first));
      }
      if (verdict == Verdict.FIRE) {
        redis.ended(started.id());
      }
      complete(started);
      return;
    }
    repeats.ifPresent(
        its ->
            checker.repeats(
                its,
                name,
                job.getKey(),
                isExclusive,
                started.storedMillis(),
                started.takenMillis()));
    if (job.requestsRecovery()) {
      checker.recoverable(this, started.id());
    }
    checker.begins(
        this, started.termBeganMillis(), askedMillis, job.getKey(), run, isExclusive, settled);
    checkData(job);
    long takes = random.nextInt(10) == 0 ? random.nextInt(8_000) : random.nextInt(300);
    writing(takes, () -> end(started, job, run));
  }

  private void tell(Verdict verdict, List<Slot> settled, Started started) {
    checker.tell(name, () -> verdict + " " + settled.size() + " of " + started.slots());
  }

  /** A run has the data that the run before it has left. */
  private void checkData(JobDetail job) {
    Optional<Entry> there = redis.state().entry(Item.of(job.getKey()));
    if (job.isPersistJobDataAfterExecution()
        && there.isPresent()
        && checker.isLeftByRun(job.getKey())
        && !there.get().text().contains("\"count\":" + job.getJobDataMap().get("count") + "}")) {
      throw new SharedViolation(
          Promise.KEEPS_DATA,
          job.getKey()
              + " has "
              + job.getJobDataMap().getWrappedMap()
              + " and Redis "
              + there.get().text());
    }
  }

  private void end(Started started, JobDetail job, String run) {
    if (job.isPersistJobDataAfterExecution()) {
      job.getJobDataMap().put("count", job.getJobDataMap().getInt("count") + 1);
    }
    if (job.requestsRecovery()) {
      checker.endsHere(started.id());
      // As the gate does, before the run counts as ended.
      schedule.save(job, run);
      tellEnd(started.id());
      long askedMillis = time.nowMillis();
      schedule.withdraw(TriggerNames.repeating(started.id()));
      if (time.nowMillis() - askedMillis >= ExclusiveRuns.life(TTL).toMillis()) {
        checker.reached("not withdrawn");
        checker.notWithdrawn(started.id());
      }
    }
    complete(started);
    checker.completed(started.id());
    checker.ends(job.getKey(), run);
    later(1, this::wake);
  }

  private void tellEnd(String run) {
    if (link.ask(() -> redis.ended(run)).isEmpty()) {
      later(POLL_MILLIS, () -> tellEnd(run));
    }
  }

  private void complete(Started started) {
    OperableTrigger trigger = started.bundle().getTrigger();
    checker.tell(
        name, () -> "ends " + trigger.getKey() + " with next " + trigger.getNextFireTime());
    schedule.complete(trigger, started.bundle().getJobDetail(), instruction(trigger));
  }

  /** A job may end its trigger, or all of its triggers. */
  private CompletedExecutionInstruction instruction(OperableTrigger trigger) {
    int chance = random.nextInt(60);
    if (chance > 1 || TriggerNames.isRepeating(trigger.getKey())) {
      return trigger.mayFireAgain()
          ? CompletedExecutionInstruction.NOOP
          : CompletedExecutionInstruction.DELETE_TRIGGER;
    }
    List<Entry> ended = new ArrayList<>();
    look(
        state -> {
          for (TriggerKey key :
              chance == 0
                  ? List.of(trigger.getKey())
                  : ram.getTriggersForJob(trigger.getJobKey()).stream()
                      .map(OperableTrigger::getKey)
                      .toList()) {
            state.entry(Item.of(key)).ifPresent(ended::add);
          }
          return ended;
        });
    checker.endedByJob(ended);
    if (chance == 1) {
      checker.endsAll(trigger.getJobKey());
    }
    return chance == 0
        ? CompletedExecutionInstruction.SET_TRIGGER_COMPLETE
        : CompletedExecutionInstruction.SET_ALL_JOB_TRIGGERS_COMPLETE;
  }

  /** What the plugin's recovery does, once the term is open: back to what nobody fired. */
  private void recover() throws JobPersistenceException {
    OptionalLong now = held();
    if (now.isEmpty()
        || now.equals(recovered)
        || isRecovering
        || !schedule.isOpenIn(now.getAsLong())) {
      return;
    }
    isRecovering = true;
    writing(
        0,
        () -> {
          try {
            if (held().equals(now) && runAgain()) {
              windBackAll();
              recovered = now;
            }
          } finally {
            isRecovering = false;
          }
        });
  }

  /** Schedules the runs of dead nodes again. Returns whether that is done. */
  private boolean runAgain() throws JobPersistenceException {
    Optional<List<Running>> running = link.ask(redis::running);
    if (running.isEmpty()) {
      return false;
    }
    for (Running left : running.get()) {
      TriggerKey key = TriggerNames.repeating(left.run());
      if (left.node().equals(name) || look(state -> state.has(Item.of(key)))) {
        continue;
      }
      SimpleTriggerImpl trigger = new SimpleTriggerImpl();
      trigger.setKey(key);
      trigger.setJobKey(left.job());
      trigger.setStartTime(new Date(left.millis()));
      trigger.setMisfireInstruction(SimpleTrigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
      trigger.computeFirstFireTime(null);
      ScheduleEdits edits = new ScheduleEdits(time.nowMillis(), false, JavaValues.NONE);
      if (look(state -> state.has(Item.of(left.job())))) {
        checker.reached("run again");
        boolean unused =
            schedule.change(
                draft -> {
                  edits.storeTrigger(draft, trigger, false);
                  return true;
                });
        unchecked.add(left.run());
      }
    }
    return unchecked.isEmpty() || mutation.is(SharedMutation.REPEATED_WITHOUT_A_LOOK) || withdraw();
  }

  /** Removes the repetitions of runs that have ended meanwhile. Returns whether that is done. */
  private boolean withdraw() throws JobPersistenceException {
    Optional<List<Running>> running = link.ask(redis::running);
    if (running.isEmpty()) {
      return false;
    }
    running.get().forEach(left -> unchecked.remove(left.run()));
    for (String ended : unchecked) {
      checker.reached("withdrawn by the holder");
      boolean unused =
          schedule.removeTriggers(
              draft -> ScheduleEdits.removeTrigger(draft, TriggerNames.repeating(ended)));
    }
    unchecked.clear();
    return true;
  }

  private void windBackAll() throws JobPersistenceException {
    checker.reached("recovery");
    if (mutation.is(SharedMutation.NOTHING_IS_WOUND_BACK)) {
      return;
    }
    for (Map.Entry<Item, Entry> item : known().entries().entrySet()) {
      if (item.getKey().kind() == Item.Kind.TRIGGER) {
        windBack(item.getKey().triggerKey(), item.getValue());
      }
    }
  }

  private void windBack(TriggerKey key, Entry entry) throws JobPersistenceException {
    OperableTrigger present = ram.retrieveTrigger(key);
    // A trigger that its job has ended still has its next time.
    if (present == null
        || (ram.getTriggerState(key) == TriggerState.COMPLETE
            && present.getNextFireTime() != null)) {
      return;
    }
    OperableTrigger trigger = TriggerText.read(key, entry.text(), JavaValues.NONE);
    for (Date next = trigger.getNextFireTime();
        next != null
            && next.getTime() <= time.nowMillis()
            && (present.getNextFireTime() == null || next.before(present.getNextFireTime()));
        next = trigger.getNextFireTime()) {
      if (!redis.isDealtWith(new Slot(key, SharedChecker.stored(entry), next.getTime()))) {
        checker.reached("wind back");
        checker.tell(
            name, () -> "winds back " + key + " to " + trigger.getNextFireTime().getTime());
        schedule.windBack(key, TriggerProgress.of(trigger));
        return;
      }
      trigger.triggered(null);
    }
    schedule.endIfOver(key);
  }

  /** A trigger that has failed so lately that the schedule does not know it yet. */
  Optional<OperableTrigger> failed(TriggerKey key) {
    return look(
        state ->
            ram.getTriggerState(key) == TriggerState.ERROR && state.stateOf(key).isEmpty()
                ? Optional.ofNullable(ram.retrieveTrigger(key))
                : Optional.empty());
  }

  // ---- The end

  /** What it tells of a trigger. */
  String told(TriggerKey key) {
    try {
      List<OperableTrigger> trigger =
          schedule.look((state, store) -> List.of(store.retrieveTrigger(key)));
      return schedule.stateOf(key)
          + " "
          + TriggerProgress.of(schedule.withProgress(trigger).get(0));
    } catch (JobPersistenceException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next time of a trigger here, or the first missed one that it stands for. */
  long nextMillis(TriggerKey key, Entry entry) {
    return Optional.ofNullable(ram.retrieveTrigger(key))
        .map(OperableTrigger::getNextFireTime)
        .map(next -> firstMissed(key, entry, next).orElse(next))
        .map(Date::getTime)
        .orElse(Long.MAX_VALUE);
  }

  /** In the end it has what Redis has, in its state and in its RAMJobStore. */
  void checkEqual(ScheduleState there) {
    ScheduleState here = known();
    Map<Item, Optional<Entry>> differences = here.differencesTo(there);
    if (!differences.isEmpty() || !here.version().equals(there.version())) {
      throw new SharedViolation(
          Promise.ALL_EQUAL,
          name + " is at " + here.version() + " and not " + there.version() + ": " + differences);
    }
    try {
      if (!ram.getTriggerKeys(GroupMatcher.anyTriggerGroup()).equals(there.triggers())) {
        throw new SharedViolation(
            Promise.ALL_EQUAL,
            name
                + " has "
                + ram.getTriggerKeys(GroupMatcher.anyTriggerGroup())
                + " in memory, not "
                + there.triggers());
      }
      Set<JobKey> jobs =
          there.entries().keySet().stream()
              .filter(item -> item.kind() == Item.Kind.JOB)
              .map(Item::jobKey)
              .collect(Collectors.toSet());
      if (!ram.getJobKeys(GroupMatcher.anyJobGroup()).equals(jobs)) {
        throw new SharedViolation(
            Promise.ALL_EQUAL,
            name
                + " has "
                + ram.getJobKeys(GroupMatcher.anyJobGroup())
                + " in memory, not "
                + jobs);
      }
      for (TriggerKey key : there.triggers()) {
        checkState(key, there.stateOf(key), ram.getTriggerState(key));
      }
    } catch (JobPersistenceException e) {
      throw new IllegalStateException(e);
    }
  }

  private void checkState(TriggerKey key, Optional<StoredState> stored, TriggerState state) {
    boolean isEqual =
        switch (state) {
          case PAUSED -> stored.equals(Optional.of(StoredState.PAUSED));
          case COMPLETE -> stored.equals(Optional.of(StoredState.COMPLETE));
          case ERROR -> stored.equals(Optional.of(StoredState.ERROR));
          default -> stored.isEmpty();
        };
    if (!isEqual) {
      throw new SharedViolation(
          Promise.ALL_EQUAL, name + " has " + key + " " + state + ", and it is " + stored);
    }
  }

  /** Waits in virtual time. */
  private final class Waiting implements Patience {
    @Override
    public Wait begin() {
      long end = time.nowMillis() + 2 * SimulatedLink.TIMEOUT_MILLIS;
      return () -> {
        pass(20);
        return time.nowMillis() >= end;
      };
    }

    @Override
    public void close() {}
  }
}
