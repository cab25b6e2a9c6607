package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.quartz.gate.FiringContext;
import io.beatcop.quartz.schedule.InterruptRequest;
import io.beatcop.quartz.scheduler.EntryParts;
import io.beatcop.quartz.shared.SharedSchedule;
import io.beatcop.redis.LeaseControl;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * What an application may ask of BeatCop: the lease of a running job, and the interruption of jobs
 * on other nodes.
 */
public final class BeatCop {

  private BeatCop() {}

  /**
   * The fencing token of the lease under which a job was fired. It is greater than that of every
   * firing in an earlier term. Send it with each write of the job, and let the database refuse a
   * lower one. So a job that was paused past its lease can do no harm.
   *
   * @param context the context that Quartz gave to the job
   * @return the token; empty if the firing is not gated by BeatCop
   */
  public static OptionalLong fencingToken(JobExecutionContext context) {
    return FiringContext.grant(context).stream().mapToLong(Grant::token).findFirst();
  }

  /**
   * The lease under which a job was fired. A long job can ask it whether it is still held. The
   * lease belongs to the plugin: do not stop it.
   *
   * @param context the context that Quartz gave to the job
   * @return the lease; empty if the firing is not gated by BeatCop
   */
  public static Optional<Lease> lease(JobExecutionContext context) {
    return FiringContext.lease(context);
  }

  /**
   * How long the worker of a job waited until BeatCop let it through: the round trip to Redis that
   * claimed its scheduled time, above all.
   *
   * @param context the context that Quartz gave to the job
   * @return the time; empty if the firing is not gated by BeatCop
   */
  public static Optional<Duration> claimDuration(JobExecutionContext context) {
    return FiringContext.claim(context);
  }

  /**
   * Asks all nodes to interrupt their runs of a job. {@link Scheduler#interrupt(JobKey)} reaches
   * only the runs on its own node. This method needs a {@link SharedJobStore}. The request is in
   * Redis when it returns, and nodes hear of it as of any change of the schedule. A job that is no
   * {@link org.quartz.InterruptableJob} goes on, and the log of its node says so. Any thread may
   * call it.
   *
   * @param scheduler a scheduler of the cluster
   * @param job the job
   * @return whether there is such a job; not whether it runs
   * @throws SchedulerException if the scheduler has another job store, or Redis does not answer
   *     within two timeouts of the plugin
   */
  public static boolean interrupt(Scheduler scheduler, JobKey job) throws SchedulerException {
    String name = scheduler.getSchedulerName();
    SharedSchedule schedule =
        PluginEntries.of(scheduler).stream()
            .flatMap(entry -> entry.slices().store().stream())
            .flatMap(store -> store.schedule().stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new SchedulerException(
                        "scheduler "
                            + name
                            + " has no "
                            + SharedJobStore.class.getName()
                            + ", so other nodes can't be asked to interrupt "
                            + job));
    return schedule.change(draft -> InterruptRequest.put(draft, job, System.currentTimeMillis()));
  }

  /**
   * What an operator may ask of a lease of a scheduler, and request from its nodes, as {@code
   * beatcop status}, {@code pause} and {@code step-down} do.
   *
   * @param scheduler a scheduler with the plugin
   * @param lease the name of the lease; if an entry spreads, that of a slice
   * @return the control, to be closed by the caller; empty if no entry of the scheduler has that
   *     lease
   * @throws SchedulerException if the scheduler does not give its context away
   */
  public static Optional<LeaseControl> control(Scheduler scheduler, String lease)
      throws SchedulerException {
    return PluginEntries.of(scheduler).stream()
        .flatMap(entry -> entry.slices().all().stream())
        .map(EntryParts::settings)
        .filter(settings -> settings.lease().name().equals(lease))
        .map(settings -> new LeaseControl(settings.lease(), settings.redis()))
        .findFirst();
  }
}
