package io.beatcop.spring;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a method on a thread of its own, at the earliest moment that was asked for. */
final class Looks implements Consumer<Duration>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Looks.class);

  private final String method;
  private final Runnable call;
  private final ScheduledThreadPoolExecutor executor;
  private @Nullable ScheduledFuture<?> next;

  Looks(String method, Runnable call) {
    this.method = method;
    this.call = call;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "beatcop-catch-up-" + method);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public synchronized void accept(Duration delay) {
    ScheduledFuture<?> planned = next;
    if (planned != null) {
      if (planned.getDelay(TimeUnit.NANOSECONDS) <= delay.toNanos()) {
        return;
      }
      planned.cancel(false);
    }
    if (!executor.isShutdown()) {
      next = executor.schedule(this::run, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void run() {
    synchronized (this) {
      next = null;
    }
    try {
      call.run();
    } catch (Throwable e) {
      log.error("{} failed", method, e);
    }
  }

  /** Calls no more. A call that is under way goes on. */
  @Override
  public synchronized void close() {
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.shutdown();
  }
}
