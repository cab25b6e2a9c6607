package io.beatcop.redis;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on the wake-ups that came too often, after a pause, on a thread that ends when there is
 * none left.
 *
 * <p>None of the JDK's own threads does that: they outlive this, and keep the class loader of who
 * began them.
 */
final class LateWakeUps implements WakePace.Later, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LateWakeUps.class);

  private final String name;
  private final ScheduledThreadPoolExecutor executor;

  LateWakeUps(String name) {
    this.name = name;
    this.executor =
        new ScheduledThreadPoolExecutor(1, this::thread, new ThreadPoolExecutor.DiscardPolicy());
    executor.setKeepAliveTime(1, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable duty) {
    Thread thread = new Thread(duty, "beatcop-" + name + "-late");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void run(Runnable wakeUp, long inNanos) {
    Future<?> unused = executor.schedule(() -> attempt(wakeUp), inNanos, TimeUnit.NANOSECONDS);
  }

  private void attempt(Runnable wakeUp) {
    try {
      wakeUp.run();
    } catch (RuntimeException e) {
      log.debug("{}: not told of releases for now: {}", name, e.toString());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
