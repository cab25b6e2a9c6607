package io.beatcop.quartz.scheduler;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.quartz.listeners.SchedulerListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scheduler's part in the contest for its leases: in it while started, out of it in standby (Q5).
 *
 * <p>It listens to the scheduler itself, since Quartz does not tell a plugin of standby. Spring and
 * others call some methods twice, so every method may be called again.
 */
final class SchedulerLifecycle extends SchedulerListenerSupport {

  private static final Logger log = LoggerFactory.getLogger(SchedulerLifecycle.class);

  private final String lease;
  private final Contest contest;
  private final EntryResources resources;
  private final List<EntryParts> slices;
  private final Set<EntryParts> ended = new HashSet<>();
  private volatile boolean started;

  /**
   * Makes the part of an entry that has not started.
   *
   * @param lease the name of its lease, for the log
   * @param resources what is closed when the last slice has ended
   * @param slices the parts of each slice
   */
  SchedulerLifecycle(
      String lease, Contest contest, EntryResources resources, List<EntryParts> slices) {
    this.lease = lease;
    this.contest = contest;
    this.resources = resources;
    this.slices = List.copyOf(slices);
  }

  /**
   * Joins, and waits for the first answer, so that a node that is alone fires its first trigger. An
   * entry that lets others go first does not wait, since the other entries of this scheduler start
   * after it.
   *
   * <p>Never throws: after an exception, Quartz would start the scheduler without the plugin the
   * next time.
   */
  void start() {
    try {
      join();
      if (contest.isAwaited()) {
        contest.awaitAnswer();
        // A lease that was kept through a standby is not acquired anew.
        requestRecovery();
        slices.forEach(this::awaitOpen);
      }
    } catch (RuntimeException e) {
      log.error(
          "{}: could not start (a BeatCop bug: please report it), so nothing that needs the lease"
              + " fires on this node; restart it",
          lease,
          e);
    }
  }

  private void awaitOpen(EntryParts slice) {
    Duration patience = contest.patience();
    slice.recovery().ifPresent(journal -> journal.awaitOpen(patience));
  }

  private void requestRecovery() {
    slices.forEach(slice -> slice.recovery().ifPresent(Recovery::request));
  }

  private void join() {
    for (EntryParts slice : slices) {
      slice.running().forget();
      slice.gate().open();
      slice.stepDown().leaveWhenIdle();
    }
    contest.join();
    slices.forEach(slice -> slice.overdue().ifPresent(OverdueWatch::begin));
  }

  /** Leaves for good after the last gated job has ended, and then runs the last action. */
  void end(Runnable last) {
    resources.overdue().shutdownNow();
    withdraw(
        slice -> {
          slice.recovery().ifPresent(Recovery::close);
          ended(slice, last);
        });
  }

  /** Fires nothing from now on, and lets go of each slice when its last gated job has ended. */
  private void withdraw(Consumer<EntryParts> whenIdle) {
    slices.forEach(slice -> slice.gate().close());
    contest.withdraw();
    for (EntryParts slice : slices) {
      slice
          .running()
          .whenIdle(
              () -> {
                slice.recovery().ifPresent(Recovery::settle);
                whenIdle.accept(slice);
              });
    }
  }

  /** A slice is given up at once; what all of them need goes with the last one. */
  private void ended(EntryParts slice, Runnable last) {
    boolean isLast;
    synchronized (ended) {
      boolean unused = ended.add(slice);
      isLast = ended.size() == slices.size();
    }
    if (isLast) {
      resources.close();
      contest.close();
      last.run();
    } else {
      slice.seat().stop();
    }
  }

  @Override
  public void schedulerInStandbyMode() {
    withdraw(
        slice -> {
          slice.seat().stop();
          slice.news().left();
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
    requestRecovery();
  }
}
