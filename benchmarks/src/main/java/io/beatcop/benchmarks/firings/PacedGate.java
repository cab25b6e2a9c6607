package io.beatcop.benchmarks.firings;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;
import org.quartz.TriggerListener;

/**
 * Takes the place of the plugin's listener, asks it, and records how long its answer took, be it a
 * veto since Redis was too slow. The schedule sets the pace, whatever the gate takes: each trigger
 * is due every ten milliseconds, the first of them spread over these ten, so that a tenth of them
 * is due in each.
 */
final class PacedGate implements TriggerListener {

  private static final String GROUP = "paced";
  private static final int EVERY_MILLIS = 10;
  private static final long WARM_UP_MILLIS = 1000;
  private static final long TURN_MILLIS = 2000;

  private final TriggerListener gate;
  private final Recorder nanos = new Recorder(3);
  private final LongAdder vetoed = new LongAdder();

  private PacedGate(TriggerListener gate) {
    this.gate = gate;
  }

  /** Measures a turn with so many firings per second, rounded to what whole triggers make. */
  static GateTimes measure(Scheduler scheduler, int rate)
      throws SchedulerException, InterruptedException {
    TriggerListener gate =
        scheduler.getListenerManager().getTriggerListener(BeatCopContestant.GATE);
    PacedGate timed = new PacedGate(gate);
    scheduler.getListenerManager().addTriggerListener(timed);
    List<TriggerKey> triggers = schedule(scheduler, Math.max(1, rate * EVERY_MILLIS / 1000));
    TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
    timed.nanos.reset();
    timed.vetoed.reset();
    long begin = System.nanoTime();
    TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
    Histogram times = timed.nanos.getIntervalHistogram();
    double seconds = (System.nanoTime() - begin) / 1e9;
    scheduler.unscheduleJobs(triggers);
    scheduler.getListenerManager().addTriggerListener(gate);
    return new GateTimes(
        times.getTotalCount() / seconds,
        times.getValueAtPercentile(50) / 1e3,
        times.getValueAtPercentile(99) / 1e3,
        times.getMaxValue() / 1e3,
        timed.vetoed.sum());
  }

  private static List<TriggerKey> schedule(Scheduler scheduler, int triggers)
      throws SchedulerException {
    List<TriggerKey> keys = new ArrayList<>();
    long first = System.currentTimeMillis() + WARM_UP_MILLIS / 2;
    for (int i = 0; i < triggers; i++) {
      Date begin = new Date(first + i % EVERY_MILLIS);
      Trigger trigger = Backlog.trigger(GROUP, i, begin, EVERY_MILLIS);
      scheduler.scheduleJob(trigger);
      keys.add(trigger.getKey());
    }
    return keys;
  }

  @Override
  public String getName() {
    return gate.getName();
  }

  @Override
  public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
    long begin = System.nanoTime();
    boolean isVetoed = gate.vetoJobExecution(trigger, context);
    nanos.recordValue(System.nanoTime() - begin);
    if (isVetoed) {
      vetoed.increment();
    }
    return isVetoed;
  }

  @Override
  public void triggerFired(Trigger trigger, JobExecutionContext context) {
    gate.triggerFired(trigger, context);
  }

  @Override
  public void triggerMisfired(Trigger trigger) {
    gate.triggerMisfired(trigger);
  }

  @Override
  public void triggerComplete(
      Trigger trigger,
      JobExecutionContext context,
      CompletedExecutionInstruction triggerInstructionCode) {
    gate.triggerComplete(trigger, context, triggerInstructionCode);
  }
}
