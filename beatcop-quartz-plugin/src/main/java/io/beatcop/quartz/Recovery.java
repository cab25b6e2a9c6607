package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does at the beginning of its term, on a thread of its own: it reads the journal, lets
 * the gate claim firings, and makes up for what nobody fired (Q3).
 */
final class Recovery implements LeaseListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  /** So many triggers at once, as Quartz' JDBC store has it, and then a pause: others fire too. */
  private static final int BATCH = 20;

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** So many triggers are noted in one script, which holds Redis up meanwhile. */
  private static final int AT_ONCE = 500;

  private static final Duration TIDY = Duration.ofHours(1);

  private final Lease lease;
  private final FireJournal journal;
  private final Claims claims;
  private final Scheduler scheduler;
  private final MissedFires missedFires;
  private final DeadNodesJobs deadNodesJobs;
  private final PluginSettings settings;
  private final GateCounts counts;

  private final ScheduledExecutorService thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean pending = new AtomicBoolean();
  private volatile boolean othersFired;

  Recovery(
      Lease lease,
      FireJournal journal,
      Claims claims,
      Scheduler scheduler,
      MissedFires missedFires,
      DeadNodesJobs deadNodesJobs,
      PluginSettings settings,
      GateCounts counts) {
    this.lease = lease;
    this.journal = journal;
    this.claims = claims;
    this.scheduler = scheduler;
    this.missedFires = missedFires;
    this.settings = settings;
    this.counts = counts;
    this.deadNodesJobs = deadNodesJobs;
    String name = lease.settings().name();
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "beatcop-" + name + "-recovery");
              made.setDaemon(true);
              return made;
            });
    long tidyMillis =
        Math.min(TIDY.toMillis(), Math.max(1_000, settings.recoveryWindow().toMillis()));
    // It ends with its thread, and throws nothing.
    Future<?> unused =
        thread.scheduleWithFixedDelay(this::tidyUp, tidyMillis, tidyMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void acquired(Grant grant) {
    begin();
  }

  @Override
  public void observed(String holder) {
    othersFired = true;
  }

  /** Makes up for what was missed since, as soon as Redis answers. Returns at once. */
  void begin() {
    if (pending.compareAndSet(false, true)) {
      try {
        thread.execute(this::recover);
      } catch (RejectedExecutionException e) {
        // Closed: another node will see to it.
        pending.set(false);
      }
    }
  }

  private void recover() {
    try {
      Optional<JournalPage> page = Optional.empty();
      Optional<Grant> grant = lease.grant();
      while (grant.isPresent() && page.isEmpty()) {
        pending.set(false);
        // As the gate: what is wound back too near to the deadline would only be vetoed again.
        if (lease.isHeldFor(journal.timeout())) {
          page = journal.open(System.currentTimeMillis());
        }
        if (page.isEmpty() && closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        grant = lease.grant();
      }
      if (grant.isPresent() && page.isPresent()) {
        claims.open(grant.get().token(), page.get());
        claims.sayEnded();
        makeUpFor(page.get(), System.currentTimeMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SchedulerException | RuntimeException | LinkageError e) {
      log.error("{}: could not make up for all that was missed", lease.settings().name(), e);
    } finally {
      pending.set(false);
    }
  }

  private void makeUpFor(JournalPage page, long nowMillis)
      throws SchedulerException, InterruptedException {
    long oldest = nowMillis - settings.recoveryWindow().toMillis();
    int repeated = deadNodesJobs.repeat(page.running(), oldest);
    List<MissedFires.Missed> missed = missedFires.find(page, nowMillis, othersFired);
    counts.countRecovered(repeated + missed.size());
    if (!missed.isEmpty()) {
      log.info(
          "{}: nobody fired {} triggers since {}, among them {}: left to their misfire instructions",
          lease.settings().name(),
          missed.size(),
          missed.get(0).firstTime().toInstant(),
          missed.get(0).trigger().getKey());
    }
    windBack(missed);
    begin(page, nowMillis);
    tidy(page, oldest);
  }

  private void windBack(List<MissedFires.Missed> missed) throws InterruptedException {
    for (int i = 0; i < missed.size(); i++) {
      boolean ends =
          i % BATCH == BATCH - 1 && closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      if (ends || !lease.isHeld()) {
        missed.subList(i, missed.size()).forEach(missedFires::putBack);
        return;
      }
      windBack(missed.get(i));
    }
  }

  private void windBack(MissedFires.Missed missed) {
    try {
      if (missed.job().isEmpty()) {
        scheduler.rescheduleJob(missed.trigger().getKey(), missed.trigger());
      } else if (scheduler.checkExists(missed.job().get().getKey())) {
        scheduler.scheduleJob(missed.trigger());
      } else {
        scheduler.scheduleJob(missed.job().get(), missed.trigger());
      }
    } catch (SchedulerException | RuntimeException e) {
      log.warn(
          "{}: could not make up for what {} missed since {}",
          lease.settings().name(),
          missed.trigger().getKey(),
          missed.firstTime().toInstant(),
          e);
    }
  }

  /** A term may last for months: its journal is not only tidied when it begins. */
  private void tidyUp() {
    try {
      claims.sayEnded();
      if (lease.isHeldFor(journal.timeout())) {
        long nowMillis = System.currentTimeMillis();
        Optional<JournalPage> page = journal.open(nowMillis);
        if (page.isPresent()) {
          begin(page.get(), nowMillis);
          tidy(page.get(), nowMillis - settings.recoveryWindow().toMillis());
        }
      }
    } catch (SchedulerException | RuntimeException | LinkageError e) {
      log.warn("{}: could not tidy the journal", lease.settings().name(), e);
    }
  }

  /** A job may be scheduled long before its first time, and the cluster be down at that time. */
  private void begin(JournalPage page, long nowMillis) throws SchedulerException {
    List<FireJournal.Beginning> unknown = missedFires.unknown(page, nowMillis);
    for (int i = 0; i < unknown.size() && lease.isHeldFor(journal.timeout()); i += AT_ONCE) {
      journal.begin(unknown.subList(i, Math.min(unknown.size(), i + AT_ONCE)));
    }
  }

  /** Triggers that are gone, and firings of nodes that nobody will look for any more. */
  private void tidy(JournalPage page, long oldest) throws SchedulerException {
    List<TriggerKey> gone = new ArrayList<>();
    for (var entry : page.fired().entrySet()) {
      if (entry.getValue().last() < oldest && !scheduler.checkExists(entry.getKey())) {
        gone.add(entry.getKey());
      }
    }
    List<String> ended =
        page.running().stream()
            .filter(firing -> firing.firedMillis() < oldest)
            .map(Repeatable::id)
            .toList();
    if (!gone.isEmpty() || !ended.isEmpty()) {
      journal.tidy(gone, ended);
    }
  }

  /** Waits until firings are claimed under the term that this node holds, if it holds one. */
  boolean awaitOpen(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (lease.grant().filter(grant -> !claims.isOpen(grant)).isPresent()
          && System.nanoTime() - end < 0) {
        if (closed.await(1, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return lease.grant().filter(claims::isOpen).isPresent();
  }

  @Override
  public void close() {
    closed.countDown();
    thread.shutdown();
    journal.close();
  }
}
