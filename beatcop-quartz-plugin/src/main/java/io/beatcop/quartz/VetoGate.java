package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import java.util.Optional;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate in front of every firing: it vetoes those that need the lease while this node does not
 * hold it (Q1), and those that were fired already (Q2).
 *
 * <p>No method throws, whatever happens: an exception out of a veto leaves the triggers of a
 * {@code @DisallowConcurrentExecution} job blocked for ever.
 */
final class VetoGate implements TriggerListener, JobListener {

  private static final Logger log = LoggerFactory.getLogger(VetoGate.class);

  private final String name;
  private final Lease lease;
  private final PluginSettings settings;
  private final RunningJobs running;
  private final Optional<Claims> claims;
  private final Misfires misfires = new Misfires();
  private final VetoedFires vetoed;
  private final GateCounts counts;
  private volatile boolean open;
  private volatile Runnable unsure = () -> {};

  /** Makes a closed gate; without claims it goes by the lease alone. */
  VetoGate(
      String name,
      Lease lease,
      PluginSettings settings,
      RunningJobs running,
      Optional<Claims> claims,
      VetoedFires vetoed,
      GateCounts counts) {
    this.name = name;
    this.lease = lease;
    this.settings = settings;
    this.running = running;
    this.claims = claims;
    this.vetoed = vetoed;
    this.counts = counts;
  }

  /** What to do, without blocking, after a veto of something that may not have been fired. */
  void whenUnsure(Runnable action) {
    unsure = action;
  }

  void open() {
    open = true;
  }

  /** From now on vetoes whatever needs the lease, though it may be kept for what still runs. */
  void close() {
    open = false;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
    try {
      return settings.gates(trigger.getKey(), trigger.getJobKey()) && vetoes(context);
    } catch (Throwable e) {
      log.error("{}: vetoed a firing, since the gate failed", lease.settings().name(), e);
      return true;
    }
  }

  private boolean vetoes(JobExecutionContext context) {
    Slot slot = misfires.slot(context.getTrigger().getKey(), context.getScheduledFireTime());
    Optional<Repeatable> repeatable = claims.flatMap(journal -> journal.repeatable(context, slot));
    // First counted, then checked: whoever closes the gate and sees nothing running is right.
    running.begin(context, repeatable.map(Repeatable::id));
    boolean fires = false;
    try {
      fires = fires(context, slot, repeatable);
    } finally {
      if (!fires) {
        running.end();
      }
    }
    return !fires;
  }

  private boolean fires(JobExecutionContext context, Slot slot, Optional<Repeatable> repeatable) {
    Optional<Grant> grant = open ? lease.grant() : Optional.empty();
    Claims.Verdict verdict =
        grant
            .map(
                held ->
                    claims
                        .map(journal -> journal.decide(context, slot, held, repeatable))
                        .orElse(Claims.Verdict.FIRE))
            .orElse(Claims.Verdict.NOT_NOW);
    switch (verdict) {
      case FIRE -> {}
      case NOT_NOW -> {
        counts.vetoed.increment();
        vetoed.note(context, slot, grant.isPresent());
        log.debug("{}: vetoed {}, not ours to fire", lease.settings().name(), context.getTrigger());
        if (grant.isPresent()) {
          // Nobody else may fire it while this term lasts.
          unsure.run();
        }
      }
      case DUPLICATE -> {
        counts.duplicates.increment();
        log.debug("{}: vetoed {}, fired before", lease.settings().name(), context.getTrigger());
      }
      case UNSURE -> {
        counts.unsure.increment();
        log.warn(
            "{}: Redis did not answer whether {} was fired already: {}",
            lease.settings().name(),
            context.getTrigger().getKey(),
            settings.firesUnsure() ? "fired" : "not fired");
        if (!settings.firesUnsure()) {
          vetoed.note(context, slot, true);
          unsure.run();
        }
      }
    }
    boolean fires =
        verdict == Claims.Verdict.FIRE
            || (verdict == Claims.Verdict.UNSURE && settings.firesUnsure() && lease.isHeld());
    if (fires) {
      counts.fired.increment();
      grant.ifPresent(held -> BeatCop.fire(context, lease, held));
      if (TriggerNames.isRepeating(context.getTrigger().getKey())) {
        RecoveringContext.mark(context);
      }
    }
    return fires;
  }

  /** Called under the job store's lock: remembers, and does no I/O. */
  @Override
  public void triggerMisfired(Trigger trigger) {
    try {
      if (settings.gates(trigger.getKey(), trigger.getJobKey())) {
        misfires.note(trigger);
      }
    } catch (Throwable e) {
      log.error("{}: could not note a misfire", lease.settings().name(), e);
    }
  }

  @Override
  public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
    ended();
  }

  /** Vetoed by this gate, or by another listener after this gate let it through. */
  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {
    ended();
  }

  private void ended() {
    try {
      // Said before the lease may go: or the next holder would repeat what has ended.
      Optional<String> repeatable = running.current().flatMap(RunningJobs.Run::repeatable);
      boolean said = claims.flatMap(journal -> repeatable.map(journal::ended)).orElse(true);
      running.end();
      if (!said) {
        unsure.run();
      }
    } catch (Throwable e) {
      log.error("{}: could not let go after a job", lease.settings().name(), e);
    }
  }

  @Override
  public void triggerFired(Trigger trigger, JobExecutionContext context) {}

  @Override
  public void triggerComplete(
      Trigger trigger, JobExecutionContext context, CompletedExecutionInstruction instruction) {}

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {}
}
