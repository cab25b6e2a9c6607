package io.beatcop.quartz;

import java.util.Objects;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;

/** A job that notes that it was fired, and does what the test wants. */
public class Acting implements Job {

  private static final String ACT = "act";

  /** The work of a job. */
  @FunctionalInterface
  interface Act {
    void run(JobExecutionContext context) throws JobExecutionException, SchedulerException;
  }

  /** Made by Quartz. */
  public Acting() {}

  /** Has the jobs of a node do something. */
  static void on(Node node, Act act) throws SchedulerException {
    node.scheduler().getContext().put(ACT, act);
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    Node.note(context);
    act(context);
  }

  static void act(JobExecutionContext context) throws JobExecutionException {
    try {
      ((Act) Objects.requireNonNull(context.getScheduler().getContext().get(ACT))).run(context);
    } catch (JobExecutionException e) {
      throw e;
    } catch (SchedulerException e) {
      throw new JobExecutionException(e);
    }
  }

  /** The same, never twice at once. */
  @DisallowConcurrentExecution
  public static final class Serial extends Acting {

    /** Made by Quartz. */
    public Serial() {}
  }
}
