package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.FiringEdits;
import io.beatcop.quartz.shared.FirePath.LeftData;
import java.util.Optional;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the data that runs leave to Redis, before the runs count as ended. So the next run has
 * them, on whichever node. If a node dies before that, its run has not ended.
 *
 * <p>A worker waits as long as Redis does not answer, as with JDBC.
 */
final class RunData implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunData.class);

  private final String lease;
  private final FirePath firing;
  private final ScheduleWriter writer;
  private volatile boolean closed;

  RunData(String lease, FirePath firing, ScheduleWriter writer) {
    this.lease = lease;
    this.firing = firing;
    this.writer = writer;
  }

  /** Writes the data that a run has left, if it has. Blocks until Redis has them. */
  void save(JobDetail job, String run) {
    if (!job.isPersistJobDataAfterExecution()) {
      return;
    }
    boolean wasInterrupted = false;
    try {
      boolean isSaved = isSaved(job, run);
      if (!isSaved) {
        log.warn(
            "{}: Redis does not take the data that job {} has left: its run does not end until it"
                + " does",
            lease,
            job.getKey());
      }
      while (!isSaved && !closed) {
        wasInterrupted |= Thread.interrupted();
        isSaved = isSaved(job, run);
      }
      if (isSaved) {
        firing.dataSaved(run);
      } else {
        log.error(
            "{}: the data that job {} has left are lost: this node ends", lease, job.getKey());
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isSaved(JobDetail job, String run) {
    try {
      // Looked at anew: the term in which the run began may be over by now.
      Optional<LeftData> left = firing.dataLeft(job, run);
      if (left.isPresent()) {
        ScheduleWriter.Made<LeftData> unused =
            writer.make(
                draft -> {
                  FiringEdits.data(
                      draft, left.get().job(), left.get().version(), left.get().values());
                  return left.get();
                });
      }
      return true;
    } catch (JobPersistenceException e) {
      log.debug("{}: the data of a run can't be written yet", lease, e);
      return false;
    }
  }

  /** From now on nobody waits for Redis. */
  @Override
  public void close() {
    closed = true;
  }
}
