package io.beatcop.quartz.scheduler;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.journal.FireJournal;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads and the connections that all slices of an entry share: an entry needs no more of them
 * with 256 slices than with one.
 */
final class EntryGround implements AutoCloseable {

  /** The longest wait for a claim, since it holds a worker thread. */
  private static final Duration LONGEST_CLAIM = Duration.ofMillis(250);

  private final ScheduledExecutorService recovery;
  private final ScheduledExecutorService overdue;
  private final RedisPool writing;
  private final RedisPool reading;
  private final Duration claim;

  EntryGround(LeaseSettings lease, RedisSettings redis) {
    Duration timeout = lease.timeout();
    this.claim = timeout.compareTo(LONGEST_CLAIM) < 0 ? timeout : LONGEST_CLAIM;
    this.recovery = thread("beatcop-" + lease.name() + "-recovery");
    this.overdue = thread("beatcop-" + lease.name() + "-overdue");
    this.writing = new RedisPool(redis, claim);
    this.reading = new RedisPool(redis, timeout);
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread made = new Thread(task, name);
          made.setDaemon(true);
          return made;
        });
  }

  /** The thread on which triggers are recovered. */
  ScheduledExecutorService recovery() {
    return recovery;
  }

  /** The thread that looks for what nobody fires. */
  ScheduledExecutorService overdue() {
    return overdue;
  }

  /** The journal of the firings under a lease. */
  FireJournal journal(LeaseSettings lease) {
    // The connection may take one timeout, and the answer another.
    return new FireJournal(writing, reading, lease.name(), lease.holder(), claim.multipliedBy(2));
  }

  /** Lets what is under way end. */
  @Override
  public void close() {
    overdue.shutdownNow();
    recovery.shutdown();
    writing.close();
    reading.close();
  }
}
