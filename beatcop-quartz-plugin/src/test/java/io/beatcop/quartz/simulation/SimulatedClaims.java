package io.beatcop.quartz.simulation;

import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.journal.Claims.Verdict;
import io.beatcop.quartz.journal.JournalAnswer;
import io.beatcop.quartz.rules.Claim;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What {@link Claims} does with its threads, as steps of the simulation. */
final class SimulatedClaims {

  private static final long PAUSE_MILLIS = 10;

  private record Waiter(Firing firing, long number, long endNanos, Consumer<Verdict> answer) {}

  private final FireRuntime node;
  private final FireMachine machine;
  private final SimulatedScripts scripts;
  private final Duration timeout;
  private final Duration reading;
  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Consumer<Boolean>> flushes = new ArrayList<>();
  private final Map<Long, Verdict> verdicts = new HashMap<>();
  private Optional<JournalWrite> unanswered = Optional.empty();
  private boolean writing;
  private boolean pausing;

  SimulatedClaims(
      FireRuntime node,
      FireMachine machine,
      SimulatedScripts scripts,
      Duration timeout,
      Duration reading) {
    this.node = node;
    this.machine = machine;
    this.scripts = scripts;
    this.timeout = timeout;
    this.reading = reading;
  }

  Moment now() {
    return new Moment(node.nowMillis(), node.monotonicMillis() * 1_000_000);
  }

  /** How long a write may take, connecting included. */
  Duration longest() {
    return timeout.multipliedBy(2);
  }

  void claim(
      Firing firing,
      long token,
      Supplier<MissedFires.Candidate> trigger,
      Consumer<Verdict> answer) {
    if (!node.isHeldFor(longest())) {
      putOff(firing, answer);
      return;
    }
    decide(firing, token, now().nanos() + longest().toNanos(), trigger, answer);
  }

  private void putOff(Firing firing, Consumer<Verdict> answer) {
    machine.putOff(firing.trigger());
    answer.accept(Verdict.NOT_NOW);
  }

  private void decide(
      Firing firing,
      long token,
      long end,
      Supplier<MissedFires.Candidate> trigger,
      Consumer<Verdict> answer) {
    FireMachine.Decision decision = machine.ask(firing, token, now());
    node.reached("decision " + decision);
    switch (decision) {
      case CLAIM -> {
        waiters.add(new Waiter(firing, machine.lastClaim(), end, answer));
        pump();
      }
      case DUPLICATE -> answer.accept(Verdict.DUPLICATE);
      case CLOCK_AHEAD -> answer.accept(Verdict.CLOCK_AHEAD);
      case NOT_NOW -> answer.accept(Verdict.NOT_NOW);
      case TOO_FAR_AHEAD -> {
        if (now().nanos() - end < 0) {
          node.after(
              Duration.ofMillis(PAUSE_MILLIS), () -> decide(firing, token, end, trigger, answer));
        } else {
          putOff(firing, answer);
        }
      }
      case UNREAD ->
          read(
              List.of(firing.trigger()),
              isRead -> {
                if (isRead && opens(trigger.get())) {
                  decide(firing, token, end, trigger, answer);
                } else {
                  putOff(firing, answer);
                }
              });
    }
  }

  private boolean opens(MissedFires.Candidate trigger) {
    MissedFires.Outcome outcome = machine.recoverOnTime(trigger, now());
    return outcome.rewound().isEmpty() && !outcome.isGone();
  }

  void read(List<org.quartz.TriggerKey> keys, Consumer<Boolean> answer) {
    node.ask(
        scripts.read(keys),
        reading,
        reply -> {
          Optional<JournalPage> page = reply.flatMap(read -> read);
          if (page.isPresent() && machine.read(page.get(), now()) > 0) {
            node.reached("knew more than Redis");
          }
          answer.accept(page.isPresent());
        });
  }

  void flush(Consumer<Boolean> done) {
    flushes.add(done);
    pump();
  }

  /** The next step of whoever finds no write under way. */
  private void pump() {
    answerWaiters();
    if (writing || pausing) {
      return;
    }
    if (!machine.hasWrite()) {
      endFlushes(machine.term().isPresent() && unanswered.isEmpty());
      return;
    }
    long nanos = now().nanos();
    if (unanswered.isPresent() && waiters.stream().anyMatch(each -> each.endNanos <= nanos)) {
      giveUp(unanswered.get());
      pump();
    } else if (waiters.isEmpty() && flushes.isEmpty()) {
      return;
    } else if (unanswered.isPresent() && !waiters.isEmpty()) {
      pausing = true;
      node.after(
          Duration.ofMillis(PAUSE_MILLIS),
          () -> {
            pausing = false;
            writeNext();
          });
    } else {
      writeNext();
    }
  }

  private void endFlushes(boolean answered) {
    List<Consumer<Boolean>> done = List.copyOf(flushes);
    flushes.clear();
    done.forEach(each -> node.soon(() -> each.accept(answered)));
  }

  private void answerWaiters() {
    for (Waiter waiter : List.copyOf(waiters)) {
      Verdict verdict = verdicts.remove(waiter.number);
      if (verdict == null && !machine.isUnderWay(waiter.firing, waiter.number)) {
        verdict = Verdict.NOT_NOW;
      }
      if (verdict != null) {
        waiters.remove(waiter);
        waiter.answer.accept(verdict);
      }
    }
  }

  private void writeNext() {
    Optional<JournalWrite> next = machine.nextWrite();
    if (next.isEmpty()) {
      pump();
      return;
    }
    writing = true;
    node.ask(
        scripts.write(next.get()),
        timeout,
        reply -> {
          writing = false;
          obey(next.get(), reply.orElseGet(JournalAnswer.Unknown::new));
          if (unanswered.isPresent()) {
            endFlushes(false);
          }
          pump();
        });
  }

  private void obey(JournalWrite write, JournalAnswer answer) {
    node.reached("answer " + answer.getClass().getSimpleName());
    write
        .fired()
        .forEach(
            (key, fired) ->
                node.tell(
                    key,
                    answer.getClass().getSimpleName()
                        + " write "
                        + write.number()
                        + ": "
                        + fired.encoded()));
    unanswered = Optional.empty();
    if (answer instanceof JournalAnswer.Written written) {
      for (Claim claim : machine.written(write, written.redisMillis(), now())) {
        boolean fires = node.held().orElse(Long.MIN_VALUE) == write.token();
        if (!fires) {
          node.reached("answered too late");
          machine.unfired(claim, write.token());
        }
        verdicts.put(claim.number(), fires ? Verdict.FIRE : Verdict.NOT_NOW);
      }
    } else if (answer instanceof JournalAnswer.NotHeld) {
      machine.refused(write);
    } else if (answer instanceof JournalAnswer.Forgotten) {
      int unused = machine.forgotten(now());
    } else if (answer instanceof JournalAnswer.Withdrawn withdrawn) {
      machine
          .withdraw(withdrawn.text())
          .forEach(claim -> verdicts.put(claim.number(), Verdict.DUPLICATE));
    } else {
      unanswered = Optional.of(write);
    }
  }

  private void giveUp(JournalWrite write) {
    node.reached("given up");
    unanswered = Optional.empty();
    machine.giveUp(write);
    write.claims().forEach(claim -> verdicts.put(claim.number(), Verdict.UNSURE));
  }
}
