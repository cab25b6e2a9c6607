package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;
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
  private final AtomicBoolean doubtful = new AtomicBoolean();
  private volatile boolean open;
  private volatile Optional<Grant> closedFor = Optional.empty();
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

  boolean isOpen() {
    return open;
  }

  /** From now on vetoes whatever needs the lease, though it may be kept for what still runs. */
  void close() {
    open = false;
  }

  /** Vetoes in this term whatever needs the lease; in the next one it does not. */
  void closeFor(Grant term) {
    closedFor = Optional.of(term);
  }

  /** Whether it lets something through in this term. */
  boolean isOpenFor(Grant term) {
    return open && closedFor.filter(closed -> closed.token() == term.token()).isEmpty();
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
    try {
      return settings.gates(trigger) && vetoes(context);
    } catch (Throwable e) {
      log.error(
          "{}: vetoed {}, since the gate failed, by a bug of BeatCop; report it",
          lease.settings().name(),
          trigger,
          e);
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
    Optional<Grant> grant = lease.grant().filter(this::isOpenFor);
    Claims.Verdict verdict =
        grant
            .map(
                held ->
                    claims
                        .map(journal -> journal.decide(context, slot, held, repeatable))
                        .orElse(Claims.Verdict.FIRE))
            .orElse(Claims.Verdict.NOT_NOW);
    boolean fires = obey(verdict, context, slot, grant.isPresent());
    if (fires) {
      counts.countFire();
      grant.ifPresent(held -> BeatCop.fire(context, lease, held));
      if (TriggerNames.isRepeating(context.getTrigger().getKey())) {
        RecoveringContext.mark(context, lease.settings().name());
      }
    }
    return fires;
  }

  /** Counts a verdict, tells the log, and says whether it lets the firing through. */
  private boolean obey(
      Claims.Verdict verdict, JobExecutionContext context, Slot slot, boolean held) {
    String name = lease.settings().name();
    TriggerKey key = context.getTrigger().getKey();
    switch (verdict) {
      case FIRE -> {
        noDoubt();
        return true;
      }
      case NOT_NOW -> {
        counts.countVeto();
        vetoed.note(context, slot, held);
        log.debug("{}: vetoed {}, not this node's to fire", name, key);
        if (held) {
          // Nobody else may fire it while this term lasts.
          unsure.run();
        }
      }
      case DUPLICATE -> {
        counts.countDuplicate();
        noDoubt();
        log.debug("{}: vetoed {}, fired before", name, key);
      }
      case UNSURE -> {
        counts.countUnsure();
        if (settings.firesUnsure() && lease.isHeld()) {
          log.warn(
              "{}: Redis did not say in time whether {} was fired before: fired; see whether it"
                  + " was fired twice",
              name,
              key);
          return true;
        }
        tellThatItIsPutOff(key);
        vetoed.note(context, slot, true);
        unsure.run();
      }
    }
    return false;
  }

  /** Once when it begins: while Redis is silent, every firing is put off. */
  private void tellThatItIsPutOff(TriggerKey key) {
    String line =
        "{}: Redis did not say in time whether {} was fired before: vetoed, and made up for when it"
            + " answers; see to Redis, or the network between";
    if (doubtful.compareAndSet(false, true)) {
      log.warn(line, lease.settings().name(), key);
    } else {
      log.debug(line, lease.settings().name(), key);
    }
  }

  private void noDoubt() {
    if (doubtful.get()) {
      doubtful.set(false);
    }
  }

  /** Called under the job store's lock: remembers, and does no I/O. */
  @Override
  public void triggerMisfired(Trigger trigger) {
    try {
      if (settings.gates(trigger)) {
        misfires.note(trigger);
      }
    } catch (Throwable e) {
      log.error(
          "{}: could not note a misfire of {}, by a bug of BeatCop; report it",
          lease.settings().name(),
          trigger,
          e);
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
      log.error(
          "{}: could not see to the end of a job, by a bug of BeatCop; restart this node if it stays"
              + " LEAVING, and report it",
          lease.settings().name(),
          e);
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
