package io.beatcop.quartz.api;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.PersistJobDataAfterExecution;

/** The jobs of the rows. All nodes are in this JVM: a run is noted here. */
final class ApiJobs {

  private static final List<Run> RUNS = new CopyOnWriteArrayList<>();

  private ApiJobs() {}

  /** A run of a job. */
  record Run(JobKey job, String data) {}

  static void forget() {
    RUNS.clear();
  }

  static List<String> dataOfRuns(JobKey job) {
    return RUNS.stream().filter(run -> run.job().equals(job)).map(Run::data).toList();
  }

  /** A job that does nothing but note its run. */
  public static class Idle implements Job {
    /** Made by Quartz. */
    public Idle() {}

    @Override
    public void execute(JobExecutionContext context) {
      JobDataMap data = context.getMergedJobDataMap();
      RUNS.add(
          new Run(
              context.getJobDetail().getKey(),
              data.containsKey("for") ? Objects.requireNonNull(data.getString("for")) : ""));
    }
  }

  /** A job that counts its runs. */
  @PersistJobDataAfterExecution
  public static final class Counting extends Idle {
    /** Made by Quartz. */
    public Counting() {}

    @Override
    public void execute(JobExecutionContext context) {
      JobDataMap data = context.getJobDetail().getJobDataMap();
      data.put("count", data.getIntValue("count") + 1);
      super.execute(context);
    }
  }

  /** A job that can't be made. */
  public static final class Unmakeable extends Idle {
    /** Called by Quartz. */
    public Unmakeable() {
      throw new IllegalStateException("as it should");
    }
  }
}
