package io.beatcop.benchmarks.firings;

import java.util.concurrent.atomic.LongAdder;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Does nothing but count, so that each contestant's firings are its executions. */
public final class CountedJob implements Job {

  static final LongAdder EXECUTED = new LongAdder();

  /** Made by Quartz for each firing. */
  public CountedJob() {}

  @Override
  public void execute(JobExecutionContext context) {
    EXECUTED.increment();
  }
}
