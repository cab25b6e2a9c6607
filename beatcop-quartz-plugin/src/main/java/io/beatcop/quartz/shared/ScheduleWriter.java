package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.Version;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.quartz.JobPersistenceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes of the shared schedule: in Redis first, and then in this node's copy.
 *
 * <p>Any thread may call it; one change of this node is under way at a time.
 */
final class ScheduleWriter {

  private static final Logger log = LoggerFactory.getLogger(ScheduleWriter.class);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final String LOST =
      "Redis has lost the shared schedule, and the node that holds the lease has not written it"
          + " again yet: nothing is changed until then";

  private static final String UNKNOWN =
      "the change is not confirmed by Redis, so look before you repeat it: ";

  private final String lease;
  private final RedisSchedule redis;
  private final LocalSchedule local;
  private final ScheduleReader reader;
  private final Duration patience;
  private final String node;
  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private long changes;

  /**
   * Makes a writer.
   *
   * @param node what no other node, and no earlier start of this one, puts before its changes
   * @param patience how long to go on asking if Redis does not answer
   */
  ScheduleWriter(
      String lease,
      RedisSchedule redis,
      LocalSchedule local,
      ScheduleReader reader,
      String node,
      Duration patience) {
    this.lease = lease;
    this.redis = redis;
    this.local = local;
    this.reader = reader;
    this.node = node;
    this.patience = patience;
  }

  /** Writes a change to a draft, or refuses it. */
  interface Edit<T> {
    T make(Draft draft) throws JobPersistenceException;
  }

  /**
   * A change that was made.
   *
   * @param result the answer for the user
   */
  record Made<T>(T result, Change change) {}

  /**
   * Makes a change. Blocks until Redis has answered.
   *
   * @throws JobPersistenceException if the edit refuses it, or Redis does not answer
   */
  <T> Made<T> make(Edit<T> edit) throws JobPersistenceException {
    return make(edit, false);
  }

  /** Makes a change that the RAMJobStore has already, since it comes from a firing there. */
  <T> Made<T> makeDone(Edit<T> edit) throws JobPersistenceException {
    return make(edit, true);
  }

  private <T> Made<T> make(Edit<T> edit, boolean isDone) throws JobPersistenceException {
    writing.lock();
    try {
      long endNanos = System.nanoTime() + patience.toNanos();
      awaitLoaded(endNanos);
      while (true) {
        Attempt<T> attempt = draft(edit, isDone);
        if (attempt.made.change().items().isEmpty() || isWritten(attempt, isDone, endNanos)) {
          return attempt.made;
        }
      }
    } finally {
      writing.unlock();
    }
  }

  /** A change on top of a version. */
  private record Attempt<T>(Version base, Made<T> made) {}

  private <T> Attempt<T> draft(Edit<T> edit, boolean isDone) throws JobPersistenceException {
    return local.with(
        (state, ram) -> {
          Draft draft = new Draft(state);
          T result = edit.make(draft);
          String id = node + "-" + ++changes;
          if (isDone) {
            reader.begin(id);
          }
          return new Attempt<>(state.version(), new Made<>(result, draft.change(id)));
        });
  }

  /**
   * Writes a change, and applies it. Returns whether it is made; if not, it never will be, since
   * another change was made on top of the same version.
   */
  private boolean isWritten(Attempt<?> attempt, boolean isDone, long endNanos)
      throws JobPersistenceException {
    Change change = attempt.made.change();
    Version base = attempt.base;
    ScheduleAnswer answer = redis.write(base, change);
    while (!(answer instanceof ScheduleAnswer.Done)) {
      String reason = answer instanceof ScheduleAnswer.Unknown unknown ? unknown.reason() : "";
      boolean isLost = false;
      if (answer instanceof ScheduleAnswer.Elsewhere) {
        ScheduleReader.Result read = reader.read();
        if (read == ScheduleReader.Result.UP_TO_DATE) {
          return local.wasIn(base.after(change.id()));
        }
        isLost = read == ScheduleReader.Result.LOST;
        reason = reader.trouble();
      }
      if (isOver(endNanos)) {
        throw new JobPersistenceException(lease + ": " + (isLost ? LOST : UNKNOWN + reason));
      }
      // Asked the same again: so its outcome gets known.
      answer = redis.write(base, change);
    }
    local.apply(change, base.number() + 1, isDone);
    return true;
  }

  /** Waits until this node has read the schedule once. */
  void awaitLoaded() throws JobPersistenceException {
    if (!local.isLoaded()) {
      awaitLoaded(System.nanoTime() + patience.toNanos());
    }
  }

  private void awaitLoaded(long endNanos) throws JobPersistenceException {
    while (!local.isLoaded()) {
      if (reader.read() != ScheduleReader.Result.UP_TO_DATE && isOver(endNanos)) {
        throw new JobPersistenceException(
            lease + ": the shared schedule is not known yet: " + reader.trouble());
      }
    }
  }

  /** Pauses a moment; true if the time is over, or this node ends. */
  private boolean isOver(long endNanos) {
    try {
      return System.nanoTime() - endNanos >= 0
          || closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.debug("{}: interrupted while a change waited for Redis", lease);
      return true;
    }
  }

  void close() {
    closed.countDown();
  }
}
