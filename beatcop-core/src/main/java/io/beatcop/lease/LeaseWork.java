package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that this node does while it holds a lease (H-3). {@link Lease#whileHeld} makes it.
 *
 * <p>The task has a thread of its own, {@code beatcop-NAME-work}. It begins when this node holds
 * the lease. It is interrupted when
 *
 * <ul>
 *   <li>the deadline is near and the lease is not renewed ({@link LeaseSettings#expiringNotice()}
 *       before it). If the lease is renewed after all, the task begins again, under the same token;
 *   <li>somebody asks this node to leave: an operator, or {@link Lease#keepWhile}. This node steps
 *       down when the task has ended;
 *   <li>this is closed.
 * </ul>
 *
 * <p>If the task ends by itself, this node steps down, so that another one has its turn; it
 * campaigns again after a ttl. What the task throws is logged at ERROR.
 *
 * <p><b>Its limits.</b> Java can't end a thread that ignores its interrupt: such a task goes on
 * past the deadline, beside that of the next holder. The lease is not released before the task has
 * ended. A task that was paused may write late. So send the token with each write, and let the
 * storage refuse lower ones.
 */
public final class LeaseWork implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeaseWork.class);

  /** What the node that holds the lease does. */
  @FunctionalInterface
  public interface Task {

    /**
     * Works until it is done, or interrupted.
     *
     * @param grant the term in which it begins; its deadline moves as the lease is renewed
     * @throws Exception if it fails; an {@link InterruptedException} is no failure
     */
    void run(Grant grant) throws Exception;
  }

  private final Lease lease;
  private final String name;
  private final Task task;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The term in which the task may run. */
  private Optional<Grant> turn = Optional.empty();

  /** The term that this node is to leave. A term that it wins later is none of that. */
  private OptionalLong leaving = OptionalLong.empty();

  private boolean works;
  private boolean interrupted;
  private boolean over;

  LeaseWork(Lease lease, Task task) {
    this.lease = lease;
    this.name = lease.settings().name();
    this.task = task;
    this.thread = new Thread(this::run, "beatcop-" + name + "-work");
  }

  /** Begins. The lease may be held already. */
  LeaseWork begin() {
    lease.addListener(new Turns());
    lease.grant().ifPresent(grant -> begins(grant, lease.isAskedToLeave()));
    thread.start();
    return this;
  }

  /** When the task may run, and when it may not. */
  private final class Turns implements LeaseListener {

    @Override
    public void acquired(Grant grant) {
      begins(grant, false);
    }

    @Override
    public void extended(Grant grant) {
      begins(grant, false);
    }

    @Override
    public void asked(Grant grant, String why) {
      // Not of a term that is over by now.
      if (lease.isAskedToLeave()) {
        boolean unused = interrupt(OptionalLong.of(grant.token()));
      }
    }

    @Override
    public void expiring(Grant grant, Duration left) {
      boolean unused = interrupt();
    }

    @Override
    public void lost(Grant grant, Loss loss) {
      if (interrupt()) {
        log.warn(
            "{}: lost while its work still runs, which may now run on another node as well; let the"
                + " work end when it is interrupted",
            name);
      }
    }

    @Override
    public void released(Grant grant) {
      boolean unused = interrupt();
    }

    @Override
    public void ended(Throwable reason) {
      end();
    }
  }

  private void begins(Grant grant, boolean asked) {
    lock.lock();
    try {
      OptionalLong term = OptionalLong.of(grant.token());
      if (asked) {
        leaving = term;
      }
      turn = leaving.equals(term) ? Optional.empty() : Optional.of(grant);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The task may not run any more for now. Returns whether it still does. */
  private boolean interrupt() {
    return interrupt(OptionalLong.empty());
  }

  /** The same; this node is to leave that term. */
  private boolean interrupt(OptionalLong term) {
    lock.lock();
    try {
      turn = Optional.empty();
      if (term.isPresent()) {
        leaving = term;
      }
      changed.signalAll();
      if (works) {
        interrupted = true;
        thread.interrupt();
      }
      return works;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      over = true;
      boolean unused = interrupt();
    } finally {
      lock.unlock();
    }
  }

  // ---- The thread

  private void run() {
    try {
      while (awaitNews()) {
        Optional<Grant> grant = takeTurn();
        if (grant.isPresent()) {
          work(grant.get());
        } else {
          leave();
        }
      }
    } catch (Throwable failure) {
      FailureLog.bug(log, name + ": its work can't go on, so this node leaves", failure);
      lease.stop();
    }
  }

  /** Returns whether there is something to do, and not the end. */
  private boolean awaitNews() throws InterruptedException {
    lock.lock();
    try {
      while (!over && turn.isEmpty() && leaving.isEmpty()) {
        boolean unused = changed.await(lease.settings().ttl().toMillis(), TimeUnit.MILLISECONDS);
        // Nobody tells of a lease that is closed before its work.
        over |= !lease.isAlive();
      }
      return !over;
    } finally {
      lock.unlock();
    }
  }

  /** The term to work in; empty if this node is to step down. */
  private Optional<Grant> takeTurn() {
    lock.lock();
    try {
      interrupted = false;
      works = turn.isPresent();
      return turn;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Steps down, unless the term to be left is over: then the next one, if there is one, goes on.
   */
  private void leave() {
    if (takeLeaving().equals(lease.token())) {
      lease.stepDown();
    }
  }

  private OptionalLong takeLeaving() {
    lock.lock();
    try {
      OptionalLong left = leaving;
      leaving = OptionalLong.empty();
      return left;
    } finally {
      lock.unlock();
    }
  }

  private void work(Grant grant) {
    boolean begins = lease.token().equals(OptionalLong.of(grant.token()));
    try {
      if (begins) {
        task.run(grant);
      }
    } catch (InterruptedException e) {
      // It was told to end, and has.
    } catch (Throwable failure) {
      FailureLog.error(log, name + ": its work failed; another node has its turn", failure);
    } finally {
      worked(grant, begins);
    }
  }

  private void worked(Grant grant, boolean hasBegun) {
    lock.lock();
    try {
      works = false;
      if (!hasBegun) {
        // The next renewal brings another turn, if it comes.
        turn = Optional.empty();
      } else if (!interrupted) {
        leaving = OptionalLong.of(grant.token());
        turn = Optional.empty();
      }
      boolean unused = Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Interrupts the task, and waits until it has ended, however long that takes: nobody else may
   * begin before. An interrupted caller waits no longer. Close the lease after this.
   */
  @Override
  public void close() {
    end();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(lease.settings().ttl().toMillis());
      if (thread.isAlive()) {
        log.warn("{}: waiting for its work, which ignores its interrupt", name);
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
