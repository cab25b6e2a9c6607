package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import java.util.OptionalLong;
import org.quartz.JobExecutionContext;

/** What a running job can ask of BeatCop. */
public final class BeatCop {

  private static final String GRANT = "io.beatcop.grant";

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
    return context.get(GRANT) instanceof Grant grant
        ? OptionalLong.of(grant.token())
        : OptionalLong.empty();
  }

  static void fire(JobExecutionContext context, Grant grant) {
    context.put(GRANT, grant);
  }
}
