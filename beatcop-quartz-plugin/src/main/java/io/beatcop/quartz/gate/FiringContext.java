package io.beatcop.quartz.gate;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Optional;
import org.quartz.JobExecutionContext;
import org.quartz.impl.JobExecutionContextImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data of a firing in the context of its job. The gate writes it. */
public final class FiringContext {

  private static final Logger log = LoggerFactory.getLogger(FiringContext.class);

  private static final String GRANT = "io.beatcop.grant";
  private static final String CLAIM = "io.beatcop.claim";
  private static final String LEASE = "io.beatcop.lease";

  private FiringContext() {}

  /**
   * Notes the lease under which a job is fired.
   *
   * @param claim how long the gate took to let it through
   */
  static void attach(JobExecutionContext context, Lease lease, Grant grant, Duration claim) {
    context.put(GRANT, grant);
    context.put(LEASE, lease);
    context.put(CLAIM, claim);
  }

  /** How long the gate took to let a job through; empty if the firing is not gated. */
  public static Optional<Duration> claim(JobExecutionContext context) {
    return context.get(CLAIM) instanceof Duration claim ? Optional.of(claim) : Optional.empty();
  }

  /** The term under which a job was fired; empty if the firing is not gated. */
  public static Optional<Grant> grant(JobExecutionContext context) {
    return context.get(GRANT) instanceof Grant grant ? Optional.of(grant) : Optional.empty();
  }

  /** The lease under which a job was fired; empty if the firing is not gated. */
  public static Optional<Lease> lease(JobExecutionContext context) {
    return context.get(LEASE) instanceof Lease lease ? Optional.of(lease) : Optional.empty();
  }

  /**
   * Makes {@link JobExecutionContext#isRecovering()} true for a job that is repeated.
   *
   * <p>Quartz leaves that to the job store, and a RAMJobStore always says false. The only way to
   * set it is the field itself, which is the same from Quartz 2.3 to 2.5.
   */
  static void markRecovering(JobExecutionContext context, String lease) {
    try {
      Field recovering = JobExecutionContextImpl.class.getDeclaredField("recovering");
      recovering.setAccessible(true);
      recovering.setBoolean(context, true);
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn(
          "{}: isRecovering() stays false for job {}, which is repeated; let it look for"
              + " Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_NAME in its data instead",
          lease,
          context.getJobDetail().getKey(),
          e);
    }
  }
}
