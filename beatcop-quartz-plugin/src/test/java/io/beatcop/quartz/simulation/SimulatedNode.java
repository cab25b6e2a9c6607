package io.beatcop.quartz.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * One life of a node: a scheduler with its store and workers, a lease, and the rules under test.
 */
final class SimulatedNode implements FireRuntime, SimulatedSeat.Listener {

  private static final long CLOCK_LIMIT_MILLIS = 5_000;

  private final FireWorld world;
  private final SimulatedProcess process;
  private final SimulatedClock clock;
  private final SimulatedLink link;
  private final SimulatedSeat seat;
  private final SimulatedRamStore store;
  private final Scheduler scheduler;
  private final SimulatedSchedulerThread thread;
  private final SimulatedWorkers workers;
  private final FireRules rules;
  private final Queue<Runnable> calls = new ArrayDeque<>();
  private boolean answered;
  private boolean leaving;

  SimulatedNode(FireWorld world, String name, SimulatedClock clock, SimulatedLink.Way way) {
    this.world = world;
    this.clock = clock;
    process = new SimulatedProcess(world.timeline(), world.random(), name);
    link = new SimulatedLink(world.timeline(), world.random(), world.redis(), process, way);
    seat = new SimulatedSeat(world.timeline(), world.random(), process, link, world.lease(), this);
    store =
        new SimulatedRamStore(
            clock,
            world.climate().misfireThresholdMillis(),
            Map.of(TriggerPlan.CALENDAR, FireTriggers.SOME),
            new StoreListener());
    scheduler = SimulatedScheduler.of(store, new ScheduleListener());
    workers = new SimulatedWorkers(world, this, process, store, scheduler);
    thread =
        new SimulatedSchedulerThread(
            process,
            world.random(),
            clock,
            store,
            world.climate().batch(),
            world.climate().workers(),
            workers::run);
    rules = world.rules().make(this);
  }

  String name() {
    return process.name();
  }

  FireRules rules() {
    return rules;
  }

  SimulatedProcess process() {
    return process;
  }

  /** Joins the contest for the lease; fires from its first answer on, whatever it is. */
  void start() {
    seat.join();
    if (world.alarms().isWatched()) {
      rules.watch(found -> world.alarms().told(name(), found));
    }
    process.after(world.lease().ttlMicros() / 6, this::answered);
  }

  @Override
  public void answered() {
    if (!answered) {
      answered = true;
      process.soon(() -> rules.start(thread::start));
    }
  }

  @Override
  public void acquired(long token) {
    world.tell(name(), "acquired, term " + token);
    leaving = false;
    rules.acquired(token);
  }

  @Override
  public void lost(long token) {
    world.tell(name(), "lost the lease");
    rules.lost(token);
  }

  @Override
  public void observed(String holder) {
    rules.observed(holder);
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Gives its term back as soon as nothing is under way, and stays out for a while. */
  void stepDown(long pauseMillis) {
    if (held().isPresent() && !leaving) {
      leaving = true;
      world.tell(name(), "is to step down");
      rules.leaving(held().getAsLong());
      workers.whenIdle(
          () -> {
            leaving = false;
            seat.stepDown(pauseMillis * 1000);
          });
    }
  }

  void kill() {
    seat.die();
    world.checker().died(name());
    process.kill();
  }

  void freeze() {
    world.tell(name(), "is frozen");
    process.freeze();
  }

  void thaw() {
    world.tell(name(), "thaws");
    process.thaw();
  }

  void whenUnscheduledByItself(Consumer<TriggerKey> action) {
    workers.whenUnscheduledByItself(action);
  }

  /** Declares a trigger, unless it is there. */
  void declare(TriggerPlan plan) {
    if (store.trigger(plan.key()).isEmpty()) {
      attempt(
          () -> {
            workers.behaves(plan);
            world.checker().scheduled(plan.key());
            OperableTrigger trigger = plan.trigger(clock.millis());
            Optional<org.quartz.JobDetail> job = store.job(trigger.getJobKey());
            if (job.isPresent()) {
              scheduler.scheduleJob(trigger);
            } else {
              scheduler.scheduleJob(plan.jobDetail(), trigger);
            }
          });
    }
  }

  /** Gives a trigger another schedule; one that is gone is declared anew. */
  void reschedule(TriggerPlan plan) {
    if (store.trigger(plan.key()).isEmpty()) {
      declare(plan);
      return;
    }
    workers.behaves(plan);
    world.checker().scheduled(plan.key());
    attempt(() -> scheduler.rescheduleJob(plan.key(), plan.trigger(clock.millis())));
  }

  void unschedule(TriggerKey key) {
    attempt(
        () -> {
          if (!scheduler.unscheduleJob(key)) {
            world.checker().deletedInVain(key);
          }
        });
  }

  void pause(TriggerKey key) {
    attempt(() -> scheduler.pauseTrigger(key));
  }

  /** The earliest time that its scheduler has not handed out. */
  long nextMillis() {
    return store.nextMillis();
  }

  void resume(TriggerKey key) {
    attempt(() -> scheduler.resumeTrigger(key));
  }

  private interface Attempt {
    void run() throws SchedulerException;
  }

  private void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (SchedulerException refused) {
      world.tell(name(), refused.toString());
    }
  }

  void after(long millis, Runnable task) {
    process.after(millis * 1000, task);
  }

  /**
   * Plans a call of the application. Calls keep their order, also if the process is frozen
   * meanwhile.
   */
  void call(long millis, Runnable task) {
    calls.add(task);
    after(millis, () -> calls.remove().run());
  }

  @Override
  public String holder() {
    return process.name();
  }

  @Override
  public long nowMillis() {
    return clock.millis();
  }

  @Override
  public long monotonicMillis() {
    return world.timeline().nowMicros() / 1000;
  }

  @Override
  public OptionalLong held() {
    return process.isDead() ? OptionalLong.empty() : seat.held();
  }

  @Override
  public boolean isHeldFor(Duration time) {
    return seat.isHeldFor(time.toNanos() / 1000);
  }

  @Override
  public Duration ttl() {
    return Duration.ofMillis(world.climate().ttlMillis());
  }

  @Override
  public int workers() {
    return world.climate().workers();
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public <R> void ask(RedisScript<R> script, Duration timeout, Consumer<Optional<R>> answer) {
    link.ask(script, timeout.toNanos() / 1000, answer);
  }

  @Override
  public void after(Duration delay, Runnable task) {
    process.after(delay.toNanos() / 1000, task);
  }

  @Override
  public void soon(Runnable task) {
    process.soon(task);
  }

  @Override
  public void leave() {
    stepDown(world.climate().ttlMillis());
  }

  @Override
  public void reached(String rule) {
    world.coverage().reached(rule);
  }

  @Override
  public void woundBack(TriggerKey key, long firstMillis) {
    world.checker().woundBack(key, firstMillis);
  }

  @Override
  public void tell(Object trigger, String line) {
    if (world.story().tells(trigger)) {
      world.story().tell(name(), line);
    }
  }

  /** A worker is free again. */
  void release() {
    thread.release();
  }

  /** Tells the rules what the store does. */
  private final class StoreListener implements SimulatedRamStore.Listener {

    @Override
    public void misfired(OperableTrigger before) {
      if (world.story().tells(before.getKey())) {
        world
            .story()
            .tell(
                name(), "misfires, since" + FireStory.instant(before.getNextFireTime().getTime()));
      }
      rules.misfired(before);
    }

    @Override
    public void skipped(TriggerKey key, long firstMillis, long nextMillis) {
      // By a clock that is wrong nothing is dealt with: the node leaves.
      boolean counts = held().isPresent() && clock.aheadMillis() < CLOCK_LIMIT_MILLIS;
      world.checker().skipped(key, firstMillis, nextMillis, name(), counts);
      tell(key, "a misfire instruction skips from" + FireStory.instant(firstMillis));
    }

    @Override
    public void finalized(OperableTrigger trigger) {
      rules.finalized(trigger);
    }

    @Override
    public void changed() {
      thread.signal(0);
    }
  }

  /** Tells the rules, and the scheduler's thread, of each call. */
  private final class ScheduleListener implements SimulatedScheduler.Listener {

    @Override
    public void scheduled(OperableTrigger trigger) {
      tellScheduled(trigger);
      rules.scheduled(trigger);
    }

    private void tellScheduled(Trigger trigger) {
      if (world.story().tells(trigger.getKey())) {
        world
            .story()
            .tell(
                name(),
                "is scheduled, next" + FireStory.instant(trigger.getNextFireTime().getTime()));
      }
    }

    @Override
    public void unscheduled(TriggerKey key) {
      tell(key, "is unscheduled");
      rules.unscheduled(key);
    }

    @Override
    public void paused(TriggerKey key) {
      tell(key, "is paused");
      rules.paused(key);
    }

    @Override
    public void resumed(TriggerKey key) {
      tell(key, "is resumed");
      rules.resumed(key);
    }

    @Override
    public void signalled(long nextMillis) {
      thread.signal(nextMillis);
    }
  }
}
