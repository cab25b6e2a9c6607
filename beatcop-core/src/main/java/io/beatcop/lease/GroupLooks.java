package io.beatcop.lease;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a group: looks each sixth of a ttl, and sooner if something is under way or another
 * node asks for it.
 */
final class GroupLooks {

  /** When to look again. */
  enum Next {
    SOON,
    LATER
  }

  /** A dead node must be noticed before its keys are gone: see P7. */
  private static final int LATER_PARTS_OF_TTL = 6;

  /** How many looks fit into a ttl while slices move; and no more than one in some milliseconds. */
  private static final int SOON_PARTS_OF_TTL = 100;

  private static final Duration SHORTEST = Duration.ofMillis(5);

  private final String name;
  private final Supplier<Next> look;
  private final Consumer<Throwable> onEnd;
  private final FailedSteps failedLooks;
  private final long laterNanos;
  private final long soonNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Thread thread;
  private boolean closed;
  private boolean hasLooked;
  private long dueNanos;
  private long lookedNanos;

  GroupLooks(String name, Duration ttl, Supplier<Next> look, Consumer<Throwable> onEnd) {
    this.name = name;
    this.look = look;
    this.onEnd = onEnd;
    this.failedLooks = new FailedSteps(ttl);
    this.laterNanos = ttl.dividedBy(LATER_PARTS_OF_TTL).toNanos();
    this.soonNanos = Math.max(ttl.dividedBy(SOON_PARTS_OF_TTL).toNanos(), SHORTEST.toNanos());
    this.dueNanos = Clock.SYSTEM.nanos();
    this.lookedNanos = dueNanos - soonNanos;
  }

  /** Begins to look. Returns false if it has begun before. */
  boolean begin() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("group " + name + " is closed");
      }
      if (thread != null) {
        if (!thread.isAlive()) {
          throw new IllegalStateException("group " + name + " has ended, make another one");
        }
        return false;
      }
      Thread begun = new Thread(this::run, "beatcop-" + name + "-balance");
      begun.setDaemon(true);
      begun.start();
      thread = begun;
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean isAlive() {
    lock.lock();
    try {
      return !closed && (thread == null || thread.isAlive());
    } finally {
      lock.unlock();
    }
  }

  /** Ends the looks, but for one under way. Returns the thread; null if they had ended before. */
  @Nullable Thread end() {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      closed = true;
      changed.signalAll();
      return thread == null ? Thread.currentThread() : thread;
    } finally {
      lock.unlock();
    }
  }

  /** Looks as soon as a short pause since the last look is over. */
  void soon() {
    lock.lock();
    try {
      dueNanos = Math.min(dueNanos, Math.max(Clock.SYSTEM.nanos(), lookedNanos + soonNanos));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has looked, the time is over, or the caller is interrupted. */
  void awaitFirst(Duration patience) {
    try {
      boolean unused = await(() -> hasLooked, patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until something is true, which is looked at again after each look. */
  boolean await(BooleanSupplier isSo, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      return TimedWait.until(() -> isSo.getAsBoolean() || closed, changed, patience)
          && isSo.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Rounds.repeat(name, failedLooks, this::round, onEnd);
  }

  private boolean round() throws InterruptedException {
    if (!awaitDue()) {
      return false;
    }
    Next next = look.get();
    lock.lock();
    try {
      hasLooked = true;
      long pause = next == Next.SOON ? soonNanos : laterNanos;
      dueNanos = Math.min(dueNanos, Clock.SYSTEM.nanos() + pause);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** Returns false if there is nothing more to look at. */
  private boolean awaitDue() throws InterruptedException {
    lock.lock();
    try {
      for (long left = left(); left > 0 && !closed; left = left()) {
        long unused = changed.awaitNanos(left);
      }
      // Who asks from now on may know of something that this look misses.
      lookedNanos = Clock.SYSTEM.nanos();
      dueNanos = lookedNanos + laterNanos;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private long left() {
    return dueNanos - Clock.SYSTEM.nanos();
  }
}
