package io.beatcop.quartz.simulation;

import io.beatcop.quartz.settings.TriggerNames;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;
import org.quartz.impl.JobExecutionContextImpl;
import org.quartz.spi.OperableTrigger;

/** Quartz' workers in virtual time: each asks whether to fire, runs a job, and ends the firing. */
final class SimulatedWorkers {

  private final FireWorld world;
  private final SplittableRandom random;
  private final SimulatedNode node;
  private final SimulatedProcess process;
  private final SimulatedRamStore store;
  private final Scheduler scheduler;
  private final Map<TriggerKey, TriggerPlan.Behaviour> behaviours = new HashMap<>();
  private final Map<TriggerKey, Integer> runs = new HashMap<>();
  private final List<Runnable> whenIdle = new ArrayList<>();
  private Consumer<TriggerKey> unscheduled = key -> {};
  private int underWay;

  SimulatedWorkers(
      FireWorld world,
      SimulatedNode node,
      SimulatedProcess process,
      SimulatedRamStore store,
      Scheduler scheduler) {
    this.world = world;
    this.random = world.random();
    this.node = node;
    this.process = process;
    this.store = store;
    this.scheduler = scheduler;
  }

  void behaves(TriggerPlan plan) {
    behaviours.put(plan.key(), plan.job());
  }

  void whenUnscheduledByItself(Consumer<TriggerKey> action) {
    unscheduled = action;
  }

  /** Does something once no firing is under way. */
  void whenIdle(Runnable action) {
    if (underWay == 0) {
      action.run();
    } else {
      whenIdle.add(action);
    }
  }

  /** A worker takes over a firing, and gets to it in a moment, or much later. */
  void run(SimulatedRamStore.Fired fired) {
    Job job = new TriggerPlan.Plain();
    Firing firing = new Firing(new JobExecutionContextImpl(scheduler, fired.bundle(), job), fired);
    if (random.nextInt(1000) < world.climate().stallPermille()) {
      process.after(random.nextLong(world.climate().stallMillis() * 1000 + 1), firing::ask);
    } else {
      process.soon(firing::ask);
    }
  }

  /** One firing, from the first question to its end. */
  private final class Firing implements FireRules.Answer {

    private final JobExecutionContextImpl context;
    private final TriggerKey key;
    private final long firstMillis;
    private final TriggerPlan.Behaviour behaviour;
    private OptionalLong heldWhenAsked = OptionalLong.empty();
    private boolean answered;
    private boolean handed;
    private OptionalLong handedUnder = OptionalLong.empty();

    Firing(JobExecutionContextImpl context, SimulatedRamStore.Fired fired) {
      this.context = context;
      this.key = context.getTrigger().getKey();
      this.firstMillis = fired.firstMillis();
      this.behaviour = behaviours.getOrDefault(key, TriggerPlan.Behaviour.QUICK);
    }

    private long scheduledMillis() {
      Date scheduled = context.getScheduledFireTime();
      return scheduled.getTime();
    }

    private void ask() {
      if (!handed) {
        underWay++;
      }
      answered = false;
      heldWhenAsked = node.held();
      node.rules().asked(context, this);
    }

    private void answered() {
      if (answered) {
        throw new IllegalStateException("a second answer for " + context);
      }
      answered = true;
    }

    @Override
    public void fire() {
      answered();
      node.tell(key, "FIRES" + times());
      // A trigger that triggerJob has made fires wherever it was asked for.
      if (!TriggerNames.isManual(context.getTrigger())) {
        check();
      }
      handedUnder = handed ? handedUnder : node.held();
      handed = true;
      process.after(random.nextLong(behaviour.mostMillis() * 1000L + 1), this::end);
    }

    private void check() {
      OptionalLong held = node.held();
      if (held.isEmpty()) {
        world
            .checker()
            .violated(
                new FireViolation(
                    FireViolation.Promise.ONLY_THE_HOLDER,
                    key,
                    firstMillis,
                    node.name() + " fires it without the lease"));
      }
      if (!handed) {
        world.checker().handed(key, firstMillis, scheduledMillis(), node.name(), held.getAsLong());
      }
    }

    private String times() {
      return FireStory.instant(firstMillis)
          + (firstMillis == scheduledMillis() ? "" : " to" + FireStory.instant(scheduledMillis()));
    }

    @Override
    public void veto() {
      answered();
      node.tell(key, "vetoes" + times());
      if (handed
          && heldWhenAsked.isPresent()
          && heldWhenAsked.equals(node.held())
          && heldWhenAsked.equals(handedUnder)
          && !node.isLeaving()) {
        world
            .checker()
            .violated(
                new FireViolation(
                    FireViolation.Promise.ONE_FIRING,
                    key,
                    firstMillis,
                    node.name() + " vetoes it when it is to be run again"));
      }
      process.soon(() -> complete(null));
    }

    private void end() {
      int run = runs.merge(key, 1, Integer::sum);
      boolean again = random.nextInt(100) < behaviour.refirePercent();
      boolean gone = behaviour.runsUntilGone() > 0 && run >= behaviour.runsUntilGone();
      if (gone) {
        unscheduleItself();
      }
      JobExecutionException asksAgain = new JobExecutionException("again", again);
      process.soon(() -> complete(again ? asksAgain : null));
    }

    private void unscheduleItself() {
      try {
        unscheduled.accept(key);
        boolean unused = scheduler.unscheduleJob(key);
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
    }

    private void complete(@Nullable JobExecutionException failure) {
      OperableTrigger trigger = (OperableTrigger) context.getTrigger();
      CompletedExecutionInstruction instruction = trigger.executionComplete(context, failure);
      if (handed) {
        node.rules().ended(context, instruction);
      }
      if (instruction == CompletedExecutionInstruction.RE_EXECUTE_JOB) {
        context.incrementRefireCount();
        process.soon(this::ask);
        return;
      }
      store.triggeredJobComplete(trigger, context.getJobDetail(), instruction);
      if (trigger.getNextFireTime() == null) {
        node.rules().finalized(trigger);
      }
      underWay--;
      node.release();
      if (underWay == 0) {
        List<Runnable> actions = List.copyOf(whenIdle);
        whenIdle.clear();
        actions.forEach(Runnable::run);
      }
    }
  }
}
