package io.beatcop.quartz.gate;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.Verdict;
import io.beatcop.quartz.rules.VetoedTriggers;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.quartz.settings.TriggerNames;
import io.beatcop.quartz.shared.Vetoes;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;
import org.quartz.TriggerListener;
import org.quartz.spi.OperableTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate in front of every firing: it vetoes those that need the lease while this node does not
 * hold it (Q1), and those that were fired already (Q2).
 *
 * <p>No method throws, whatever happens: an exception out of a veto leaves the triggers of a
 * {@code @DisallowConcurrentExecution} job blocked forever.
 */
public final class VetoGate implements TriggerListener, JobListener {

  private static final Logger log = LoggerFactory.getLogger(VetoGate.class);

  private final String name;
  private final Lease lease;
  private final PluginSettings settings;
  private final RunningJobs running;
  private final TriggerNames names;
  private final Firings firings;
  private final Optional<Claims> claims;
  private final GateReport report;
  private volatile boolean open;
  private volatile Optional<Grant> closedFor = Optional.empty();
  private volatile Hooks hooks = Hooks.NONE;

  /**
   * The reactions of others to a veto, and to the end of a run. None blocks but the last two.
   *
   * @param requestRecovery something may have been missed
   * @param leave this node can't fire in this term, since its clock is ahead
   * @param triggerEnded a job has ended its trigger
   * @param vetoes told of vetoed firings that are tried again, if all nodes share the schedule
   * @param isOver told of a run before it counts as ended; it may block
   * @param hasEnded told of a recoverable firing after that; it may block
   */
  public record Hooks(
      Runnable requestRecovery,
      Consumer<Grant> leave,
      Consumer<TriggerKey> triggerEnded,
      Optional<Vetoes> vetoes,
      Consumer<JobExecutionContext> isOver,
      Consumer<String> hasEnded) {

    private static final Hooks NONE =
        new Hooks(() -> {}, grant -> {}, key -> {}, Optional.empty(), run -> {}, id -> {});
  }

  /**
   * Makes a closed gate; without claims it goes by the lease alone.
   *
   * @param stored when a trigger was stored for all nodes; see {@link
   *     io.beatcop.quartz.rules.MissedFires.Candidate}
   */
  public VetoGate(
      String name,
      Lease lease,
      PluginSettings settings,
      RunningJobs running,
      TriggerNames names,
      Optional<Claims> claims,
      ToLongFunction<TriggerKey> stored,
      GateCounts counts) {
    this.name = name;
    this.lease = lease;
    this.settings = settings;
    this.running = running;
    this.names = names;
    this.firings = new Firings(lease.settings(), names, stored);
    this.claims = claims;
    this.report = new GateReport(lease.settings().name(), claims, counts);
  }

  /** The way to the journal, if there is one. */
  public Optional<Claims> claims() {
    return claims;
  }

  public void connect(Hooks connected) {
    hooks = connected;
  }

  public void open() {
    open = true;
  }

  public boolean isOpen() {
    return open;
  }

  /** From now on vetoes whatever needs the lease, though it may be kept for what still runs. */
  public void close() {
    open = false;
  }

  /** Vetoes in this term whatever needs the lease; in the next one it does not. */
  public void closeFor(Grant term) {
    closedFor = Optional.of(term);
  }

  /** Whether it lets something through in this term. */
  public boolean isOpenFor(Grant term) {
    return open && closedFor.filter(closed -> closed.token() == term.token()).isEmpty();
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
    try {
      return settings.gates(trigger)
          && (running.isRunning(context) ? vetoesAgain(context) : vetoes(context));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (Throwable e) {
      log.error(
          "{}: vetoed {} since the gate failed (a BeatCop bug: please report it)",
          lease.settings().name(),
          trigger,
          e);
      return true;
    }
  }

  /** A run is one firing until Quartz has ended it: a retry goes on under its claim (F5). */
  private boolean vetoesAgain(JobExecutionContext context) {
    OptionalLong under = term(FiringContext.grant(context));
    boolean goesOn = under.isPresent() && under.equals(term(lease.grant()));
    if (!goesOn) {
      report.addRefusedRetry(context.getJobDetail().getKey());
    }
    return !goesOn;
  }

  private static OptionalLong term(Optional<Grant> grant) {
    return grant.stream().mapToLong(Grant::token).findFirst();
  }

  private boolean vetoes(JobExecutionContext context) throws InterruptedException {
    Optional<Firing> firing = claims.flatMap(journal -> firings.of(context, journal));
    // Counted before the check: a closed gate that sees nothing running is right.
    running.begin(context, firing.flatMap(Firing::recoverable).map(RecoverableFiring::id));
    boolean fires = false;
    try {
      fires = fires(context, firing);
    } finally {
      if (!fires) {
        running.end();
      }
    }
    return !fires;
  }

  private boolean fires(JobExecutionContext context, Optional<Firing> firing)
      throws InterruptedException {
    Optional<Grant> grant = lease.grant().filter(this::isOpenFor);
    long began = System.nanoTime();
    Verdict verdict = verdict(context, firing, grant);
    Duration claim = Duration.ofNanos(System.nanoTime() - began);
    if (grant.isPresent() && firing.isPresent()) {
      report.addClaim(claim);
    }
    report.add(verdict, context.getTrigger().getKey(), grant);
    if (!verdict.fires()) {
      obeyVeto(verdict, context, firing, grant);
      return false;
    }
    grant.ifPresent(held -> FiringContext.attach(context, lease, held, claim));
    report.addFire(context);
    if (TriggerNames.isRepeating(context.getTrigger().getKey())) {
      FiringContext.markRecovering(context, lease.settings().name());
    }
    return true;
  }

  private Verdict verdict(
      JobExecutionContext context, Optional<Firing> firing, Optional<Grant> grant)
      throws InterruptedException {
    if (grant.isEmpty()) {
      return Verdict.NOT_NOW;
    }
    if (claims.isEmpty() || firing.isEmpty()) {
      return Verdict.FIRE;
    }
    return claims
        .get()
        .claim(firing.get(), grant.get(), () -> firings.triggerBefore(context, firing.get()));
  }

  /** Remembers a veto, so that recovery finds it; a slot that was fired before needs none. */
  private void obeyVeto(
      Verdict verdict,
      JobExecutionContext context,
      Optional<Firing> firing,
      Optional<Grant> grant) {
    if (verdict == Verdict.DUPLICATE) {
      return;
    }
    if (verdict == Verdict.CLOCK_AHEAD) {
      grant.ifPresent(hooks.leave());
    }
    if (hooks.vetoes().isPresent()) {
      // The trigger gets its time back, so nothing is used up.
      firing.ifPresent(
          its -> claims.ifPresent(c -> c.tell(rules -> rules.recovery().putOff(its.trigger()))));
      hooks.vetoes().get().put();
    } else {
      remember(context, firing);
    }
    if (grant.isPresent()) {
      // Nobody else may fire it while this term lasts.
      hooks.requestRecovery().run();
    }
  }

  private void remember(JobExecutionContext context, Optional<Firing> firing) {
    if (claims.isEmpty() || firing.isEmpty()) {
      if (TriggerNames.isManual(context.getTrigger())) {
        names.tellOfManual(context.getJobDetail().getKey());
      }
      return;
    }
    VetoedTriggers.Vetoed veto = Firings.vetoed(context, firing.get());
    claims.get().tell(rules -> rules.recovery().vetoed(firing.get().trigger(), veto));
  }

  /** Called under the job store's lock: remembers, and does no I/O. */
  @Override
  public void triggerMisfired(Trigger trigger) {
    try {
      if (claims.isPresent()
          && trigger instanceof OperableTrigger missed
          && missed.getNextFireTime() != null
          && settings.gates(trigger)) {
        Optional<Date> next = Firings.nextAfterMisfire(missed);
        OptionalLong held = term(lease.grant());
        FireMachine.Misfire misfire =
            claims.get().with(rules -> rules.misfired(trigger, next, held, claims.get().now()));
        if (misfire == FireMachine.Misfire.CLOCK_AHEAD) {
          lease.grant().ifPresent(hooks.leave());
        } else if (misfire == FireMachine.Misfire.TO_BE_TOLD) {
          hooks.requestRecovery().run();
        }
      }
    } catch (Throwable e) {
      log.error(
          "{}: could not note a misfire of {} (a BeatCop bug: please report it)",
          lease.settings().name(),
          trigger,
          e);
    }
  }

  @Override
  public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
    // Quartz says so after each attempt of one run.
    if (failure == null || !failure.refireImmediately()) {
      isOver(context);
      ended();
    }
  }

  private void isOver(JobExecutionContext context) {
    try {
      hooks.isOver().accept(context);
    } catch (Throwable e) {
      log.error(
          "{}: failed to keep what job {} has left (a BeatCop bug: please report it)",
          lease.settings().name(),
          context.getJobDetail().getKey(),
          e);
    }
  }

  /** Vetoed by this gate, or by another listener after this gate let it through. */
  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {
    ended();
  }

  private void ended() {
    try {
      // Said before the lease may go: or the next holder would repeat what has ended.
      Optional<String> recoverable = running.current().flatMap(RunningJobs.Run::recoverable);
      claims.ifPresent(journal -> recoverable.ifPresent(journal::ended));
      recoverable.ifPresent(hooks.hasEnded());
      running.end();
      if (recoverable.isPresent()) {
        hooks.requestRecovery().run();
      }
    } catch (Throwable e) {
      log.error(
          "{}: failed to record that a job ended (a BeatCop bug: please report it). If this node"
              + " stays LEAVING, restart it.",
          lease.settings().name(),
          e);
    }
  }

  /** A job may end its trigger, or all triggers of its job, by the exception that it throws. */
  @Override
  public void triggerComplete(
      Trigger trigger, JobExecutionContext context, CompletedExecutionInstruction instruction) {
    try {
      if (!settings.gates(trigger)) {
        return;
      }
      if (instruction == CompletedExecutionInstruction.SET_TRIGGER_COMPLETE) {
        hooks.triggerEnded().accept(trigger.getKey());
      } else if (instruction == CompletedExecutionInstruction.SET_ALL_JOB_TRIGGERS_COMPLETE) {
        for (Trigger each :
            List.copyOf(context.getScheduler().getTriggersOfJob(trigger.getJobKey()))) {
          hooks.triggerEnded().accept(each.getKey());
        }
      }
    } catch (Throwable e) {
      log.error(
          "{}: failed to record that {} ended (a BeatCop bug: please report it)",
          lease.settings().name(),
          trigger.getKey(),
          e);
    }
  }

  @Override
  public void triggerFired(Trigger trigger, JobExecutionContext context) {}

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {}
}
