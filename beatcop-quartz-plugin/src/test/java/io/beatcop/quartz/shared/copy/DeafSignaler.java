package io.beatcop.quartz.shared.copy;

import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.spi.SchedulerSignaler;

/** A scheduler that hears nothing of what its store tells. */
public final class DeafSignaler implements SchedulerSignaler {

  @Override
  public void notifyTriggerListenersMisfired(Trigger trigger) {}

  @Override
  public void notifySchedulerListenersFinalized(Trigger trigger) {}

  @Override
  public void notifySchedulerListenersJobDeleted(JobKey job) {}

  @Override
  public void signalSchedulingChange(long candidateMillis) {}

  @Override
  public void notifySchedulerListenersError(String message, SchedulerException e) {}
}
