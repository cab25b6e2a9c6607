package io.beatcop.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that tells the news of all leases of a {@link LeaseDriver}, and watches their terms.
 *
 * <p>A listener that does not return has the thread for itself: {@link #watch} makes another thread
 * tell the news of the other leases (M2). The news of one lease is told by one thread at a time.
 *
 * <p>The thread that asks the store watches between its requests. A silent store keeps it for as
 * long as a timeout; then a deputy watches, which begins when it is needed and ends soon after.
 */
final class Messenger implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Messenger.class);

  /** How long other leases wait for a listener that does not return. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How long the system is not asked again for a thread that it did not give. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long a deputy stays with nothing to watch, so that there is not a new one each moment. */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long NEVER_NANOS = Long.MAX_VALUE / 4;

  private final String name;
  private final ThreadFactory threads;
  private final FailedSteps failedRounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Talk> talks = new ArrayList<>();
  private @Nullable Thread thread;

  /** The lease whose news is being told, and since when. */
  private @Nullable Talk told;

  private long toldSinceNanos;

  /** Whether the thread that watches otherwise waits for the store. */
  private boolean asking;

  private @Nullable Thread deputy;

  /** The news of one lease. */
  private final class Talk {

    private final LeaseEvents events;
    private @Nullable Thread teller;
    private volatile boolean woken = true;
    private long dueNanos = Clock.SYSTEM.nanos();

    private Talk(LeaseEvents events) {
      this.events = events;
    }

    private long leftNanos(long now) {
      return teller != null ? NEVER_NANOS : woken ? 0 : dueNanos - now;
    }

    private void wake() {
      if (!woken) {
        woken = true;
        Messenger.this.wake();
      }
    }
  }

  Messenger(String name, Duration ttl, ThreadFactory threads) {
    this.name = name;
    this.threads = threads;
    this.failedRounds = new FailedSteps(ttl);
  }

  /** Tells the news of a lease from now on. */
  void add(LeaseEvents events) {
    Talk talk = new Talk(events);
    events.onNews(talk::wake);
    lock.lock();
    try {
      if (!hasThread()) {
        begin();
      }
      talks.add(talk);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasThread() {
    return thread != null && thread.isAlive();
  }

  private void begin() {
    Thread begun = threads.newThread(this);
    begun.setName("beatcop-" + name + "-events");
    begun.setDaemon(true);
    begun.start();
    thread = begun;
  }

  boolean isAlive() {
    lock.lock();
    try {
      return hasThread();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the last news of a closed lease is told, for a limited time. Does not wait in a
   * listener, whose end that news may have to wait for.
   */
  void awaitEnd(LeaseEvents events, Duration patience) {
    lock.lock();
    try {
      if (!isTelling()) {
        boolean unused = TimedWait.steadilyUntil(() -> !isTold(events), changed, patience);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isTelling() {
    return talks.stream().anyMatch(talk -> talk.teller == Thread.currentThread());
  }

  private boolean isTold(LeaseEvents events) {
    return talks.stream().anyMatch(talk -> talk.events == events);
  }

  /**
   * In how long to {@link #watch} next: before news of other leases has waited too long, if some is
   * being told or is about to be.
   */
  long watchNanos() {
    lock.lock();
    try {
      if (talks.size() < 2) {
        return NEVER_NANOS;
      } else if (told != null) {
        return Math.max(1, toldSinceNanos + PATIENCE_NANOS - Clock.SYSTEM.nanos());
      }
      return talks.stream().anyMatch(talk -> talk.woken) ? PATIENCE_NANOS : NEVER_NANOS;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets another thread go on if a listener has kept this one for too long. If the system gives no
   * thread, this one stays, and is looked at again after a pause.
   */
  void watch() {
    lock.lock();
    try {
      if (told != null
          && talks.size() > 1
          && Clock.SYSTEM.nanos() - toldSinceNanos >= PATIENCE_NANOS) {
        begin();
        told = null;
      }
    } catch (Throwable failure) {
      toldSinceNanos = Clock.SYSTEM.nanos() + PAUSE_NANOS;
      FailureLog.error(log, name + ": all news waits for a listener that hangs", failure);
    } finally {
      lock.unlock();
    }
  }

  /** Says that the calling thread does not watch now, since it is about to wait for the store. */
  void storeIsAsked() {
    lock.lock();
    try {
      asking = true;
      appointDeputy();
    } finally {
      lock.unlock();
    }
  }

  /** Says that it watches again. */
  void storeHasAnswered() {
    lock.lock();
    try {
      asking = false;
    } finally {
      lock.unlock();
    }
  }

  private boolean needsDeputy() {
    return asking && told != null && talks.size() > 1;
  }

  private void appointDeputy() {
    if (deputy != null || !needsDeputy()) {
      return;
    }
    try {
      Thread begun = threads.newThread(this::deputise);
      begun.setName("beatcop-" + name + "-watch");
      begun.setDaemon(true);
      begun.start();
      deputy = begun;
    } catch (Throwable failure) {
      log.debug("{}: no thread to watch the listeners: {}", name, failure.toString());
    }
  }

  private void deputise() {
    long neededNanos = Clock.SYSTEM.nanos();
    while (true) {
      watch();
      lock.lock();
      try {
        long now = Clock.SYSTEM.nanos();
        neededNanos = needsDeputy() ? now : neededNanos;
        if (talks.size() < 2 || now - neededNanos > LINGER_NANOS) {
          deputy = null;
          return;
        }
        long soon = told == null ? PATIENCE_NANOS : toldSinceNanos + PATIENCE_NANOS - now;
        boolean unused = changed.await(Math.max(1, soon), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        // Nobody has a reason to; it goes on.
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void run() {
    Rounds.repeat(name, failedRounds, this::round, this::end);
  }

  /** Tells what is due. Returns false when no lease is left, or another thread goes on. */
  private boolean round() throws InterruptedException {
    List<Talk> due = awaitDue();
    due.forEach(this::tell);
    return !due.isEmpty();
  }

  private void end(Throwable failure) {
    FailureLog.bug(
        log, name + ": no listener of any lease can be told any more; restart this node", failure);
    List<Talk> left = new ArrayList<>();
    lock.lock();
    try {
      left.addAll(talks);
      talks.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(talk -> talk.events.broken(failure));
  }

  /** Waits for news. Returns nothing when no lease is left, or another thread goes on. */
  private List<Talk> awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (isMine() && !talks.isEmpty()) {
        // Without a stream: a node at rest does little else, and much of that before Java compiles
        // it.
        long now = Clock.SYSTEM.nanos();
        long least = NEVER_NANOS;
        List<Talk> due = new ArrayList<>();
        for (Talk talk : talks) {
          long left = talk.leftNanos(now);
          least = Math.min(least, left);
          if (left <= 0) {
            due.add(talk);
          }
        }
        if (!due.isEmpty()) {
          return due;
        }
        boolean unused = changed.await(least, TimeUnit.NANOSECONDS);
      }
      if (isMine()) {
        thread = null;
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private boolean isMine() {
    return thread == Thread.currentThread();
  }

  private void tell(Talk talk) {
    if (begins(talk)) {
      boolean goesOn = true;
      long rest = 0;
      try {
        goesOn = talk.events.step();
        rest = talk.events.restNanos();
      } finally {
        ended(talk, goesOn, rest);
      }
    }
  }

  private boolean begins(Talk talk) {
    lock.lock();
    try {
      if (!isMine() || talk.teller != null) {
        return false;
      }
      talk.teller = Thread.currentThread();
      talk.woken = false;
      told = talk;
      toldSinceNanos = Clock.SYSTEM.nanos();
      appointDeputy();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void ended(Talk talk, boolean goesOn, long restNanos) {
    lock.lock();
    try {
      talk.teller = null;
      talk.dueNanos = Clock.SYSTEM.nanos() + Math.max(0, Math.min(restNanos, NEVER_NANOS));
      if (isMine()) {
        told = null;
      }
      if (!goesOn) {
        talks.remove(talk);
      }
      if (!goesOn || !isMine()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
