package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.Loss;
import io.beatcop.quartz.gate.RunningJobs;
import java.time.Duration;
import java.util.List;
import org.quartz.InterruptableJob;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.UnableToInterruptJobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts jobs: those under a lease that is about to be lost, and it warns of those that did not
 * stop (Q4); and, of a shared schedule, those that somebody on any node wants to stop.
 */
final class JobInterrupter implements LeaseListener {

  private static final Logger log = LoggerFactory.getLogger(JobInterrupter.class);

  private final String lease;
  private final RunningJobs running;

  JobInterrupter(String lease, RunningJobs running) {
    this.lease = lease;
    this.running = running;
  }

  @Override
  public void expiring(Grant grant, Duration left) {
    interruptAll();
  }

  /** Interrupts the runs of a job on this node, on a thread of its own. */
  void requested(JobKey job) {
    List<JobExecutionContext> runs =
        running.contexts().stream()
            .filter(context -> context.getJobDetail().getKey().equals(job))
            .toList();
    if (runs.isEmpty()) {
      return;
    }
    Thread thread =
        new Thread(
            () -> runs.forEach(this::interruptAsRequested), "beatcop-" + lease + "-interrupt");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      // The caller's thread follows the schedule: it must not end for this.
      log.warn(
          "{}: job {} can't be interrupted as asked: the system gives no thread", lease, job, e);
    }
  }

  private void interruptAsRequested(JobExecutionContext run) {
    JobKey job = run.getJobDetail().getKey();
    if (run.getJobInstance() instanceof InterruptableJob interruptable) {
      log.info("{}: interrupting job {}, as somebody has asked", lease, job);
      try {
        interruptable.interrupt();
      } catch (UnableToInterruptJobException | RuntimeException | LinkageError e) {
        log.warn(
            "{}: job {} could not be interrupted as asked: fix its interrupt()", lease, job, e);
      }
    } else {
      log.warn(
          "{}: job {} can't be interrupted as asked: its class {} is no InterruptableJob",
          lease,
          job,
          run.getJobDetail().getJobClass().getName());
    }
  }

  @Override
  public void lost(Grant grant, Loss loss) {
    List<JobKey> left =
        running.contexts().stream().map(context -> context.getJobDetail().getKey()).toList();
    if (!left.isEmpty()) {
      interruptAll();
      log.warn(
          "{}: lost while jobs still run on this node: {}; another node may run them too; check what"
              + " they wrote, and make them stop when they are interrupted, or use the fencing token",
          lease,
          left);
    }
  }

  private void interruptAll() {
    for (JobExecutionContext context : running.contexts()) {
      if (context.getJobInstance() instanceof InterruptableJob job) {
        log.info(
            "{}: interrupting job {}, since it may not run on without the lease",
            lease,
            context.getJobDetail().getKey());
        try {
          job.interrupt();
        } catch (UnableToInterruptJobException | RuntimeException | LinkageError e) {
          log.warn(
              "{}: job {} could not be interrupted; it may run on without the lease: fix its"
                  + " interrupt()",
              lease,
              context.getJobDetail().getKey(),
              e);
        }
      }
    }
  }
}
