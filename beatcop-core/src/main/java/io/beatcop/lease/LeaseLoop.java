package io.beatcop.lease;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that drives a {@link LeaseMachine}: it asks the machine, asks the store, tells the
 * machine, and publishes what this node holds.
 *
 * <p>The machine belongs to the lock; the store is asked outside of it.
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
  private final Queue<BiConsumer<LeaseMachine, Now>> commands = new ArrayDeque<>();
  private @Nullable LeaseAnswer lastAnswer;
  private boolean closed;

  private volatile @Nullable Grant grant;

  LeaseLoop(String name, LeaseMachine machine, LeaseStore store, Clock clock, LeaseEvents events) {
    this.name = name;
    this.machine = machine;
    this.store = store;
    this.clock = clock;
    this.events = events;
  }

  /** The term that this node was granted last, while it has not ended otherwise than by time. */
  @Nullable Grant grant() {
    return grant;
  }

  /** Tells the machine something, as soon as it is not waiting for an answer. */
  void tell(BiConsumer<LeaseMachine, Now> command) {
    lock.lock();
    try {
      commands.add(command);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Tells the machine to let go. The caller's work has stopped: this node holds nothing now. */
  void leave(BiConsumer<LeaseMachine, Now> command) {
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
      if (machine.isIdle()) {
        lastAnswer = null;
      }
      tell(LeaseMachine::campaign);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for an answer to the campaign, or until the time is over. */
  Optional<LeaseAnswer> awaitAnswer(Duration timeout) {
    lock.lock();
    try {
      await(() -> lastAnswer != null, timeout);
      return Optional.ofNullable(lastAnswer);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything that the machine was told is done, releasing included. */
  boolean awaitReleased(Duration timeout) {
    lock.lock();
    try {
      return await(() -> commands.isEmpty() && !machine.isReleasing(), timeout);
    } finally {
      lock.unlock();
    }
  }

  private boolean await(BooleanSupplier condition, Duration timeout) {
    long left = timeout.toNanos();
    try {
      while (!condition.getAsBoolean() && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return condition.getAsBoolean();
  }

  /** Ends the thread, after the request under way. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try {
      for (LeaseRequest request = nextRequest(); request != null; request = nextRequest()) {
        answer(ask(request));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("{}: the lease has ended by a bug of BeatCop; restart this node", name, e);
      throw e;
    } finally {
      grant = null;
      close();
    }
  }

  /** Waits until there is something to ask. */
  private @Nullable LeaseRequest nextRequest() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        // This moment is before the sending: the deadline counts from here (L3).
        Now now = clock.now();
        obey(now);
        Step step = machine.next(now);
        publish();
        if (step instanceof Step.Ask ask) {
          return ask.request();
        } else if (step instanceof Step.Rest rest) {
          changed.await(rest.untilNanos() - clock.nanos(), TimeUnit.NANOSECONDS);
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
      return store.ask(request);
    } catch (RuntimeException | LinkageError e) {
      log.debug("{}: the store failed in an unexpected way", name, e);
      return new LeaseAnswer.Unavailable("the store failed: " + e);
    }
  }

  private void answer(LeaseAnswer answer) {
    lock.lock();
    try {
      Now now = clock.now();
      machine.answer(answer, now);
      lastAnswer = answer;
      // Before publishing: a term that the caller has left meanwhile must not show up again.
      obey(now);
      publish();
    } finally {
      lock.unlock();
    }
  }

  private void obey(Now now) {
    for (var command = commands.poll(); command != null; command = commands.poll()) {
      command.accept(machine, now);
    }
  }

  private void publish() {
    grant = machine.grant().orElse(null);
    events.add(machine.drain());
    changed.signalAll();
  }
}
