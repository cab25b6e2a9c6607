package io.beatcop.lease;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the {@link LeaseMachine} of one lease: asks it what to do, passes on the answers of the
 * store, and publishes what this node holds. The thread is that of a {@link LeaseDriver}.
 *
 * <p>The lock guards the machine. The store is asked without the lock.
 *
 * <p>A turn that throws counts as a request without an answer, and the next one comes after a
 * pause. The lease ends, and says so, when too many turns in a row have failed.
 */
final class LeaseLoop {

  private static final Logger log = LoggerFactory.getLogger(LeaseLoop.class);

  /** Longer than any machine is up, and short enough to be added to any time. */
  private static final long NEVER_NANOS = Long.MAX_VALUE / 4;

  private final String name;
  private final LeaseMachine machine;
  private final LeaseStore store;
  private final Clock clock;
  private final LeaseEvents events;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<BiConsumer<LeaseMachine, Moment>> commands = new ArrayDeque<>();
  private @Nullable LeaseAnswer lastAnswer;
  private volatile boolean closed;

  private final FailedSteps failedSteps;
  private final long longestRestNanos;
  private final long longestEarlyNanos;
  private final Consumer<Throwable> onEnd;
  private @Nullable LeaseDriver driver;

  /** When to look at the machine again, by the clock of this machine. */
  private volatile long dueNanos;

  /** Until when a failed turn pauses this lease. */
  private volatile long pausedUntilNanos;

  private volatile boolean woken = true;

  /** Whether the answer to a request is awaited. Used by the driver's thread alone. */
  private boolean asking;

  private volatile @Nullable Grant grant;

  LeaseLoop(
      LeaseSettings settings,
      LeaseMachine machine,
      LeaseStore store,
      Clock clock,
      LeaseEvents events,
      Consumer<Throwable> onEnd) {
    this.name = settings.name();
    this.longestRestNanos = settings.ttl().toNanos();
    this.longestEarlyNanos = settings.renewal().toNanos() / LeaseMachine.EARLY_PARTS_OF_RENEWAL;
    this.failedSteps = new FailedSteps(settings.ttl());
    this.onEnd = onEnd;
    this.machine = machine;
    this.store = store;
    this.clock = clock;
    this.events = events;
    this.dueNanos = Clock.SYSTEM.nanos();
    this.pausedUntilNanos = dueNanos;
  }

  LeaseStore store() {
    return store;
  }

  /** Notes the driver whose thread drives this lease from now on. */
  void joined(LeaseDriver driving) {
    lock.lock();
    try {
      driver = driving;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The term that this node was granted last, or null if it was given up or lost. It may be past
   * its deadline.
   */
  @Nullable Grant grant() {
    return grant;
  }

  /** Gives the machine a command, as soon as it is not waiting for an answer. */
  void tell(BiConsumer<LeaseMachine, Moment> command) {
    LeaseDriver driving;
    lock.lock();
    try {
      commands.add(command);
      woken = true;
      driving = driver;
    } finally {
      lock.unlock();
    }
    if (driving != null) {
      driving.wake();
    }
  }

  /**
   * Tells the machine to give up the lease. The caller's work has stopped, so this node holds
   * nothing now.
   */
  void leave(BiConsumer<LeaseMachine, Moment> command) {
    lock.lock();
    try {
      grant = null;
      tell(command);
    } finally {
      lock.unlock();
    }
  }

  /** Joins the contest; an answer from before it left doesn't count as the first answer. */
  void campaign() {
    lock.lock();
    try {
      if (machine.isIdle() || machine.isReleasing()) {
        lastAnswer = null;
      }
      tell(LeaseMachine::campaign);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for an answer to the campaign, until the time is over or the caller is interrupted. */
  Optional<LeaseAnswer> awaitAnswer(Duration timeout) {
    lock.lock();
    try {
      boolean unused = TimedWait.until(() -> lastAnswer != null || closed, changed, timeout);
      return Optional.ofNullable(lastAnswer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until this node holds the lease, the time is over, or the lease is closed. */
  void awaitGrant(BooleanSupplier isHeld, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      boolean unused = TimedWait.until(() -> isHeld.getAsBoolean() || closed, changed, patience);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits as long as this node has the key but may not act yet (L7), until it holds the lease, the
   * time is over, or the caller is interrupted.
   */
  void awaitEndOfPause(Duration timeout) {
    lock.lock();
    try {
      boolean unused =
          TimedWait.until(() -> grant != null || closed || !hasKey(), changed, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasKey() {
    return lastAnswer instanceof LeaseAnswer.Granted || lastAnswer instanceof LeaseAnswer.Pending;
  }

  /**
   * Waits until the machine has obeyed all commands, and has released the lease. An interrupted
   * caller waits as well: the lease has to be released, and the time is short.
   */
  boolean awaitReleased(Duration timeout) {
    lock.lock();
    try {
      boolean unused = TimedWait.steadilyUntil(() -> isReleased() || closed, changed, timeout);
      return isReleased();
    } finally {
      lock.unlock();
    }
  }

  private boolean isReleased() {
    return commands.isEmpty() && !machine.isReleasing();
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends the driving of this lease. This node holds nothing then; nothing is released. */
  void close() {
    lock.lock();
    try {
      closed = true;
      grant = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether to take a {@linkplain #turn turn} now. */
  boolean isDue() {
    return leftNanos() <= 0;
  }

  /** For how long there is nothing to do, unless somebody tells something. */
  long leftNanos() {
    long now = Clock.SYSTEM.nanos();
    long pause = pausedUntilNanos - now;
    return woken ? pause : Math.max(pause, dueNanos - now);
  }

  /**
   * Obeys the commands, and asks the machine what to do. Ask the store at once then: the deadline
   * counts from here (L3).
   *
   * @return what to ask, or null if there is nothing to ask for now
   */
  @Nullable LeaseRequest turn() {
    return turn(false);
  }

  /**
   * Takes a turn because others ask now: a renewal that is due soon travels with them (M1).
   *
   * @return what to ask, or null
   */
  @Nullable LeaseRequest turnWithOthers() {
    return !asking && leftNanos() < longestEarlyNanos ? turn(true) : null;
  }

  private @Nullable LeaseRequest turn(boolean withOthers) {
    lock.lock();
    try {
      woken = false;
      return closed ? null : next(withOthers);
    } catch (Throwable failure) {
      failed(failure);
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable LeaseRequest next(boolean withOthers) {
    Moment now = clock.now();
    obey(now);
    if (withOthers) {
      machine.joinOthers(now);
    }
    Step step = machine.next(now);
    publish();
    if (step instanceof Step.Ask ask) {
      asking = true;
      return ask.request();
    }
    // The clock may have been wrong, so it is read again within a ttl.
    long left =
        step instanceof Step.Rest rest
            ? Math.max(0, Math.min(rest.untilNanos() - clock.nanos(), longestRestNanos))
            : NEVER_NANOS;
    dueNanos = Clock.SYSTEM.nanos() + left;
    return null;
  }

  /** Tells the machine the answer to what the last turn asked. */
  void answer(LeaseAnswer answer) {
    lock.lock();
    try {
      Moment now = clock.now();
      machine.answer(answer, now);
      if (!(answer instanceof LeaseAnswer.Cut || answer instanceof LeaseAnswer.Released)) {
        lastAnswer = answer;
      }
      // Before publishing: a term that the caller has given up meanwhile must not show up again.
      obey(now);
      publish();
      failedSteps.over();
    } catch (Throwable failure) {
      failed(failure);
    } finally {
      asking = false;
      woken = true;
      lock.unlock();
    }
  }

  /** Pauses after a failed turn, or ends the lease after too many. */
  private void failed(Throwable failure) {
    if (!failedSteps.add()) {
      end(failure);
      return;
    }
    FailureLog.bug(log, name + ": a step failed, and the lease goes on", failure);
    FailureLog.quietly(() -> forget(failure));
    woken = true;
    pausedUntilNanos = Clock.SYSTEM.nanos() + failedSteps.pause().toNanos();
  }

  /** Counts a failed turn as a request without an answer: its effect is unknown. */
  private void forget(Throwable failure) {
    machine.answer(unavailable("this node failed: ", failure), clock.now());
    if (commands.isEmpty()) {
      publish();
    }
  }

  /** Ends the lease, since it can't go on. */
  void end(Throwable reason) {
    FailureLog.bug(log, name + ": the lease has ended; restart this node", reason);
    onEnd.accept(reason);
    close();
  }

  static LeaseAnswer unavailable(String what, Throwable failure) {
    return new LeaseAnswer.Unavailable(what + FailureLog.words(failure));
  }

  private void obey(Moment now) {
    for (var command = commands.peek(); command != null; command = commands.peek()) {
      command.accept(machine, now);
      // Only now: a command that failed must stay, or a node that left would hold the lease again.
      commands.remove();
    }
  }

  private void publish() {
    grant = closed ? null : machine.grant().orElse(null);
    events.add(machine.drain());
    changed.signalAll();
  }
}
