package io.beatcop.shedlock;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends locks in time. It has several threads, since one may wait for a Redis that does not answer.
 */
final class LockTimer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LockTimer.class);
  private static final int THREADS = 4;

  /** No process lives longer, and a number can tell its nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final AtomicInteger threads = new AtomicInteger();
  private final ScheduledThreadPoolExecutor executor;

  LockTimer() {
    executor = new ScheduledThreadPoolExecutor(THREADS, this::thread);
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(10, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "beatcop-shedlock-" + threads.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  Future<?> after(Duration delay, Runnable action) {
    return executor.schedule(
        () -> {
          try {
            action.run();
          } catch (RuntimeException | Error e) {
            log.error("failed to end a lock, which now ends by its ttl (a BeatCop bug)", e);
          }
        },
        (delay.compareTo(LONGEST) < 0 ? delay : LONGEST).toNanos(),
        TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
