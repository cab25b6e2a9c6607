package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.Loss;
import io.beatcop.quartz.gate.GateCounts;
import io.beatcop.quartz.gate.VetoGate;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.journal.FireJournal;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.Look;
import io.beatcop.quartz.rules.MissedFires.Candidate;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.settings.PluginSettings;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers triggers, on a thread of its own: at the beginning of a term, after claims that Redis
 * did not answer, and when a trigger is scheduled (Q3). The rules say what is to be done; this
 * class does it.
 */
final class Recovery implements LeaseListener {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration TIDY = Duration.ofHours(1);

  private final Lease lease;
  private final Seat seat;
  private final FireJournal journal;
  private final Claims claims;
  private final VetoGate gate;
  private final Triggers triggers;
  private final TriggerChanges changes;
  private final OrphanedJobs orphans;
  private final PluginSettings settings;
  private final GateCounts counts;

  private final JournalUpkeep upkeep;
  private final WindBack windBack;
  private final ScheduledExecutorService thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean pending = new AtomicBoolean();

  /** The last look was in vain: the next one waits, also if somebody asks for it. */
  private volatile boolean retrying;

  /** Only on the thread. */
  private TermReport report = new TermReport(Long.MIN_VALUE);

  /** The term in which the journal was tidied last; only on the thread. */
  private OptionalLong tidiedIn = OptionalLong.empty();

  private final LogPace clockPace = new LogPace();

  private int failures;
  private boolean storeFailed;

  /**
   * Makes one that has recovered nothing.
   *
   * @param thread the thread that it does everything on; others may share it
   */
  Recovery(
      Seat seat,
      FireJournal journal,
      Claims claims,
      VetoGate gate,
      Triggers triggers,
      TriggerChanges changes,
      OrphanedJobs orphans,
      PluginSettings settings,
      GateCounts counts,
      ScheduledExecutorService thread) {
    this.seat = seat;
    this.lease = seat.lease();
    this.journal = journal;
    this.claims = claims;
    this.gate = gate;
    this.triggers = triggers;
    this.changes = changes;
    this.orphans = orphans;
    this.settings = settings;
    this.counts = counts;
    this.upkeep = new JournalUpkeep(lease, journal, claims, triggers, settings.recoveryWindow());
    this.windBack = new WindBack(lease, claims, triggers, changes, counts, closed);
    this.thread = thread;
  }

  /** Begins to tidy the journal now and then. */
  void start() {
    long tidyMillis =
        Math.min(TIDY.toMillis(), Math.max(1_000, settings.recoveryWindow().toMillis()));
    // It ends with its thread, and throws nothing.
    Future<?> unused =
        thread.scheduleWithFixedDelay(this::tidy, tidyMillis, tidyMillis, TimeUnit.MILLISECONDS);
  }

  private void tidy() {
    upkeep.tidy();
    try {
      OptionalLong term = claims.with(FireMachine::term);
      if (term.isPresent() && term.equals(tidiedIn)) {
        // Since then nobody has taken the claims of their last times back.
        changes.endWhatIsOver();
      }
      tidiedIn = term;
    } catch (SchedulerException | RuntimeException e) {
      log.debug("{}: triggers without a time are left", lease.settings().name(), e);
    }
  }

  @Override
  public void acquired(Grant grant) {
    if (seat.hasSeenAnother()) {
      claims.tell(FireMachine::observed);
    }
    claims.tell(rules -> rules.begin(grant.token(), claims.now()));
    request();
  }

  @Override
  public void observed(String holder) {
    claims.tell(FireMachine::observed);
    request();
  }

  @Override
  public void lost(Grant grant, Loss loss) {
    end(grant);
  }

  @Override
  public void released(Grant grant) {
    end(grant);
  }

  private void end(Grant grant) {
    claims.tell(rules -> rules.end(grant.token()));
    execute(upkeep::termEnded);
    request();
  }

  /**
   * The lease is about to be released: the last claims were answered, and the journal is to know.
   */
  void settle() {
    claims.tell(FireMachine::settle);
    boolean unused = claims.flush();
  }

  /** Recovers what there is to be recovered, as soon as Redis answers. Returns at once. */
  void request() {
    if (pending.compareAndSet(false, true)) {
      if (retrying) {
        again();
      } else {
        execute(this::run);
      }
    }
  }

  /** Does something on this thread. */
  void execute(Runnable task) {
    if (isClosed()) {
      pending.set(false);
      return;
    }
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // Closed: another node recovers it.
      pending.set(false);
    }
  }

  /** Does something on this thread after a while. */
  void later(Runnable task, Duration pause) {
    try {
      Future<?> unused = thread.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("{}: closed, so nothing is done any more", lease.settings().name());
    }
  }

  private void run() {
    pending.set(false);
    storeFailed = false;
    boolean done = false;
    try {
      boolean settled = upkeep.settleFormerTerms();
      done = recover() && settled;
      failures = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SchedulerException | RuntimeException | LinkageError e) {
      tellOfFailure(e);
    } finally {
      retrying = !done;
      if (!done && pending.compareAndSet(false, true)) {
        again();
      }
    }
  }

  /** Once per series: a job store whose database is away fails each time. */
  private void tellOfFailure(Throwable failure) {
    if (failures++ == 0) {
      log.error("{}: recovery failed, and is tried again", lease.settings().name(), failure);
    } else {
      log.debug("{}: recovery failed again", lease.settings().name(), failure);
    }
  }

  private void again() {
    if (isClosed()) {
      pending.set(false);
      return;
    }
    try {
      Duration pause = failures > 0 || storeFailed ? PAUSE_AFTER_FAILURE : PAUSE;
      Future<?> unused = thread.schedule(this::run, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      pending.set(false);
    }
  }

  /** Recovers the triggers that are closed. Returns whether all are open now. */
  private boolean recover() throws SchedulerException, InterruptedException {
    OptionalLong term = claims.with(FireMachine::term);
    if (term.isEmpty() || !claims.with(FireMachine::hasWork)) {
      return true;
    }
    Optional<Grant> grant = lease.grant();
    if (grant.isEmpty() || grant.get().token() != term.getAsLong()) {
      // It is over, or about to be: the next one recovers.
      return grant.isEmpty();
    }
    if (!gate.isOpenFor(grant.get())) {
      // The gate would only veto a slot that is wound back now; its opening asks once more.
      return true;
    }
    // The gate would only veto a slot that is wound back too near to the deadline.
    if (!lease.isHeldFor(journal.timeout())) {
      return false;
    }
    if (!triggers.areReadyIn(term.getAsLong())) {
      return false;
    }
    Look look = claims.with(rules -> rules.recovery().begin());
    boolean isNew = report.token() != term.getAsLong();
    if (isNew) {
      report = new TermReport(term.getAsLong());
    }
    boolean done = false;
    try {
      done = recover(look, report);
    } finally {
      boolean complete = done;
      claims.tell(rules -> rules.recovery().end(complete));
    }
    return done;
  }

  private boolean recover(Look look, TermReport report)
      throws SchedulerException, InterruptedException {
    Triggers.Closed closed =
        triggers.closed(
            look,
            keys -> claims.with(rules -> closedAmong(keys, rules)),
            claims.with(rules -> rules.recovery().finished()));
    List<Candidate> candidates = closed.candidates();
    if (!read(candidates) || !claims.flush()) {
      return false;
    }
    if (!report.isBegun()) {
      Optional<List<RecoverableFiring>> running = journal.running(FireMachine.MOST_LINES * 20);
      if (running.isEmpty()) {
        return false;
      }
      long oldest = claims.now().millis() - settings.recoveryWindow().toMillis();
      counts.countRecovered(orphans.runAgain(running.get(), oldest));
      if (orphans.isToBeChecked()) {
        Optional<List<RecoverableFiring>> since = journal.running(FireMachine.MOST_LINES * 20);
        if (since.isEmpty()) {
          return false;
        }
        orphans.withdrawEnded(since.get());
      }
      report.begin(candidates.size(), claims.with(FireMachine::unsettled), running.get().size());
      changes.resetErrors(candidates);
    }
    WindBack.Result result = windBack.all(candidates, report);
    storeFailed = result == WindBack.Result.STORE_FAILED;
    if (result != WindBack.Result.COMPLETE || !claims.flush()) {
      return false;
    }
    report.tell(
        lease.settings().name(),
        claims.with(rules -> rules.recovery().wrongClockMillis(claims.now())),
        clockPace,
        claims.now());
    // Redis may have refused a write, as it has lost the lease: then it is read once more.
    return closed.isComplete() && claims.with(FireMachine::isRead);
  }

  private static Set<TriggerKey> closedAmong(Set<TriggerKey> keys, FireMachine rules) {
    Set<TriggerKey> closed = new LinkedHashSet<>(keys);
    closed.removeIf(rules.recovery()::isOpen);
    return closed;
  }

  private boolean read(List<Candidate> candidates) {
    List<TriggerKey> unread =
        List.copyOf(
            claims.with(
                rules ->
                    rules.recovery().unread(candidates.stream().map(Candidate::key).toList())));
    if (unread.isEmpty()) {
      return claims.with(FireMachine::isRead) || claims.read(List.of());
    }
    for (int i = 0; i < unread.size(); i += FireMachine.MOST_LINES) {
      if (!claims.read(unread.subList(i, Math.min(unread.size(), i + FireMachine.MOST_LINES)))) {
        return false;
      }
    }
    return true;
  }

  /** Waits until firings are claimed under the term that this node holds, if it holds one. */
  boolean awaitOpen(Duration timeout) {
    try {
      return claims.awaitOpen(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Does nothing more. The thread may go on for others. */
  void close() {
    closed.countDown();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }
}
