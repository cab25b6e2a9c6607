package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.quartz.scheduler.FiringContext;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.JobExecutionContext;

/** The questions of a running job to BeatCop. */
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
}
