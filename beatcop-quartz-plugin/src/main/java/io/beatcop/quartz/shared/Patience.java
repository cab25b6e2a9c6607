package io.beatcop.quartz.shared;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How long a call goes on asking a store that does not answer. */
interface Patience extends AutoCloseable {

  /** A call begins to wait. */
  Wait begin();

  /** From now on nobody waits. */
  @Override
  void close();

  /** The wait of one call. */
  interface Wait {
    /** Pauses a moment. Returns whether the call has to give up. */
    boolean isOver();
  }

  /** Waits for so long, and not after the thread was interrupted. */
  static Patience of(Duration limit) {
    return new Limited(limit);
  }

  /** Waits for a time. */
  final class Limited implements Patience {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Duration limit;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Limited(Duration limit) {
      this.limit = limit;
    }

    @Override
    public Wait begin() {
      long endNanos = System.nanoTime() + limit.toNanos();
      return () -> {
        try {
          return System.nanoTime() - endNanos >= 0
              || closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return true;
        }
      };
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
