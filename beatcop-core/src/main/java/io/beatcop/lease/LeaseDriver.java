package io.beatcop.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the leases whose requests travel together (M1): one thread asks for all of them, and that
 * of a {@link Messenger} tells their listeners.
 *
 * <p>Each round asks for every lease that is due. So requests that are due together, or that became
 * due while the round before was under way, share a round trip. Nothing that one lease does delays
 * another (M2): the rules of a lease that fail pause that lease alone, and a listener that hangs
 * has the messenger's thread for itself.
 *
 * <p>The threads begin with the first lease that joins, and end with the last one that leaves. Any
 * thread may call any method.
 */
@Internal
public final class LeaseDriver implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(LeaseDriver.class);

  /** So that the answers to a round come well within the shortest timeout. */
  private static final int MOST_AT_ONCE = 64;

  private final String name;
  private final ThreadFactory threads;
  private final LeaseAsker asker;
  private final FailedSteps failedRounds;
  private final Messenger messenger;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<LeaseLoop> loops = new ArrayList<>();
  private @Nullable Thread thread;
  private boolean hasNewcomers;

  /** Which lease a round begins with, so that each has its turn. */
  private int first;

  /** A lease that is due, and what it asks. */
  private record Due(LeaseLoop loop, LeaseQuestion question) {}

  /**
   * Makes a driver without leases.
   *
   * @param name the middle part of the names of its threads
   * @param ttl the ttl of its leases
   * @param asker asks the store
   */
  public LeaseDriver(String name, Duration ttl, LeaseAsker asker) {
    this(name, ttl, asker, Thread::new);
  }

  LeaseDriver(String name, Duration ttl, LeaseAsker asker, ThreadFactory threads) {
    this.name = name;
    this.threads = threads;
    this.asker = asker;
    this.failedRounds = new FailedSteps(ttl);
    this.messenger = new Messenger(name, ttl, threads);
  }

  /** A driver for one lease, whose store asks for nobody else. */
  static LeaseDriver ofOne(LeaseSettings settings) {
    return new LeaseDriver(settings.name(), settings.ttl(), LeaseQuestion::askEach);
  }

  LeaseAsker asker() {
    return asker;
  }

  String name() {
    return name;
  }

  /** Drives a lease from now on. If a thread can't be started, the lease has not joined. */
  void join(LeaseLoop loop, LeaseEvents events) {
    loop.joined(this);
    lock.lock();
    try {
      if (thread == null || !thread.isAlive()) {
        Thread begun = threads.newThread(this);
        begun.setName("beatcop-" + name + "-loop");
        begun.setDaemon(true);
        begun.start();
        thread = begun;
      }
      messenger.add(events);
      loops.add(loop);
      hasNewcomers = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the threads of the leases live. */
  boolean isAlive() {
    lock.lock();
    try {
      return thread != null && thread.isAlive() && messenger.isAlive();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the calling thread is the one that asks. */
  boolean isAsking() {
    lock.lock();
    try {
      return Thread.currentThread() == thread;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drives a closed lease no more. Waits for its last news, and for the end of the threads if it
   * was the last lease, for a limited time.
   */
  void leave(LeaseLoop loop, LeaseEvents events, Duration patience) {
    wake();
    Thread last = remove(loop);
    if (last != null && last != Thread.currentThread()) {
      TimedWait.untilEnd(last, patience);
    }
    messenger.awaitEnd(events, patience);
  }

  /** Returns the thread if it ends, since there is no other lease. */
  private @Nullable Thread remove(LeaseLoop loop) {
    lock.lock();
    try {
      loops.remove(loop);
      return loops.isEmpty() ? thread : null;
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the leases again: one of them has something to do. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    Rounds.repeat(name, failedRounds, this::round, this::end);
  }

  private void end(Throwable failure) {
    FailureLog.bug(log, name + ": no lease is asked for any more; restart this node", failure);
    List<LeaseLoop> left = new ArrayList<>();
    lock.lock();
    try {
      left.addAll(loops);
      loops.clear();
      thread = null;
    } finally {
      lock.unlock();
    }
    left.forEach(loop -> FailureLog.quietly(() -> loop.end(failure)));
  }

  /** Asks for all that are due, or waits until one is. Returns false when no lease is left. */
  private boolean round() throws InterruptedException {
    List<LeaseLoop> all = joined();
    if (all.isEmpty()) {
      return false;
    }
    messenger.watch();
    List<Due> due = due(all);
    if (due.isEmpty()) {
      awaitDue(all);
    } else {
      messenger.storeIsAsked();
      LeaseQuestion.askSafely(name, asker, due.stream().map(Due::question).toList());
      messenger.storeHasAnswered();
      due.forEach(each -> each.loop().answer(each.question().answer()));
    }
    return true;
  }

  private List<LeaseLoop> joined() {
    lock.lock();
    try {
      hasNewcomers = false;
      loops.removeIf(LeaseLoop::isClosed);
      if (loops.isEmpty() && thread == Thread.currentThread()) {
        thread = null;
      }
      return List.copyOf(loops);
    } finally {
      lock.unlock();
    }
  }

  private List<Due> due(List<LeaseLoop> all) {
    List<Due> due = new ArrayList<>();
    first = (first + 1) % all.size();
    for (int i = 0; i < all.size() && due.size() < MOST_AT_ONCE; i++) {
      LeaseLoop loop = all.get((first + i) % all.size());
      if (loop.isDue()) {
        add(loop, loop.turn(), due);
      }
    }
    for (int i = 0; i < all.size() && !due.isEmpty() && due.size() < MOST_AT_ONCE; i++) {
      LeaseLoop loop = all.get((first + i) % all.size());
      add(loop, loop.turnWithOthers(), due);
    }
    return due;
  }

  private static void add(LeaseLoop loop, @Nullable LeaseRequest request, List<Due> due) {
    if (request != null) {
      due.add(new Due(loop, new LeaseQuestion(loop.store(), request)));
    }
  }

  private void awaitDue(List<LeaseLoop> all) throws InterruptedException {
    lock.lock();
    try {
      long left = messenger.watchNanos();
      for (LeaseLoop loop : all) {
        left = Math.min(left, loop.leftNanos());
      }
      boolean unused = TimedWait.until(() -> isWanted(all), changed, Duration.ofNanos(left));
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted(List<LeaseLoop> all) {
    for (LeaseLoop loop : all) {
      if (loop.isClosed() || loop.isDue()) {
        return true;
      }
    }
    return hasNewcomers;
  }
}
