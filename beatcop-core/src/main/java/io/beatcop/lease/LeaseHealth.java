package io.beatcop.lease;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * A health that the holder of a lease has to keep up: it is asked for each third of the ttl, and
 * has to answer within a ttl.
 */
final class LeaseHealth implements LeaseListener {

  private final Lease lease;
  private final BooleanSupplier check;
  private final Clock clock;
  private final BiConsumer<Grant, String> leave;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();
  private volatile long answeredNanos;

  /**
   * Makes a health.
   *
   * @param leave asks this node to leave
   */
  LeaseHealth(Lease lease, BooleanSupplier check, Clock clock, BiConsumer<Grant, String> leave) {
    this.lease = lease;
    this.check = check;
    this.clock = clock;
    this.leave = leave;
    this.answeredNanos = clock.nanos();
  }

  /** Asks from now on, until the lease is closed. */
  void begin() {
    lease.addListener(this);
    Thread thread = new Thread(this::run, "beatcop-" + lease.settings().name() + "-health");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (lease.isAlive()) {
      lease.grant().ifPresent(this::ask);
      answeredNanos = clock.nanos();
      rest();
    }
  }

  private void ask(Grant grant) {
    try {
      if (!check.getAsBoolean()) {
        leave.accept(grant, "its health check fails");
      }
    } catch (Throwable failure) {
      leave.accept(grant, "its health check fails: " + FailureLog.words(failure));
    } finally {
      boolean unused = Thread.interrupted();
    }
  }

  private void rest() {
    lock.lock();
    try {
      boolean unused = TimedWait.until(() -> !lease.isAlive(), over, lease.settings().renewal());
    } catch (InterruptedException e) {
      // Nobody but the check interrupts this thread, and its next answer counts.
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void extended(Grant grant) {
    if (clock.nanos() - answeredNanos > lease.settings().ttl().toNanos()) {
      leave.accept(grant, "its health check does not answer");
    }
  }

  @Override
  public void ended(Throwable reason) {
    lock.lock();
    try {
      over.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
