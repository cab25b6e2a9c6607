package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.FiringEdits;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.ScheduleEdits;
import io.beatcop.quartz.shared.FirePath.LeftData;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to Redis what the end of a run leads to, before the run counts as ended: the data that it
 * leaves, so that the next run has them, on whichever node; and that it is not to be repeated. If a
 * node dies before that, its run has not ended.
 *
 * <p>A worker waits as long as Redis does not answer, as with JDBC.
 */
final class RunData implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunData.class);

  private final String lease;
  private final LocalSchedule local;
  private final FirePath firing;
  private final ScheduleReader reader;
  private final ScheduleWriter writer;
  private final Patience patience;
  private final LongSupplier nanos;
  private final Duration lifeOfMark;
  private volatile boolean closed;

  RunData(
      String lease,
      LocalSchedule local,
      FirePath firing,
      ScheduleReader reader,
      ScheduleWriter writer,
      Patience patience,
      LongSupplier nanos,
      Duration lifeOfMark) {
    this.lease = lease;
    this.local = local;
    this.firing = firing;
    this.reader = reader;
    this.patience = patience;
    this.nanos = nanos;
    this.lifeOfMark = lifeOfMark;
    this.writer = writer;
  }

  /** Writes the data that a run has left, if it has. Blocks until Redis has them. */
  void save(JobDetail job, String run) {
    if (!job.isPersistJobDataAfterExecution()) {
      return;
    }
    if (isDone(() -> isSaved(job, run), "the data that job " + job.getKey() + " has left")) {
      firing.dataSaved(run);
    } else {
      log.error("{}: the data that job {} has left are lost: this node ends", lease, job.getKey());
    }
  }

  /** A step that Redis has to answer. */
  private interface Attempt {
    boolean isDone();
  }

  /** Tries until it is done, or this node ends. Returns whether it is done. */
  private boolean isDone(Attempt attempt, String what) {
    boolean wasInterrupted = false;
    try {
      boolean isDone = attempt.isDone();
      if (!isDone) {
        log.warn("{}: Redis does not take {}: the run does not end until it does", lease, what);
      }
      while (!isDone && !closed) {
        wasInterrupted |= Thread.interrupted();
        boolean unused = patience.begin().isOver();
        isDone = attempt.isDone();
      }
      return isDone;
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Removes the repetition of a run that has ended on this node. Another node that holds the lease
   * meanwhile may have scheduled it, and would fire it as soon as the mark of the run goes. Blocks
   * until that is done, or the mark has ended: then it is fired in any case.
   */
  void withdraw(TriggerKey repetition) {
    long begunNanos = nanos.getAsLong();
    boolean unused =
        isDone(
            () -> isWithdrawn(repetition) || nanos.getAsLong() - begunNanos >= lifeOfMark.toNanos(),
            "the end of " + repetition);
  }

  private boolean isWithdrawn(TriggerKey repetition) {
    try {
      // A holder knows already what the one before it has scheduled.
      if (!firing.isOpen() && reader.read() != ScheduleReader.Result.UP_TO_DATE) {
        return false;
      }
      if (local.with((state, ram) -> state.has(Item.of(repetition)))) {
        ScheduleWriter.Made<Boolean> unused =
            writer.make(draft -> ScheduleEdits.removeTrigger(draft, repetition));
      }
      return true;
    } catch (JobPersistenceException e) {
      log.debug("{}: {} can't be removed yet", lease, repetition, e);
      return false;
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
