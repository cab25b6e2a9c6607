package io.beatcop.benchmarks;

import io.beatcop.testing.RedisServer;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobListener;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerListener;
import org.quartz.impl.JobExecutionContextImpl;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;

/**
 * The cost of the gate to a worker for one firing, beside a listener that does nothing: the
 * decision, and the news that the job has ended. Making the firing is in all three.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GateBenchmark {

  private static final AtomicLong NUMBERS = new AtomicLong();

  /** The listener between a trigger and its job. */
  @Param Gate gate = Gate.BARE;

  private final RedisServer redis = RedisServer.forTests();
  private Optional<Scheduler> scheduler = Optional.empty();
  private Optional<TriggerListener> decides = Optional.empty();
  private Optional<JobListener> hearsOfTheEnd = Optional.empty();

  /** Takes the lease, and finds the listeners. */
  @Setup
  public void lead() throws SchedulerException, InterruptedException {
    redis.start();
    Scheduler made = gate.scheduler(redis);
    scheduler = Optional.of(made);
    decides = Optional.of(made.getListenerManager().getTriggerListener(Gate.LISTENER));
    hearsOfTheEnd = Optional.ofNullable(made.getListenerManager().getJobListener(Gate.LISTENER));
  }

  /** Ends what was started. */
  @TearDown
  public void end() throws SchedulerException {
    scheduler.orElseThrow().shutdown();
    redis.close();
  }

  /** Does nothing. */
  public static final class Idle implements Job {

    /** Made once. */
    public Idle() {}

    @Override
    public void execute(JobExecutionContext context) {}
  }

  /** A trigger of this thread's own, which fires every millisecond. */
  @State(Scope.Thread)
  public static class Firings {

    private final JobDetail job = JobBuilder.newJob(Idle.class).withIdentity("idle").build();
    private final OperableTrigger trigger;
    private long millis = System.currentTimeMillis();

    /** Makes the trigger. */
    public Firings() {
      SimpleTriggerImpl made = new SimpleTriggerImpl();
      made.setName("t" + NUMBERS.incrementAndGet());
      made.setJobKey(job.getKey());
      made.setStartTime(new Date(millis));
      made.setRepeatInterval(1);
      made.setRepeatCount(SimpleTriggerImpl.REPEAT_INDEFINITELY);
      made.computeFirstFireTime(null);
      trigger = made;
    }

    JobExecutionContext next(Scheduler scheduler) {
      Date scheduled = new Date(++millis);
      TriggerFiredBundle fired =
          new TriggerFiredBundle(
              job, trigger, null, false, scheduled, scheduled, scheduled, scheduled);
      return new JobExecutionContextImpl(scheduler, fired, new Idle());
    }
  }

  /** One firing, from the question whether it may to the end of its job. */
  @Benchmark
  public boolean fire(Firings firings) {
    JobExecutionContext context = firings.next(scheduler.orElseThrow());
    if (decides.orElseThrow().vetoJobExecution(firings.trigger, context)) {
      throw new IllegalStateException("the benchmark would measure a veto");
    }
    hearsOfTheEnd.ifPresent(listener -> listener.jobWasExecuted(context, null));
    return true;
  }
}
