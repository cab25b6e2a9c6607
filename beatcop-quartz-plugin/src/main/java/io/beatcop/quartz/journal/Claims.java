package io.beatcop.quartz.journal;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the claims of the workers to the journal and back.
 *
 * <p>A worker that finds no write under way writes for all that wait (M3). When its own claim is
 * answered, it wakes those whose claims were answered too, and one that still waits writes next.
 *
 * <p>The lock is the machine's: nobody else calls the machine.
 */
public final class Claims {

  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  /** Between two attempts to write. */
  private static final long PAUSE_MILLIS = 10;

  private final Lease lease;
  private final Journal journal;
  private final Supplier<Moment> clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FireMachine machine;
  private final ClaimQueue queue;
  private final Set<Waiter<?>> waiters = new LinkedHashSet<>();
  private final List<Thread> answered = new ArrayList<>();
  private Optional<Waiter<?>> writer = Optional.empty();

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
    this.clock = clock;
    this.queue = new ClaimQueue(machine, firesUnsure, this::heldToken);
  }

  private OptionalLong heldToken() {
    Optional<Grant> grant = lease.grant();
    return grant.isPresent() ? OptionalLong.of(grant.get().token()) : OptionalLong.empty();
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
      queue.settleAbandoned();
      unlock();
    }
  }

  public Moment now() {
    return clock.get();
  }

  // ---- Claims

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
    Waiter<Verdict> waiter;
    lock.lock();
    try {
      FireMachine.Decision decision = machine.ask(firing, grant.token(), clock.get());
      while (decision == FireMachine.Decision.TOO_FAR_AHEAD && clock.get().nanos() - end < 0) {
        boolean unused = changed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        decision = machine.ask(firing, grant.token(), clock.get());
      }
      switch (decision) {
        case CLAIM -> {
          waiter = new Waiter<>();
          queue.add(firing, end, waiter);
        }
        case DUPLICATE -> {
          return Optional.of(Verdict.DUPLICATE);
        }
        case CLOCK_AHEAD -> {
          return Optional.of(Verdict.CLOCK_AHEAD);
        }
        case NOT_NOW -> {
          return Optional.of(Verdict.NOT_NOW);
        }
        default -> {
          return Optional.empty();
        }
      }
    } finally {
      unlock();
    }
    return Optional.of(await(waiter));
  }

  /** Opens a trigger that turned up for the first time in this term, unless it missed a time. */
  private boolean opens(MissedFires.Candidate trigger) {
    return with(
        rules -> {
          MissedFires.Outcome outcome = rules.recoverOnTime(trigger, clock.get());
          return outcome.rewound().isEmpty() && !outcome.isGone();
        });
  }

  /**
   * Tells the journal all that it does not know yet.
   *
   * @return whether it knows all now
   */
  public boolean flush() {
    Waiter<Boolean> waiter;
    lock.lock();
    try {
      waiter = new Waiter<>();
      queue.addFlush(waiter);
    } finally {
      unlock();
    }
    return await(waiter);
  }

  // ---- Whose turn it is to write

  /** A thread that waits for its answer, and may have to write meanwhile. */
  private final class Waiter<T> implements Consumer<T> {

    private final Thread thread = Thread.currentThread();
    private volatile @Nullable T answer;
    private volatile boolean isWriter;
    private boolean wasInterrupted;

    /** To be made under the lock. */
    Waiter() {
      waiters.add(this);
    }

    /** Called under the lock. */
    @Override
    public void accept(T told) {
      waiters.remove(this);
      answered.add(thread);
      answer = told;
    }

    /** Rests until it is woken, or the time is over. */
    void rest(long nanos) {
      LockSupport.parkNanos(Claims.this, nanos);
      wasInterrupted |= Thread.interrupted();
    }
  }

  /** Waits for the answer, however often this thread is interrupted: a claim is not left alone. */
  private <T> T await(Waiter<T> waiter) {
    T answer = waiter.answer;
    while (answer == null) {
      if (waiter.isWriter) {
        write(waiter);
      } else {
        waiter.rest(journal.timeout().toNanos());
      }
      answer = waiter.answer;
    }
    if (waiter.wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    return answer;
  }

  /** Writes until this one is answered; then it is somebody else's turn. */
  private void write(Waiter<?> waiter) {
    lock.lock();
    try {
      while (waiter.answer == null) {
        ClaimQueue.Turn turn = queue.turn(clock.get());
        if (turn instanceof ClaimQueue.Turn.Write next) {
          write(next.write());
        } else if (waiter.answer == null) {
          unlock();
          waiter.rest(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
          lock.lock();
        }
      }
    } finally {
      // Whatever was thrown: a thread that does not wait any more must not be the next to write.
      waiters.remove(waiter);
      waiter.isWriter = false;
      writer = Optional.empty();
      unlock();
    }
  }

  private void write(JournalWrite write) {
    JournalAnswer answer = new JournalAnswer.Unknown();
    unlock();
    try {
      answer = journal.write(write);
    } catch (RuntimeException | LinkageError e) {
      log.error("{}: a write failed by a bug; it is done again", lease.settings().name(), e);
    } finally {
      lock.lock();
      int forgotten = queue.answered(write, answer, clock.get());
      if (answer instanceof JournalAnswer.Forgotten) {
        log.warn(
            "{}: Redis has forgotten what was fired; this node tells it again, of {} triggers;"
                + " check its persistence and its replicas",
            lease.settings().name(),
            forgotten);
      }
    }
  }

  /** Lets go of the lock, and wakes who has an answer, and who is to write. */
  private void unlock() {
    Optional<Waiter<?>> next = writer.isPresent() ? Optional.empty() : waiters.stream().findFirst();
    if (next.isPresent()) {
      writer = next;
      next.get().isWriter = true;
    }
    List<Thread> woken = answered.isEmpty() ? List.of() : List.copyOf(answered);
    answered.clear();
    changed.signalAll();
    lock.unlock();
    // First who writes: the others wait for it.
    next.ifPresent(waiter -> LockSupport.unpark(waiter.thread));
    woken.forEach(LockSupport::unpark);
  }

  // ---- What needs no write

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
}
