package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.Version;
import java.util.concurrent.locks.ReentrantLock;
import org.quartz.JobPersistenceException;

/**
 * Makes changes of the shared schedule: in Redis first, and then in this node's copy.
 *
 * <p>Any thread may call it; one change of this node is under way at a time.
 */
final class ScheduleWriter {

  private static final String LOST =
      "Redis has lost the shared schedule, and the node that holds the lease has not written it"
          + " again yet: nothing is changed until then";

  private static final String UNKNOWN =
      "the change is not confirmed by Redis, so look before you repeat it: ";

  private final String lease;
  private final ScheduleStore redis;
  private final LocalSchedule local;
  private final ScheduleReader reader;
  private final Patience patience;
  private final String node;
  private final ReentrantLock writing = new ReentrantLock();
  private long changes;

  /**
   * Makes a writer.
   *
   * @param node what no other node, and no earlier start of this one, puts before its changes
   * @param patience how long to go on asking if Redis does not answer
   */
  ScheduleWriter(
      String lease,
      ScheduleStore redis,
      LocalSchedule local,
      ScheduleReader reader,
      String node,
      Patience patience) {
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
      Patience.Wait wait = patience.begin();
      awaitLoaded(wait);
      while (true) {
        Attempt<T> attempt = draft(edit, isDone);
        if (attempt.made.change().items().isEmpty() || isWritten(attempt, isDone, wait)) {
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
  private boolean isWritten(Attempt<?> attempt, boolean isDone, Patience.Wait wait)
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
        isLost = read != ScheduleReader.Result.UNKNOWN;
        reason = reader.trouble();
      }
      if (wait.isOver()) {
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
      awaitLoaded(patience.begin());
    }
  }

  private void awaitLoaded(Patience.Wait wait) throws JobPersistenceException {
    while (!local.isLoaded()) {
      if (reader.read() != ScheduleReader.Result.UP_TO_DATE && wait.isOver()) {
        throw new JobPersistenceException(
            lease + ": the shared schedule is not known yet: " + reader.trouble());
      }
    }
  }
}
