package io.beatcop.quartz.shared.copy;

import java.util.function.Consumer;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.spi.SchedulerSignaler;

/**
 * Passes on what the RAMJobStore tells the scheduler, except for what only follows from making it a
 * copy.
 */
public final class Signals implements SchedulerSignaler {

  private final SchedulerSignaler scheduler;
  private final ThreadLocal<Boolean> copying = ThreadLocal.withInitial(() -> false);
  private Consumer<Trigger> misfired = trigger -> {};
  private Consumer<Trigger> completed = trigger -> {};

  public Signals(SchedulerSignaler scheduler) {
    this.scheduler = scheduler;
  }

  /** Tells of misfires as well, and of triggers that have no time left after one. */
  public void connect(Consumer<Trigger> onMisfire, Consumer<Trigger> onCompletion) {
    misfired = onMisfire;
    completed = onCompletion;
  }

  /** Runs a step that makes the RAMJobStore a copy. */
  void copy(Runnable step) {
    copying.set(true);
    try {
      step.run();
    } finally {
      copying.set(false);
    }
  }

  @Override
  public void notifyTriggerListenersMisfired(Trigger trigger) {
    misfired.accept(trigger);
    scheduler.notifyTriggerListenersMisfired(trigger);
  }

  @Override
  public void notifySchedulerListenersFinalized(Trigger trigger) {
    completed.accept(trigger);
    scheduler.notifySchedulerListenersFinalized(trigger);
  }

  @Override
  public void notifySchedulerListenersJobDeleted(JobKey job) {
    if (!copying.get()) {
      scheduler.notifySchedulerListenersJobDeleted(job);
    }
  }

  @Override
  public void signalSchedulingChange(long candidateMillis) {
    scheduler.signalSchedulingChange(candidateMillis);
  }

  @Override
  public void notifySchedulerListenersError(String message, SchedulerException e) {
    scheduler.notifySchedulerListenersError(message, e);
  }
}
