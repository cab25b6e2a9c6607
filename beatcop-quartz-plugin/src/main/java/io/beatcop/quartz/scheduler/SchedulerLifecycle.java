package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
import io.beatcop.lease.SettingException;
import io.beatcop.quartz.gate.RunningJobs;
import io.beatcop.quartz.gate.VetoGate;
import java.util.Optional;
import org.quartz.listeners.SchedulerListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scheduler's part in the contest for its lease: in it while started, out of it in standby (Q5).
 *
 * <p>It listens to the scheduler itself, since Quartz does not tell a plugin of standby. Spring and
 * others call some methods twice, so every method may be called again.
 */
public final class SchedulerLifecycle extends SchedulerListenerSupport {

  private static final Logger log = LoggerFactory.getLogger(SchedulerLifecycle.class);

  private final Lease lease;
  private final VetoGate gate;
  private final RunningJobs running;
  private final LeaseNews news;
  private final StepDownListener stepDown;
  private final Optional<Recovery> recovery;
  private final Optional<OverdueWatch> overdue;
  private volatile boolean started;

  SchedulerLifecycle(
      Lease lease,
      VetoGate gate,
      RunningJobs running,
      LeaseNews news,
      StepDownListener stepDown,
      Optional<Recovery> recovery,
      Optional<OverdueWatch> overdue) {
    this.lease = lease;
    this.gate = gate;
    this.running = running;
    this.news = news;
    this.stepDown = stepDown;
    this.recovery = recovery;
    this.overdue = overdue;
  }

  /**
   * Joins, and waits for the first answer, so that a node that is alone fires its first trigger. An
   * entry that lets others go first does not wait, since the other entries of this scheduler start
   * after it.
   *
   * <p>Never throws: after an exception, Quartz would start the scheduler without the plugin the
   * next time.
   */
  public void start() {
    try {
      join();
      if (lease.settings().deference().isZero()) {
        awaitAnswer();
      }
    } catch (RuntimeException e) {
      log.error(
          "{}: could not start (a BeatCop bug: please report it), so nothing that needs the lease"
              + " fires on this node; restart it",
          lease.settings().name(),
          e);
    }
  }

  private void awaitAnswer() {
    try {
      lease.start();
    } catch (SettingException e) {
      // The lease has logged this. Somebody may fix it at Redis, so go on asking.
      lease.campaign();
    }
    // A lease that was kept through a standby is not acquired anew.
    recovery.ifPresent(Recovery::request);
    recovery.ifPresent(journal -> journal.awaitOpen(lease.settings().timeout()));
  }

  private void join() {
    running.forget();
    gate.open();
    stepDown.leaveWhenIdle();
    lease.campaign();
    overdue.ifPresent(OverdueWatch::begin);
  }

  /** Leaves for good after the last gated job has ended, and then runs the last action. */
  void end(Runnable last) {
    gate.close();
    overdue.ifPresent(OverdueWatch::close);
    running.whenIdle(
        () -> {
          recovery.ifPresent(Recovery::settle);
          recovery.ifPresent(Recovery::close);
          lease.close();
          last.run();
        });
  }

  @Override
  public void schedulerInStandbyMode() {
    gate.close();
    running.whenIdle(
        () -> {
          recovery.ifPresent(Recovery::settle);
          lease.stop();
          news.left();
        });
  }

  /**
   * After a standby Quartz does not start its plugins, and fires before it calls schedulerStarted.
   */
  @Override
  public void schedulerStarting() {
    if (started) {
      start();
    }
  }

  @Override
  public void schedulerStarted() {
    started = true;
    join();
    // A lease that was kept through a standby is not acquired anew, but firings were vetoed
    // meanwhile.
    recovery.ifPresent(Recovery::request);
  }
}
