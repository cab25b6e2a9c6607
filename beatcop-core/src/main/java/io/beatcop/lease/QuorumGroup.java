package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The leases that are kept by the same members of a quorum, and the threads that ask these members:
 * one for each, for all of the leases (M1).
 *
 * <p>All members are asked at one time. A request of a lease is answered as soon as a majority has
 * decided it. A member that hangs blocks only its own thread; when it is back, it gets the latest
 * request of each lease.
 *
 * <p>The threads begin with the first request, and end with the last store that is closed. Any
 * thread may call any method. One lock guards the rules of all stores.
 */
@Internal
public final class QuorumGroup {

  private final String name;
  private final Clock clock;
  private final ThreadFactory starting;
  private final LeaseDriver leases;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<QuorumStore> stores = new ArrayList<>();
  private final List<QuorumThread> threads = new ArrayList<>();

  /**
   * Makes a group without stores.
   *
   * @param name the middle part of the names of its threads
   * @param ttl the ttl of its leases
   */
  public QuorumGroup(String name, Duration ttl) {
    this(name, ttl, Clock.SYSTEM);
  }

  QuorumGroup(String name, Duration ttl, Clock clock) {
    this(name, ttl, clock, Thread::new);
  }

  QuorumGroup(String name, Duration ttl, Clock clock, ThreadFactory starting) {
    this.name = name;
    this.clock = clock;
    this.starting = starting;
    this.leases = new LeaseDriver(name, ttl, this::ask, starting);
  }

  String name() {
    return name;
  }

  /** The threads that ask for the leases, and tell their news. */
  LeaseDriver leases() {
    return leases;
  }

  ReentrantLock lock() {
    return lock;
  }

  Condition changed() {
    return changed;
  }

  Moment now() {
    return clock.now();
  }

  /** Asks for several leases, and waits until a majority has decided each, or its time is over. */
  void ask(List<LeaseQuestion> questions) {
    lock.lock();
    try {
      List<QuorumStore.Asking> asking = new ArrayList<>();
      for (LeaseQuestion question : questions) {
        QuorumStore store = (QuorumStore) question.store();
        join(store);
        asking.add(store.begin(question));
      }
      changed.signalAll();
      for (QuorumStore.Asking each : asking) {
        boolean unused = TimedWait.until(each::isDecided, changed, each.left());
        each.end();
      }
      // The members may have something to take back.
      changed.signalAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      questions.forEach(question -> question.answerIfMissing(new Unavailable("interrupted")));
    } finally {
      lock.unlock();
    }
  }

  /** The caller holds the lock. */
  private void join(QuorumStore store) {
    if (store.isClosed()) {
      return;
    }
    if (!stores.contains(store)) {
      stores.add(store);
    }
    List<String> members = store.names();
    // Each time: one that could not be started is missing.
    for (int index = threads.size(); index < members.size(); index++) {
      QuorumThread thread = new QuorumThread(this, index, members.get(index), starting);
      thread.start();
      threads.add(thread);
    }
  }

  /** Forgets a closed store. Returns the threads if they end, since there is no other. */
  List<QuorumThread> leave(QuorumStore store) {
    lock.lock();
    try {
      stores.remove(store);
      changed.signalAll();
      if (!stores.isEmpty()) {
        return List.of();
      }
      List<QuorumThread> ending = List.copyOf(threads);
      threads.clear();
      return ending;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for requests to a member; none when the thread that asks it is to end. */
  List<QuorumStore.Sent> awaitRequests(QuorumThread thread) throws InterruptedException {
    lock.lock();
    try {
      while (threads.contains(thread)) {
        Moment now = clock.now();
        List<QuorumStore.Sent> sent = new ArrayList<>();
        for (QuorumStore store : stores) {
          store.pull(thread.index(), now).ifPresent(sent::add);
        }
        if (!sent.isEmpty()) {
          return sent;
        }
        changed.await();
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** A member's thread pauses after a failure, unless it is to end. */
  void rest(QuorumThread thread, Duration pause) {
    lock.lock();
    try {
      boolean unused = TimedWait.until(() -> !threads.contains(thread), changed, pause);
    } catch (InterruptedException e) {
      // An interrupt ends the pause.
      return;
    } finally {
      lock.unlock();
    }
  }
}
