package io.beatcop.quartz.journal;

import io.beatcop.quartz.rules.ClaimQueue;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.FireMachine.Decision;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.Verdict;
import java.time.Duration;
import java.util.ArrayList;
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
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of the machine, and whose turn it is to write to the journal (M3).
 *
 * <p>Of the threads that wait for the journal one writes for all. When it is answered itself, it
 * wakes those that were answered too, and one that still waits writes next. Nobody else is woken.
 *
 * <p>A round trip costs more than a claim in it, so a writer lets workers that are about to ask go
 * first.
 */
final class WriteTurns {

  private static final Logger log = LoggerFactory.getLogger(WriteTurns.class);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final String lease;
  private final Journal journal;
  private final FireMachine machine;
  private final ClaimQueue queue;
  private final Supplier<Moment> clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Waiter<?>> waiters = new LinkedHashSet<>();
  private final List<Thread> answered = new ArrayList<>();
  private boolean hasWriter;
  private volatile long othersComeUntilNanos;

  /**
   * Lets nobody write yet.
   *
   * @param held the term that this node holds now, if it holds one
   */
  WriteTurns(
      String lease,
      Journal journal,
      FireMachine machine,
      boolean firesUnsure,
      Supplier<OptionalLong> held,
      Supplier<Moment> clock) {
    this.lease = lease;
    this.journal = journal;
    this.machine = machine;
    this.queue = new ClaimQueue(machine, firesUnsure, held);
    this.clock = clock;
  }

  /** Uses the machine, alone. It must not block. */
  <T> T with(Function<FireMachine, T> use) {
    lock.lock();
    try {
      return use.apply(machine);
    } finally {
      queue.settleAbandoned();
      unlock();
    }
  }

  /** Waits until this is so, or the time is over. Returns whether it is so. */
  boolean awaitUntil(Predicate<FireMachine> isSo, Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (left > 0 && !isSo.test(machine)) {
        left = changed.awaitNanos(left);
      }
      return isSo.test(machine);
    } finally {
      lock.unlock();
    }
  }

  // ---- Waiting for the journal

  /** A thread that waits for its answer, and may have to write meanwhile. */
  static final class Waiter<T> {

    private final Thread thread = Thread.currentThread();
    private volatile @Nullable T answer;
    private volatile boolean isWriter;
    private boolean wasInterrupted;

    /** Rests until it is woken, or the time is over. An interrupt is kept for later. */
    private void rest(long nanos) {
      LockSupport.parkNanos(this, nanos);
      wasInterrupted |= Thread.interrupted();
    }
  }

  /**
   * Asks the machine about a firing under a term. The caller waits for a claim's answer. A firing
   * that would leave too many gaps behind asks again until its time is over.
   */
  Decision ask(Firing firing, long term, long endNanos, Waiter<Verdict> waiter)
      throws InterruptedException {
    Consumer<Verdict> answering = answering(waiter);
    lock.lock();
    try {
      Moment now = clock.get();
      Decision decision = queue.ask(firing, term, endNanos, now, answering);
      while (decision == Decision.TOO_FAR_AHEAD && now.nanos() - endNanos < 0) {
        boolean unused = changed.await(PAUSE_NANOS, TimeUnit.NANOSECONDS);
        now = clock.get();
        decision = queue.ask(firing, term, endNanos, now, answering);
      }
      if (decision == Decision.CLAIM) {
        waiters.add(waiter);
      }
      return decision;
    } finally {
      unlock();
    }
  }

  /** Waits until the journal knows all that it does not know yet. Returns whether it does. */
  boolean flush() {
    Waiter<Boolean> waiter = new Waiter<>();
    lock.lock();
    try {
      queue.addFlush(answering(waiter));
      waiters.add(waiter);
    } finally {
      unlock();
    }
    return await(waiter);
  }

  private <T> Consumer<T> answering(Waiter<T> waiter) {
    return answer -> {
      waiters.remove(waiter);
      answered.add(waiter.thread);
      waiter.answer = answer;
    };
  }

  /** Waits for the answer, however often this thread is interrupted: a claim is not left alone. */
  <T> T await(Waiter<T> waiter) {
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

  // ---- Writing

  /** Writes until this one is answered; then it is somebody else's turn. */
  private void write(Waiter<?> waiter) {
    letOthersAsk();
    lock.lock();
    try {
      while (waiter.answer == null) {
        ClaimQueue.Turn turn = queue.turn(clock.get());
        if (turn instanceof ClaimQueue.Turn.Write next) {
          write(next.write());
        } else if (waiter.answer == null) {
          unlock();
          waiter.rest(PAUSE_NANOS);
          lock.lock();
        }
      }
    } finally {
      // Also after an exception: a thread that waits no more must not be the next to write.
      waiters.remove(waiter);
      waiter.isWriter = false;
      hasWriter = false;
      unlock();
    }
  }

  private void write(JournalWrite write) {
    JournalAnswer answer = new JournalAnswer.Unknown();
    long begunNanos = clock.get().nanos();
    unlock();
    try {
      answer = journal.write(write);
    } catch (RuntimeException | LinkageError e) {
      log.error(
          "{}: a write to the journal failed, and is tried again (a BeatCop bug: please report it)",
          lease,
          e);
    } finally {
      lock.lock();
      Moment now = clock.get();
      othersComeUntilNanos = othersComeUntil(write, begunNanos, now.nanos());
      int forgotten = queue.answered(write, answer, now);
      if (answer instanceof JournalAnswer.Forgotten) {
        log.warn(
            "{}: Redis has forgotten what was fired; this node tells it again, of {} triggers;"
                + " check its persistence and its replicas",
            lease,
            forgotten);
      }
    }
  }

  /**
   * Lets the workers that the last write answered go first, if they are expected. Nothing but speed
   * relies on it: a claim that comes later is in a later write.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  private void letOthersAsk() {
    if (clock.get().nanos() - othersComeUntilNanos < 0) {
      Thread.yield();
    }
  }

  /**
   * How long the workers that a write answers are expected to ask again: for as long as it took. A
   * worker that claims alone, or seldom, has nobody to wait for, and keeps its processor.
   */
  private static long othersComeUntil(JournalWrite write, long begunNanos, long endNanos) {
    return write.claims().size() > 1 ? endNanos + (endNanos - begunNanos) : endNanos;
  }

  /** Lets go of the lock, and wakes who has an answer, and who is to write. */
  private void unlock() {
    Optional<Thread> next = nextWriter();
    List<Thread> woken = answered.isEmpty() ? List.of() : List.copyOf(answered);
    answered.clear();
    changed.signalAll();
    lock.unlock();
    // First who writes: the others wait for it.
    next.ifPresent(WriteTurns::wake);
    woken.forEach(WriteTurns::wake);
  }

  private Optional<Thread> nextWriter() {
    if (hasWriter || waiters.isEmpty()) {
      return Optional.empty();
    }
    Waiter<?> next = waiters.iterator().next();
    hasWriter = true;
    next.isWriter = true;
    return Optional.of(next.thread);
  }

  /** Wakes a thread. This one is awake, and would not rest the next time. */
  private static void wake(Thread thread) {
    if (thread != Thread.currentThread()) {
      LockSupport.unpark(thread);
    }
  }
}
