package io.beatcop.shedlock;

import io.beatcop.lease.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time from a lock to its end: the task's, or that of {@code lockAtMostFor}. */
final class LockTerm {

  private static final Logger log = LoggerFactory.getLogger(LockTerm.class);

  private final Lease lease;
  private final LockTimer timer;
  private final Runnable whenOver;
  private Optional<Future<?>> end = Optional.empty();
  private boolean over;

  /**
   * Begins a term.
   *
   * @param lease the lease, which this node holds
   * @param whenOver lets others have the lock
   */
  LockTerm(Lease lease, LockTimer timer, Runnable whenOver) {
    this.lease = lease;
    this.timer = timer;
    this.whenOver = whenOver;
  }

  /** Keeps the lock for so long at most, from now on. Returns false if it is over already. */
  synchronized boolean endAfter(Duration atMost) {
    if (over || !lease.isHeld()) {
      end();
      return false;
    }
    schedule(
        atMost,
        () -> {
          log.warn(
              "{}: lockAtMostFor is over, and the task has not ended: another node may run it now;"
                  + " make lockAtMostFor longer than the task takes",
              lease.settings().name());
          end();
        });
    return true;
  }

  /** The task has ended: keeps the lock for what is left of {@code lockAtLeastFor}. */
  synchronized void endAfterTask(Duration left) {
    if (over || left.isNegative() || left.isZero()) {
      end();
    } else {
      schedule(left, this::end);
    }
  }

  private void schedule(Duration delay, Runnable action) {
    end.ifPresent(earlier -> earlier.cancel(false));
    end =
        Optional.of(
            timer.after(
                delay,
                () -> {
                  synchronized (this) {
                    if (!over) {
                      action.run();
                    }
                  }
                }));
  }

  private synchronized void end() {
    end.ifPresent(earlier -> earlier.cancel(false));
    if (!over) {
      over = true;
      try {
        lease.stop();
      } finally {
        whenOver.run();
      }
    }
  }
}
