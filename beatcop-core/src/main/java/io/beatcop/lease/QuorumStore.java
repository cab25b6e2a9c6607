package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store of several independent stores, the members: a lease is held when a majority of them
 * grants it (L10).
 *
 * <p>Any minority of the members may crash, hang, restart empty or be unreachable: the holder goes
 * on, there are never two, and tokens grow. Each member has a thread that asks it, so all are asked
 * at one time. A request is answered as soon as a majority has decided it. A member that hangs
 * blocks only its own thread; when it is back, it gets the latest request.
 *
 * <p>A member that refuses for a reason that only its user can fix, such as a wrong password,
 * counts as unreachable, and is logged as an error. If more than a minority refuses, so does this
 * store.
 */
public final class QuorumStore implements LeaseStore {

  private static final int FEWEST_MEMBERS = 3;

  private final LeaseSettings settings;
  private final Clock clock;
  private final Quorum quorum;
  private final List<QuorumThread> threads = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int underWay;
  private boolean started;
  private boolean closed;

  /**
   * One of the stores.
   *
   * @param name where it is, for messages, such as {@code redis-2:6379}; never with a secret
   * @param store the store, of the same lease and holder; closed with the quorum
   */
  public record Member(String name, LeaseStore store) {}

  /**
   * Makes a store. It connects, and starts its threads, when it is asked for the first time.
   *
   * @param settings the lease
   * @param members the members: at least three, and an odd number: one more server would not let
   *     one more be missing
   * @throws SettingException if there are fewer than three
   */
  public QuorumStore(LeaseSettings settings, List<Member> members) {
    this(settings, members, Clock.SYSTEM);
  }

  QuorumStore(LeaseSettings settings, List<Member> members, Clock clock) {
    List<String> names = members.stream().map(Member::name).toList();
    if (names.stream().distinct().count() < FEWEST_MEMBERS) {
      throw new SettingException(
          "redis",
          String.join(",", names),
          "a quorum takes at least three different servers: of two, none may be missing");
    }
    this.settings = settings;
    this.clock = clock;
    this.quorum = new Quorum(settings, names);
    for (int index = 0; index < members.size(); index++) {
      threads.add(new QuorumThread(this, index, members.get(index)));
    }
  }

  @Override
  public LeaseAnswer ask(LeaseRequest request) {
    lock.lock();
    try {
      start();
      quorum.ask(request, clock.now());
      changed.signalAll();
      boolean unused =
          Waiting.until(
              () -> quorum.outcome().isPresent() || closed, changed, patience(request, settings));
      // Whatever is undecided by now has failed.
      quorum.giveUp();
      LeaseAnswer answer = quorum.outcome().orElseThrow();
      // The members may have something to take back.
      changed.signalAll();
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unavailable("interrupted");
    } finally {
      lock.unlock();
    }
  }

  /**
   * How long to wait for a majority. An acquisition takes two rounds, or has to open the
   * connections first. Neither takes longer than a single store may.
   */
  static Duration patience(LeaseRequest request, LeaseSettings settings) {
    return settings.timeout().multipliedBy(request instanceof Acquire ? 2 : 1);
  }

  private void start() {
    if (!started && !closed) {
      started = true;
      threads.forEach(QuorumThread::start);
    }
  }

  /** Waits for a request to this member; empty when the store is closed. */
  Optional<MemberRequest> awaitRequest(int member) throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        boolean hadDuties = quorum.hasDuties();
        Optional<MemberRequest> memberRequest = quorum.pull(member, clock.now());
        if (memberRequest.isPresent()) {
          underWay++;
          return memberRequest;
        }
        if (hadDuties && !quorum.hasDuties()) {
          // There was nothing to give back after all: wakes a caller of awaitQuiet.
          changed.signalAll();
        }
        changed.await();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  void answer(MemberRequest memberRequest, LeaseAnswer answer) {
    lock.lock();
    try {
      underWay--;
      quorum.answer(memberRequest, answer, clock.now());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  String lease() {
    return settings.name();
  }

  @Override
  public void onRelease(Runnable wake) {
    threads.forEach(thread -> thread.store().onRelease(wake));
  }

  /**
   * Waits until no request is under way and none is to be sent, or the time is over. After the
   * decision of a majority, requests to the others and releases may still be under way. An
   * interrupted caller waits as well.
   */
  void awaitQuiet(Duration patience) {
    lock.lock();
    try {
      boolean unused =
          Waiting.steadilyUntil(
              () -> !started || closed || (underWay == 0 && !quorum.hasDuties()),
              changed,
              patience);
    } finally {
      lock.unlock();
    }
  }

  /** A member's thread pauses after a failure, unless the store is closed. */
  void rest() {
    lock.lock();
    try {
      boolean unused = Waiting.until(() -> closed, changed, settings.timeout());
    } catch (InterruptedException e) {
      // An interrupt ends the pause.
      return;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes the members too, after they were told what this node gives back. A request that is under
   * way for longer than a timeout is answered with a failure.
   */
  @Override
  public void close() {
    awaitQuiet(settings.timeout());
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    threads.forEach(thread -> thread.store().close());
    threads.forEach(thread -> thread.join(settings.timeout()));
  }
}
