package io.beatcop.quartz;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.spi.SchedulerSignaler;

/** Notes what a job store tells its scheduler. */
final class SilentSignaler implements SchedulerSignaler {

  private final List<JobKey> deleted = new CopyOnWriteArrayList<>();
  private final List<TriggerKey> misfires = new CopyOnWriteArrayList<>();

  List<JobKey> deleted() {
    return List.copyOf(deleted);
  }

  List<TriggerKey> misfires() {
    return List.copyOf(misfires);
  }

  @Override
  public void notifyTriggerListenersMisfired(Trigger trigger) {
    misfires.add(trigger.getKey());
  }

  @Override
  public void notifySchedulerListenersFinalized(Trigger trigger) {}

  @Override
  public void notifySchedulerListenersJobDeleted(JobKey job) {
    deleted.add(job);
  }

  @Override
  public void signalSchedulingChange(long candidateMillis) {}

  @Override
  public void notifySchedulerListenersError(String message, SchedulerException e) {}
}
