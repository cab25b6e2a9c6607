package io.beatcop.benchmarks.firings;

import java.util.concurrent.atomic.LongAdder;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Does nothing but count: what has been executed is what has been fired, whoever fires. */
public final class CountedJob implements Job {

  static final LongAdder EXECUTED = new LongAdder();

  /** Made by Quartz for each firing. */
  public CountedJob() {}

  @Override
  public void execute(JobExecutionContext context) {
    EXECUTED.increment();
  }
}
