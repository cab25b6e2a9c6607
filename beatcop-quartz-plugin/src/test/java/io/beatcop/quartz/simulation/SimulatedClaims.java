package io.beatcop.quartz.simulation;

import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.rules.ClaimQueue;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The work of {@link Claims} and its threads, as steps of the simulation. */
final class SimulatedClaims {

  private static final long PAUSE_MILLIS = 10;

  private final FireRuntime node;
  private final FireMachine machine;
  private final ClaimQueue queue;
  private final SimulatedScripts scripts;
  private final Duration timeout;
  private final Duration reading;
  private final Queue<Runnable> answers = new ArrayDeque<>();
  private boolean isBusy;

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
    this.queue = new ClaimQueue(machine, false, node::held);
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
    machine.recovery().putOff(firing.trigger());
    answer.accept(Verdict.NOT_NOW);
  }

  private void decide(
      Firing firing,
      long token,
      long end,
      Supplier<MissedFires.Candidate> trigger,
      Consumer<Verdict> answer) {
    FireMachine.Decision decision =
        queue.ask(firing, token, end, now(), verdict -> answers.add(() -> tell(verdict, answer)));
    node.reached("decision " + decision);
    switch (decision) {
      case CLAIM -> pump();
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
    MissedFires.Outcome outcome = machine.recovery().recoverOnTime(trigger, now());
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

  private void tell(Verdict verdict, Consumer<Verdict> answer) {
    if (verdict == Verdict.UNSURE) {
      node.reached("given up");
    }
    answer.accept(verdict);
  }

  void flush(Consumer<Boolean> done) {
    queue.addFlush(known -> answers.add(() -> node.soon(() -> done.accept(known))));
    pump();
  }

  /** The next step of whoever writes. */
  private void pump() {
    queue.settleAbandoned();
    tellAnswers();
    if (!isBusy) {
      ClaimQueue.Turn turn = queue.turn(now());
      if (turn instanceof ClaimQueue.Turn.Write next) {
        isBusy = true;
        node.ask(
            scripts.write(next.write()),
            timeout,
            reply -> answered(next.write(), reply.orElseGet(JournalAnswer.Unknown::new)));
      } else if (turn instanceof ClaimQueue.Turn.Pause) {
        isBusy = true;
        node.after(Duration.ofMillis(PAUSE_MILLIS), this::goOn);
      }
    }
    tellAnswers();
  }

  private void tellAnswers() {
    for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
      answer.run();
    }
  }

  private void goOn() {
    isBusy = false;
    pump();
  }

  private void answered(JournalWrite write, JournalAnswer answer) {
    note(write, answer);
    int unused = queue.answered(write, answer, now());
    goOn();
  }

  private void note(JournalWrite write, JournalAnswer answer) {
    String kind = answer.getClass().getSimpleName();
    node.reached("answer " + kind);
    if (answer instanceof JournalAnswer.Written
        && !write.claims().isEmpty()
        && !node.held().equals(OptionalLong.of(write.token()))) {
      node.reached("answered too late");
    }
    write
        .fired()
        .forEach(
            (key, fired) ->
                node.tell(key, kind + " write " + write.number() + ": " + fired.encoded()));
  }
}
