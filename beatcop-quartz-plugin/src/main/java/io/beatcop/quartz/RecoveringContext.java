package io.beatcop.quartz;

import java.lang.reflect.Field;
import org.quartz.JobExecutionContext;
import org.quartz.impl.JobExecutionContextImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@link JobExecutionContext#isRecovering()} true for a job that is repeated.
 *
 * <p>Quartz leaves that to the job store, and a RAMJobStore always says false; there is no way to
 * say so but the field itself, which is the same from Quartz 2.3 to 2.5.
 */
final class RecoveringContext {

  private static final Logger log = LoggerFactory.getLogger(RecoveringContext.class);

  private RecoveringContext() {}

  static void mark(JobExecutionContext context, String lease) {
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
