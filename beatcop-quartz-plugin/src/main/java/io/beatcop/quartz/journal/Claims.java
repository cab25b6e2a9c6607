package io.beatcop.quartz.journal;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.quartz.rules.Claim;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries claims from the workers to the journal and back, one write at a time.
 *
 * <p>A worker that finds no write under way sends one for all that wait, so that workers share
 * round trips, and the journal hears of claims in the machine's order. Its lock is the machine's:
 * nobody else calls the machine.
 */
public final class Claims {

  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  /** What came of a claim. */
  public enum Verdict {
    /** Let it through. */
    FIRE,
    /** Veto: this node may not fire it now. It is recovered if nobody fires it. */
    NOT_NOW,
    /** Veto: it was fired already. */
    DUPLICATE,
    /** Veto: Redis does not answer. It is recovered when Redis does. */
    UNSURE,
    /** Let it through, though Redis does not answer. */
    FIRE_UNSURE,
    /** Veto: this node's clock is ahead. */
    CLOCK_AHEAD
  }

  /** Between two attempts to write. */
  private static final long PAUSE_MILLIS = 10;

  private final Lease lease;
  private final Journal journal;
  private final boolean firesUnsure;
  private final Supplier<Moment> clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FireMachine machine;
  private final Map<Long, Verdict> verdicts = new HashMap<>();
  private Optional<JournalWrite> unanswered = Optional.empty();
  private boolean writing;

  /**
   * Makes a way to a journal.
   *
   * @param firesUnsure whether to fire what Redis does not answer
   */
  public Claims(
      Lease lease,
      Journal journal,
      FireMachine machine,
      boolean firesUnsure,
      Supplier<Moment> clock) {
    this.lease = lease;
    this.journal = journal;
    this.machine = machine;
    this.firesUnsure = firesUnsure;
    this.clock = clock;
  }

  /** Tells the machine something, alone. It must not block. */
  public void tell(Consumer<FireMachine> news) {
    with(
        rules -> {
          news.accept(rules);
          return rules;
        });
  }

  /** Uses the machine, alone. It must not block. */
  public <T> T with(Function<FireMachine, T> use) {
    lock.lock();
    try {
      return use.apply(machine);
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }

  public Moment now() {
    return clock.get();
  }

  /**
   * Decides on a firing under a term that this node holds. Blocks until Redis has answered, or for
   * little more than the journal's timeout.
   *
   * @param trigger the trigger as it was before this firing, should it turn up for the first time
   */
  public Verdict claim(Firing firing, Grant grant, Supplier<MissedFires.Candidate> trigger)
      throws InterruptedException {
    // Claimed too near to the deadline, it might be claimed and yet not fired.
    if (!lease.isHeldFor(journal.timeout())) {
      return putOff(firing);
    }
    long end = clock.get().nanos() + journal.timeout().toNanos();
    Optional<Verdict> verdict = decide(firing, grant, end);
    if (verdict.isEmpty() && read(List.of(firing.trigger())) && opens(trigger.get())) {
      verdict = decide(firing, grant, end);
    }
    return verdict.isPresent() ? verdict.get() : putOff(firing);
  }

  private Verdict putOff(Firing firing) {
    tell(rules -> rules.putOff(firing.trigger()));
    return Verdict.NOT_NOW;
  }

  /** The verdict; empty if the journal's record of the trigger is to be read first. */
  private Optional<Verdict> decide(Firing firing, Grant grant, long end)
      throws InterruptedException {
    lock.lock();
    try {
      FireMachine.Decision decision = machine.ask(firing, grant.token(), clock.get());
      while (decision == FireMachine.Decision.TOO_FAR_AHEAD && clock.get().nanos() - end < 0) {
        boolean unused = changed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        decision = machine.ask(firing, grant.token(), clock.get());
      }
      return switch (decision) {
        case CLAIM -> Optional.of(await(firing, machine.lastClaim(), end));
        case DUPLICATE -> Optional.of(Verdict.DUPLICATE);
        case CLOCK_AHEAD -> Optional.of(Verdict.CLOCK_AHEAD);
        case NOT_NOW -> Optional.of(Verdict.NOT_NOW);
        case TOO_FAR_AHEAD, UNREAD -> Optional.empty();
      };
    } finally {
      lock.unlock();
    }
  }

  private Verdict await(Firing firing, long number, long end) throws InterruptedException {
    while (!verdicts.containsKey(number)) {
      if (!machine.isUnderWay(firing, number)) {
        // The term ended.
        return Verdict.NOT_NOW;
      }
      if (writing) {
        changed.await();
      } else if (unanswered.isPresent() && clock.get().nanos() - end >= 0) {
        giveUp(unanswered.get());
      } else {
        if (unanswered.isPresent()) {
          boolean unused = changed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (!writing) {
          writeNext();
        }
      }
    }
    Verdict verdict = verdicts.get(number);
    verdicts.remove(number);
    return verdict;
  }

  /**
   * Tells the journal all that it does not know yet.
   *
   * @return whether it knows all now
   */
  public boolean flush() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        if (writing) {
          changed.await();
        } else if (!machine.hasWrite()) {
          return machine.term().isPresent() && unanswered.isEmpty();
        } else {
          writeNext();
          if (unanswered.isPresent()) {
            return false;
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all triggers were recovered in the term that this node holds, if it holds one. */
  public boolean awaitOpen(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (left > 0
          && lease.grant().filter(held -> !machine.isReadyIn(held.token())).isPresent()) {
        left = changed.awaitNanos(left);
      }
      return lease.grant().filter(held -> machine.isReadyIn(held.token())).isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Says that a recoverable firing has ended: at once, or as soon as Redis answers. */
  public void ended(String recoverable) {
    if (!journal.ended(List.of(recoverable))) {
      tell(rules -> rules.ended(recoverable));
    }
  }

  /** Reads the journal's record of some triggers. Returns whether the journal answered. */
  public boolean read(Collection<TriggerKey> keys) {
    Optional<JournalPage> page = journal.read(keys);
    if (page.isEmpty()) {
      return false;
    }
    int knewMore = with(rules -> rules.read(page.get(), clock.get()));
    if (knewMore > 0) {
      log.warn(
          "{}: Redis has forgotten what was fired of {} triggers, which this node tells it again;"
              + " check its persistence and its replicas",
          lease.settings().name(),
          knewMore);
    }
    return true;
  }

  /** Opens a trigger that turned up for the first time in this term, unless it missed a time. */
  private boolean opens(MissedFires.Candidate trigger) {
    return with(
        rules -> {
          MissedFires.Outcome outcome = rules.recoverOnTime(trigger, clock.get());
          return outcome.rewound().isEmpty() && !outcome.isGone();
        });
  }

  private void writeNext() {
    Optional<JournalWrite> next = machine.nextWrite();
    if (next.isEmpty()) {
      return;
    }
    JournalAnswer answer = new JournalAnswer.Unknown();
    writing = true;
    lock.unlock();
    try {
      answer = journal.write(next.get());
    } finally {
      lock.lock();
      writing = false;
      obey(next.get(), answer);
      changed.signalAll();
    }
  }

  private void obey(JournalWrite write, JournalAnswer answer) {
    unanswered = Optional.empty();
    if (answer instanceof JournalAnswer.Written written) {
      written(write, written);
    } else if (answer instanceof JournalAnswer.NotHeld) {
      machine.refused(write);
    } else if (answer instanceof JournalAnswer.Forgotten) {
      log.warn(
          "{}: Redis has forgotten what was fired; this node tells it again, of {} triggers; check"
              + " its persistence and its replicas",
          lease.settings().name(),
          machine.forgotten(now()));
    } else if (answer instanceof JournalAnswer.Withdrawn withdrawn) {
      machine
          .withdraw(withdrawn.text())
          .forEach(claim -> verdicts.put(claim.number(), Verdict.DUPLICATE));
    } else {
      unanswered = Optional.of(write);
    }
  }

  private void written(JournalWrite write, JournalAnswer.Written answer) {
    for (Claim claim : machine.written(write, answer.redisMillis(), clock.get())) {
      boolean fires = lease.grant().filter(held -> held.token() == write.token()).isPresent();
      if (!fires) {
        machine.unfired(claim, write.token());
      }
      verdicts.put(claim.number(), fires ? Verdict.FIRE : Verdict.NOT_NOW);
    }
  }

  private void giveUp(JournalWrite write) {
    unanswered = Optional.empty();
    boolean fires =
        firesUnsure && lease.grant().filter(held -> held.token() == write.token()).isPresent();
    if (fires) {
      machine.fireUnanswered(write);
    } else {
      machine.giveUp(write);
    }
    for (Claim claim : write.claims()) {
      verdicts.put(claim.number(), fires ? Verdict.FIRE_UNSURE : Verdict.UNSURE);
    }
    changed.signalAll();
  }
}
