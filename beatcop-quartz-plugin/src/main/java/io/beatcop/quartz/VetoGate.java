package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import java.util.Optional;
import java.util.function.BiPredicate;
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
 * hold it (Q1).
 *
 * <p>No method throws, whatever happens: an exception out of a veto leaves the triggers of a
 * {@code @DisallowConcurrentExecution} job blocked for ever.
 */
final class VetoGate implements TriggerListener, JobListener {

  private static final Logger log = LoggerFactory.getLogger(VetoGate.class);

  private final String name;
  private final Lease lease;
  private final BiPredicate<String, String> gated;
  private final RunningJobs running;
  private volatile boolean open;

  /**
   * Makes a closed gate.
   *
   * @param gated whether firings of this trigger group and job group need the lease
   */
  VetoGate(String name, Lease lease, BiPredicate<String, String> gated, RunningJobs running) {
    this.name = name;
    this.lease = lease;
    this.gated = gated;
    this.running = running;
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
      if (!gated.test(trigger.getKey().getGroup(), trigger.getJobKey().getGroup())) {
        return false;
      }
      // First counted, then checked: whoever closes the gate and sees nothing running is right.
      running.begin();
      Optional<Grant> grant = open ? lease.grant() : Optional.empty();
      if (grant.isPresent()) {
        BeatCop.fire(context, grant.get());
        return false;
      }
      running.end();
      log.debug(
          "{}: vetoed {}, this node does not hold the lease",
          lease.settings().name(),
          trigger.getKey());
      return true;
    } catch (Throwable e) {
      log.error("{}: vetoed a firing, since the gate failed", lease.settings().name(), e);
      return true;
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
      running.end();
    } catch (Throwable e) {
      log.error("{}: could not let go after a job", lease.settings().name(), e);
    }
  }

  @Override
  public void triggerFired(Trigger trigger, JobExecutionContext context) {}

  @Override
  public void triggerMisfired(Trigger trigger) {}

  @Override
  public void triggerComplete(
      Trigger trigger, JobExecutionContext context, CompletedExecutionInstruction instruction) {}

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {}
}
