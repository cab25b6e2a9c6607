package io.beatcop.benchmarks.schedule;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** A job that tells when it runs. */
public final class Beat implements Job {

  /**
   * A run.
   *
   * @param nanos of {@link System#nanoTime}, which all JVMs of a machine with Linux share
   */
  record Run(String name, long nanos) {}

  static final BlockingQueue<Run> RUNS = new LinkedBlockingQueue<>();

  /** Made by Quartz for each firing. */
  public Beat() {}

  @Override
  public void execute(JobExecutionContext context) {
    RUNS.add(new Run(context.getTrigger().getKey().getName(), System.nanoTime()));
  }
}
