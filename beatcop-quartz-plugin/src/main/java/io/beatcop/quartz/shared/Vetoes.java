package io.beatcop.quartz.shared;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Vetoes of firings that perhaps no other node has fired. Their triggers get their times back.
 *
 * <p>Quartz tells the store of a firing that ended on the thread that asked for vetoes, and does
 * not tell whether it was vetoed. So the gate leaves a note on that thread.
 */
public final class Vetoes {

  /**
   * How long this node takes no triggers after a veto, since the next attempt would be vetoed as
   * well.
   */
  private static final Duration REST = Duration.ofMillis(50);

  private final ThreadLocal<Boolean> vetoed = ThreadLocal.withInitial(() -> false);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean resting;

  /** Notes that the firing on this thread was vetoed, and is to be tried again. */
  public void put() {
    vetoed.set(true);
    resting = true;
  }

  /** Whether the firing that has ended on this thread was vetoed. */
  boolean take() {
    boolean taken = vetoed.get();
    vetoed.remove();
    return taken;
  }

  /** Waits a moment, if there was a veto since the last call. */
  void rest() {
    if (!resting) {
      return;
    }
    resting = false;
    try {
      boolean unused = closed.await(REST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    closed.countDown();
  }
}
