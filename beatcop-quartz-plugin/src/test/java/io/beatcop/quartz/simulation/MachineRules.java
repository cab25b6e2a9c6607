package io.beatcop.quartz.simulation;

import io.beatcop.quartz.gate.Firings;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.MisfireSlots;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.OverdueFires;
import io.beatcop.quartz.rules.Verdict;
import io.beatcop.quartz.rules.VetoedTriggers;
import io.beatcop.quartz.scheduler.TriggerChanges;
import io.beatcop.quartz.scheduler.Triggers;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.settings.TriggerNames;
import java.time.Duration;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * The fire path as the simulation drives it: {@link FireMachine} as it is, and what {@code
 * VetoGate}, {@link Claims} and {@code Recovery} do around it, as steps.
 */
final class MachineRules implements FireRules {

  private static final Duration LONGEST_CLAIM = Duration.ofMillis(250);
  private static final long CLOCK_LIMIT_MILLIS = 5_000;

  private final FireRuntime node;
  private final PluginSettings settings;
  private final TriggerNames names = new TriggerNames("lease");
  private final Triggers triggers;
  private final TriggerChanges changes;
  private final FireMachine machine;
  private final SimulatedClaims claims;
  private final SimulatedRecovery recovery;
  private final SimulatedScripts scripts;
  private final FireMutation broken;
  private Optional<SimulatedOverdue> overdue = Optional.empty();
  private final IdentityHashMap<JobExecutionContext, Long> running = new IdentityHashMap<>();
  private long leavingToken = Long.MIN_VALUE;

  MachineRules(FireRuntime node, FireMutation broken) {
    this.node = node;
    settings =
        PluginSettings.of(
            Map.of("redis", "redis://simulated:6379", "ttl", node.ttl().toMillis() + "ms"),
            "lease");
    Duration reading = settings.lease().timeout();
    Duration timeout = reading.compareTo(LONGEST_CLAIM) < 0 ? reading : LONGEST_CLAIM;
    triggers = new Triggers(node.scheduler(), settings, names, Optional.empty(), node::nowMillis);
    changes = new TriggerChanges(settings.lease().name(), node.scheduler(), Optional.empty());
    machine = BrokenMachine.of(broken, settings.recoveryWindow(), CLOCK_LIMIT_MILLIS);
    this.broken = broken;
    scripts = new SimulatedScripts(node.holder(), broken);
    claims = new SimulatedClaims(node, machine, scripts, timeout, reading);
    recovery =
        new SimulatedRecovery(
            node, machine, claims, scripts, triggers, changes, reading, this::isLeaving);
  }

  @Override
  public void watch(Consumer<OverdueFires.Overdue> told) {
    SimulatedOverdue made =
        new SimulatedOverdue(
            node,
            machine,
            scripts,
            triggers,
            node.ttl().multipliedBy(2),
            settings.lease().timeout(),
            broken,
            told);
    made.begin();
    overdue = Optional.of(made);
  }

  private boolean isLeaving() {
    return node.held().orElse(Long.MAX_VALUE) == leavingToken;
  }

  @Override
  public void start(Runnable ready) {
    awaitOpen(ready, node.monotonicMillis() + settings.lease().timeout().toMillis());
  }

  private void awaitOpen(Runnable ready, long endMillis) {
    OptionalLong held = node.held();
    if (held.isPresent()
        && !machine.isReadyIn(held.getAsLong())
        && node.monotonicMillis() < endMillis) {
      node.after(Duration.ofMillis(1), () -> awaitOpen(ready, endMillis));
    } else {
      ready.run();
      recovery.request();
    }
  }

  @Override
  public void acquired(long token) {
    machine.begin(token, claims.now());
    recovery.request();
  }

  @Override
  public void leaving(long token) {
    leavingToken = token;
    machine.settle();
    claims.flush(flushed -> {});
  }

  @Override
  public void lost(long token) {
    machine.end(token);
    recovery.ended();
  }

  @Override
  public void observed(String holder) {
    machine.observed();
    recovery.request();
  }

  @Override
  public void misfired(Trigger trigger) {
    if (settings.gates(trigger)) {
      OperableTrigger copy = (OperableTrigger) ((OperableTrigger) trigger).clone();
      SimulatedMisfire.update(copy, Optional.empty(), node.nowMillis());
      Optional<Date> next = Optional.ofNullable(copy.getNextFireTime());
      FireMachine.Misfire misfire = machine.misfired(trigger, next, node.held(), claims.now());
      if (misfire == FireMachine.Misfire.CLOCK_AHEAD) {
        node.soon(node::leave);
      } else if (misfire == FireMachine.Misfire.TO_BE_TOLD) {
        node.reached("passed over");
        recovery.request();
      }
    }
  }

  @Override
  public void asked(JobExecutionContext context, Answer answer) {
    Trigger trigger = context.getTrigger();
    if (!settings.gates(trigger)) {
      answer.fire();
      return;
    }
    Long under = running.get(context);
    if (under != null) {
      node.reached("retry");
      if (node.held().orElse(Long.MIN_VALUE) == under) {
        answer.fire();
      } else {
        running.remove(context);
        answer.veto();
      }
      return;
    }
    TriggerKey key = trigger.getKey();
    MisfireSlots.Meaning meaning = machine.meaning(key, context.getScheduledFireTime());
    Firing firing =
        Firings.firing(context, meaning, Optional.empty(), Optional.empty(), Optional.empty());
    OptionalLong held = node.held();
    if (held.isEmpty() || isLeaving()) {
      obey(Verdict.NOT_NOW, context, firing, OptionalLong.empty(), answer);
    } else {
      claims.claim(
          firing,
          held.getAsLong(),
          () -> Firings.before(context, firing, MissedFires.Candidate.LONG_AGO),
          verdict -> obey(verdict, context, firing, held, answer));
    }
  }

  private void obey(
      Verdict verdict,
      JobExecutionContext context,
      Firing firing,
      OptionalLong held,
      Answer answer) {
    node.reached("verdict " + verdict);
    node.tell(firing.trigger(), verdict + " for" + FireStory.instant(firing.slot().millis()));
    switch (verdict) {
      case FIRE, FIRE_UNSURE -> {
        running.put(context, held.getAsLong());
        answer.fire();
      }
      case DUPLICATE -> answer.veto();
      case NOT_NOW, UNSURE, CLOCK_AHEAD -> {
        remember(context, firing);
        if (verdict == Verdict.CLOCK_AHEAD) {
          node.leave();
        }
        if (held.isPresent()) {
          recovery.request();
        }
        answer.veto();
      }
    }
  }

  private void remember(JobExecutionContext context, Firing firing) {
    OperableTrigger trigger = (OperableTrigger) context.getTrigger();
    machine
        .recovery()
        .vetoed(
            firing.trigger(),
            VetoedTriggers.Vetoed.of(
                firing,
                trigger.getNextFireTime() == null
                    ? Optional.of(
                        new VetoedTriggers.Finished(
                            context.getJobDetail(), (OperableTrigger) trigger.clone()))
                    : Optional.empty()));
  }

  @Override
  public void ended(JobExecutionContext context, CompletedExecutionInstruction instruction) {
    if (instruction == CompletedExecutionInstruction.RE_EXECUTE_JOB) {
      return;
    }
    running.remove(context);
    if (instruction == CompletedExecutionInstruction.SET_TRIGGER_COMPLETE) {
      end(context.getTrigger().getKey());
    }
  }

  private void end(TriggerKey key) {
    machine.triggerEnded(key, claims.now());
    recovery.request();
  }

  @Override
  public void scheduled(Trigger trigger) {
    if (!changes.isOurs() && settings.gates(trigger)) {
      overdue.ifPresent(watch -> watch.seeAnew(trigger.getKey()));
      triggers.scheduled((OperableTrigger) trigger);
      machine.recovery().triggerScheduled(trigger.getKey());
      recovery.request();
    }
  }

  @Override
  public void unscheduled(TriggerKey key) {
    if (changes.isOurs()) {
      return;
    }
    triggers.unscheduled(key);
    if (node.held().isPresent()) {
      end(key);
    } else {
      machine.forget(key);
    }
  }

  @Override
  public void finalized(Trigger trigger) {
    triggers.unscheduled(trigger.getKey());
  }

  @Override
  public void paused(TriggerKey key) {}

  @Override
  public void resumed(TriggerKey key) {
    overdue.ifPresent(watch -> watch.seeAnew(key));
    machine.recovery().resumed(key);
    recovery.request();
  }
}
