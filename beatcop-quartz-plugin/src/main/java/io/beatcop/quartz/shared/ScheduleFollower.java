package io.beatcop.quartz.shared;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows the shared schedule, a {@link ScheduleRound} at a time.
 *
 * <p>It looks when it is woken, and also from time to time, since a hint may be lost.
 */
final class ScheduleFollower implements Runnable, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ScheduleFollower.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration POLL_OF_HOLDER = Duration.ofMillis(100);

  /** Between two looks, so that many hints lead to few of them. */
  private static final Duration PACE = Duration.ofMillis(5);

  private final String lease;
  private final ScheduleRound round;
  private final FirePath firing;
  private final Duration poll;
  private final Duration patience;
  private final Semaphore woken = new Semaphore(0);
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Makes a follower that is not started.
   *
   * @param keeping how often marks are to be kept
   * @param patience how long to wait for the end of the thread
   */
  ScheduleFollower(
      String lease, ScheduleRound round, FirePath firing, Duration keeping, Duration patience) {
    this.lease = lease;
    this.round = round;
    this.firing = firing;
    this.poll = keeping.compareTo(POLL) < 0 ? keeping : POLL;
    this.patience = patience;
    this.thread = new Thread(this, "beatcop-" + lease + "-schedule");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** There may be something new. Returns at once. */
  void wake() {
    woken.release();
  }

  @Override
  public void run() {
    while (closed.getCount() > 0) {
      if (round.run()) {
        wake();
      }
      pause();
    }
    round.tellLast();
  }

  private void pause() {
    try {
      Duration rest = firing.isOpen() ? POLL_OF_HOLDER : poll;
      boolean unused = woken.tryAcquire(rest.toMillis(), TimeUnit.MILLISECONDS);
      boolean ends = closed.await(PACE.toMillis(), TimeUnit.MILLISECONDS);
      int seen = woken.drainPermits();
      log.trace("{}: woken {} times, ends: {}", lease, seen, ends);
    } catch (InterruptedException e) {
      // Closed, or somebody's mistake: this thread goes on until it is closed.
      log.debug("{}: interrupted", lease);
    }
  }

  /** Ends the thread once Redis knows what firing has led to, or does not answer. */
  @Override
  public void close() {
    closed.countDown();
    wake();
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
