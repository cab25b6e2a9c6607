package io.beatcop.lease;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that drives a {@link LeaseMachine}: it asks the machine, asks the store, tells the
 * machine, and publishes what this node holds.
 *
 * <p>The lock guards the machine. The store is asked without the lock.
 *
 * <p>The thread ends when it is told to. A step that throws counts as a request without an answer.
 * The thread also ends, and says so, when too many steps in a row have failed.
 */
final class LeaseLoop implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(LeaseLoop.class);

  private final String name;
  private final LeaseMachine machine;
  private final LeaseStore store;
  private final Clock clock;
  private final LeaseEvents events;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<BiConsumer<LeaseMachine, Moment>> commands = new ArrayDeque<>();
  private @Nullable LeaseAnswer lastAnswer;
  private boolean closed;

  private final FailedSteps failedSteps;
  private final long longestRestNanos;
  private final Consumer<Throwable> onEnd;

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
    this.failedSteps = new FailedSteps(settings.ttl());
    this.onEnd = onEnd;
    this.machine = machine;
    this.store = store;
    this.clock = clock;
    this.events = events;
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
    lock.lock();
    try {
      commands.add(command);
      changed.signalAll();
    } finally {
      lock.unlock();
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
      boolean unused = Waiting.until(() -> lastAnswer != null || closed, changed, timeout);
      return Optional.ofNullable(lastAnswer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the machine has obeyed all commands, and has released the lease. An interrupted
   * caller waits as well: the lease has to be released, and the time is short.
   */
  boolean awaitReleased(Duration timeout) {
    lock.lock();
    try {
      boolean unused = Waiting.steadilyUntil(() -> isReleased() || closed, changed, timeout);
      return isReleased();
    } finally {
      lock.unlock();
    }
  }

  private boolean isReleased() {
    return commands.isEmpty() && !machine.isReleasing();
  }

  /**
   * Ends the thread after the request under way. This node holds nothing then; nothing is released.
   */
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

  @Override
  public void run() {
    try {
      live();
    } catch (Throwable end) {
      FailureLog.error(log, name + ": the lease has ended by a bug; restart this node", end);
      onEnd.accept(end);
    } finally {
      grant = null;
      close();
    }
  }

  /** Asks until it is closed. Goes on after a failed step, until too many in a row have failed. */
  private void live() throws Throwable {
    while (true) {
      try {
        LeaseRequest request = nextRequest();
        if (request == null) {
          return;
        }
        answer(ask(request));
        failedSteps.over();
      } catch (InterruptedException e) {
        // An interrupt does not end this thread: it ends when it is told to.
        log.debug("{}: interrupted, and going on", name);
      } catch (Throwable failure) {
        if (!failedSteps.add()) {
          throw failure;
        }
        FailureLog.error(log, name + ": a step failed by a bug; going on", failure);
        FailureLog.quietly(() -> forget(failure));
        pause();
      }
    }
  }

  /** Counts a failed step as a request without an answer: its effect is unknown. */
  private void forget(Throwable failure) {
    lock.lock();
    try {
      machine.answer(unavailable("this node failed: ", failure), clock.now());
      if (commands.isEmpty()) {
        publish();
      }
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    lock.lock();
    try {
      boolean unused = Waiting.until(() -> closed, changed, failedSteps.pause());
    } catch (InterruptedException e) {
      // An interrupt ends the pause.
      log.debug("{}: interrupted, and going on", name);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to ask. */
  private @Nullable LeaseRequest nextRequest() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        // This moment is before the sending: the deadline counts from here (L3).
        Moment now = clock.now();
        obey(now);
        Step step = machine.next(now);
        publish();
        if (step instanceof Step.Ask ask) {
          return ask.request();
        } else if (step instanceof Step.Rest rest) {
          // The clock may have been wrong, so it is read again within a ttl.
          long left = Math.min(rest.untilNanos() - clock.nanos(), longestRestNanos);
          changed.await(left, TimeUnit.NANOSECONDS);
        } else {
          changed.await();
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private LeaseAnswer ask(LeaseRequest request) {
    try {
      return Objects.requireNonNull(store.ask(request), "no answer");
    } catch (Throwable failure) {
      FailureLog.quietly(() -> log.debug("{}: the store failed unexpectedly", name, failure));
      return unavailable("the store failed: ", failure);
    } finally {
      // Clears an interrupt that the store left behind.
      boolean unused = Thread.interrupted();
    }
  }

  private static LeaseAnswer unavailable(String what, Throwable failure) {
    return new LeaseAnswer.Unavailable(what + FailureLog.words(failure));
  }

  private void answer(LeaseAnswer answer) {
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
    } finally {
      lock.unlock();
    }
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
