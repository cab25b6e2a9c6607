package io.beatcop.quartz.simulation;

import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.Look;
import io.beatcop.quartz.rules.MissedFires.Candidate;
import io.beatcop.quartz.rules.MissedFires.Outcome;
import io.beatcop.quartz.rules.UnsettledClaim;
import io.beatcop.quartz.rules.VetoedTriggers;
import io.beatcop.quartz.scheduler.TriggerChanges;
import io.beatcop.quartz.scheduler.Triggers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;

/** The work of {@code Recovery} on its thread, as steps: between any two of them workers go on. */
final class SimulatedRecovery {

  private static final int BATCH = 20;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final FireRuntime node;
  private final FireMachine machine;
  private final SimulatedClaims claims;
  private final SimulatedScripts scripts;
  private final Triggers triggers;
  private final TriggerChanges changes;
  private final Duration reading;
  private final BooleanSupplier isLeaving;
  private boolean pending;
  private boolean busy;
  private boolean rememberLastTerm;
  private boolean settled;

  SimulatedRecovery(
      FireRuntime node,
      FireMachine machine,
      SimulatedClaims claims,
      SimulatedScripts scripts,
      Triggers triggers,
      TriggerChanges changes,
      Duration reading,
      BooleanSupplier isLeaving) {
    this.node = node;
    this.machine = machine;
    this.claims = claims;
    this.scripts = scripts;
    this.triggers = triggers;
    this.changes = changes;
    this.reading = reading;
    this.isLeaving = isLeaving;
  }

  void ended() {
    rememberLastTerm = true;
    request();
  }

  void request() {
    if (!pending) {
      pending = true;
      if (!busy) {
        busy = true;
        node.soon(this::run);
      }
    }
  }

  private void done(boolean recovered) {
    boolean all = recovered && settled;
    busy = false;
    if (!all) {
      pending = true;
    }
    if (pending) {
      busy = true;
      if (all) {
        node.soon(this::run);
      } else {
        node.after(PAUSE, this::run);
      }
    }
  }

  private void run() {
    pending = false;
    settled = true;
    withdraw();
  }

  private void withdraw() {
    List<UnsettledClaim> withdrawals = machine.withdrawals();
    if (withdrawals.isEmpty()) {
      remember();
      return;
    }
    node.reached("withdraws");
    node.ask(
        scripts.withdraw(withdrawals),
        reading,
        reply -> {
          if (reply.orElse(false)) {
            machine.withdrawn(withdrawals);
          } else {
            settled = false;
          }
          remember();
        });
  }

  private void remember() {
    Map<TriggerKey, FiredSlots> known = machine.acknowledged();
    if (machine.term().isPresent() || !rememberLastTerm || known.isEmpty()) {
      recover();
      return;
    }
    node.reached("remembers");
    node.ask(
        scripts.remember(known),
        reading,
        reply -> {
          if (reply.isPresent()) {
            rememberLastTerm = false;
          } else {
            settled = false;
          }
          recover();
        });
  }

  private void recover() {
    OptionalLong term = machine.term();
    if (term.isEmpty() || !machine.hasWork()) {
      done(true);
      return;
    }
    OptionalLong held = node.held();
    if (held.isEmpty() || held.getAsLong() != term.getAsLong()) {
      done(held.isEmpty());
      return;
    }
    if (isLeaving.getAsBoolean()) {
      done(true);
      return;
    }
    if (!node.isHeldFor(claims.longest())) {
      done(false);
      return;
    }
    node.reached("recovery");
    Look look = machine.recovery().begin();
    List<Candidate> candidates =
        triggers
            .closed(
                look,
                keys -> {
                  Set<TriggerKey> closed = new LinkedHashSet<>(keys);
                  closed.removeIf(machine.recovery()::isOpen);
                  return closed;
                },
                machine.recovery().finished())
            .candidates();
    node.soon(() -> read(candidates));
  }

  private void end(boolean flushed) {
    boolean all = flushed && machine.isRead();
    machine.recovery().end(all);
    done(all);
  }

  private void read(List<Candidate> candidates) {
    List<TriggerKey> unread =
        List.copyOf(machine.recovery().unread(candidates.stream().map(Candidate::key).toList()));
    if (unread.isEmpty() && machine.isRead()) {
      flush(candidates);
      return;
    }
    claims.read(
        unread,
        isRead -> {
          if (isRead) {
            node.soon(() -> flush(candidates));
          } else {
            end(false);
          }
        });
  }

  private void flush(List<Candidate> candidates) {
    claims.flush(
        flushed -> {
          if (flushed) {
            look(candidates);
          } else {
            end(false);
          }
        });
  }

  private void look(List<Candidate> candidates) {
    record Late(Candidate candidate, Date first) {}
    List<Late> late = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Outcome outcome = machine.recovery().recoverOnTime(candidate, claims.now());
      if (outcome.rewound().isPresent() || outcome.isGone()) {
        late.add(new Late(candidate, outcome.firstMissed().orElse(new Date(0))));
      }
    }
    late.sort(Comparator.comparing(Late::first));
    List<Candidate> sorted = late.stream().map(Late::candidate).toList();
    node.soon(() -> windBack(sorted, 0));
  }

  private void windBack(List<Candidate> late, int index) {
    if (index == late.size()) {
      claims.flush(this::end);
    } else if (node.held().isEmpty()) {
      end(false);
    } else {
      windBack(late.get(index));
      Runnable more = () -> windBack(late, index + 1);
      if (index % BATCH == BATCH - 1) {
        node.after(PAUSE, more);
      } else {
        node.soon(more);
      }
    }
  }

  private void windBack(Candidate seen) {
    try {
      Optional<Candidate> candidate = triggers.again(seen);
      if (candidate.isEmpty()) {
        return;
      }
      Optional<VetoedTriggers.Vetoed> veto = machine.recovery().vetoed().of(seen.key());
      Outcome outcome = machine.recovery().recover(candidate.get(), claims.now());
      if (outcome.isGone()) {
        node.reached("deletes what was ended");
        node.tell(seen.key(), "deletes what was ended");
        changes.remove(seen.key());
      } else if (outcome.rewound().isPresent()) {
        // The scheduler may go on between the look and the change.
        Candidate late = candidate.get();
        node.reached("wind back");
        node.woundBack(seen.key(), outcome.firstMissed().orElseThrow().getTime());
        node.tell(
            seen.key(),
            "winds back to" + FireStory.instant(outcome.firstMissed().orElseThrow().getTime()));
        if (!changes.windBack(late, outcome.rewound().get())) {
          machine.recovery().notWoundBack(seen.key(), veto);
        }
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }
}
