package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.quartz.scheduler.FiringContext;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.JobExecutionContext;

/** What a running job can ask of BeatCop. */
public final class BeatCop {

  private BeatCop() {}

  /**
   * The fencing token of the lease under which a job was fired: greater than that of every firing
   * under an earlier term. Write it along with what the job writes, and let the database refuse a
   * lower one; so a job that was paused past its lease can do no harm.
   *
   * @param context the context that Quartz gave to the job
   * @return the token; empty if the firing is not gated by BeatCop
   */
  public static OptionalLong fencingToken(JobExecutionContext context) {
    return FiringContext.grant(context).stream().mapToLong(Grant::token).findFirst();
  }

  /**
   * The lease under which a job was fired, to ask in the middle of a long job whether it is still
   * held. It belongs to the plugin: ask, but do not stop it.
   *
   * @param context the context that Quartz gave to the job
   * @return the lease; empty if the firing is not gated by BeatCop
   */
  public static Optional<Lease> lease(JobExecutionContext context) {
    return FiringContext.lease(context);
  }
}
