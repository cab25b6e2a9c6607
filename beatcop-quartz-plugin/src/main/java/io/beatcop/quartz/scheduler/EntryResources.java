package io.beatcop.quartz.scheduler;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.journal.FireJournal;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads and the connections that all slices of an entry share: an entry needs no more of them
 * with 256 slices than with one.
 */
final class EntryResources implements AutoCloseable {

  /** The longest wait for a claim, since it holds a worker thread. */
  private static final Duration LONGEST_CLAIM = Duration.ofMillis(250);

  private final ScheduledExecutorService recovery;
  private final ScheduledExecutorService overdue;
  private final RedisSettings redis;
  private final Duration timeout;
  private final Duration claim;
  // Made for the first journal: a quorum has leases, and no journal.
  private Optional<Pools> pools = Optional.empty();

  private record Pools(RedisPool writing, RedisPool reading) {}

  EntryResources(LeaseSettings lease, RedisSettings redis) {
    this.redis = redis;
    this.timeout = lease.timeout();
    this.claim = timeout.compareTo(LONGEST_CLAIM) < 0 ? timeout : LONGEST_CLAIM;
    this.recovery = thread("beatcop-" + lease.name() + "-recovery");
    this.overdue = thread("beatcop-" + lease.name() + "-overdue");
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
  synchronized FireJournal journal(LeaseSettings lease) {
    Pools shared =
        pools.orElseGet(
            () -> new Pools(new RedisPool(redis, claim), new RedisPool(redis, timeout)));
    pools = Optional.of(shared);
    // The connection may take one timeout, and the answer another.
    return new FireJournal(
        shared.writing(), shared.reading(), lease.name(), lease.holder(), claim.multipliedBy(2));
  }

  /** Lets what is under way end. */
  @Override
  public synchronized void close() {
    overdue.shutdownNow();
    recovery.shutdown();
    pools.ifPresent(shared -> shared.writing().close());
    pools.ifPresent(shared -> shared.reading().close());
  }
}
