package io.beatcop.quartz.shared.copy;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.SchedulerConfigException;
import org.quartz.simpl.RAMJobStore;

/** Copies of a shared schedule for tests. */
public final class LocalSchedules {

  private LocalSchedules() {}

  /** A job that does nothing. */
  public static final class Idle implements Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  /** A copy without items, of a scheduler that hears nothing. */
  public static LocalSchedule empty() throws SchedulerConfigException {
    RAMJobStore ram = new RAMJobStore();
    Signals signals = new Signals(new DeafSignaler());
    ram.initialize(null, signals);
    RamCopy copy =
        new RamCopy(
            ram, name -> Class.forName(name).asSubclass(Job.class), new UnreadableItems("lease"));
    return new LocalSchedule(ram, copy, signals);
  }
}
