package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;

/**
 * Makes changes of the shared schedule: in Redis first, and then in this node's copy.
 *
 * <p>Any thread may call it. One write of this node is under way at a time; what others ask for
 * meanwhile travels with the next one.
 */
final class ScheduleWriter {

  private static final String LOST =
      "Redis has lost the shared schedule, and the node that holds the lease has not written it"
          + " again yet: nothing is changed until then";

  /** So that no answer of Redis gets long, and no caller waits long for others. */
  private static final int MOST_TOGETHER = 64;

  private static final int LONGEST_TOGETHER = 64 * 1024;

  private static final String UNKNOWN =
      "the change is not confirmed by Redis, so look before you repeat it: ";

  private static final String SKIPPED =
      "this node has read the schedule as a whole since, and Redis no longer tells which changes"
          + " led to it";

  private final String lease;
  private final ScheduleStore redis;
  private final LocalSchedule local;
  private final ScheduleReader reader;
  private final Patience patience;
  private final String node;
  private final Queue<ScheduleRequest<?>> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();
  private Optional<Group> unsettled = Optional.empty();
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
   * @param deletedJobs the jobs that it deleted
   */
  record Made<T>(T result, List<JobKey> deletedJobs) {}

  /**
   * Makes a change. Blocks until Redis has answered.
   *
   * @throws JobPersistenceException if the edit refuses it, or Redis does not answer
   */
  <T> Made<T> make(Edit<T> edit) throws JobPersistenceException {
    return make(new ScheduleRequest<>(edit, false));
  }

  /** Makes a change that the RAMJobStore has already, since it comes from a firing there. */
  <T> Made<T> makeDone(Edit<T> edit) throws JobPersistenceException {
    return make(new ScheduleRequest<>(edit, true));
  }

  private <T> Made<T> make(ScheduleRequest<T> request) throws JobPersistenceException {
    waiting.add(request);
    writing.lock();
    try {
      Patience.Wait wait = patience.begin();
      while (!request.isAnswered()) {
        serve(wait);
      }
    } catch (JobPersistenceException e) {
      // The others of a group may have more patience.
      request.fail(e);
    } finally {
      boolean unused = waiting.remove(request);
      unsettled = unsettled.filter(Group::isWaitedFor);
      writing.unlock();
    }
    return request.made();
  }

  /** How many callers wait for what another one writes. */
  int waiting() {
    return waiting.size();
  }

  // ---- Writing together

  /** Requests that are written as one change. */
  private static final class Group {

    private final List<ScheduleRequest<?>> requests = new ArrayList<>();
    private final boolean isDone;
    private Optional<Attempt> attempt = Optional.empty();
    // Redis did not answer a write of the attempt.
    private boolean mayBeWritten;

    private Group(boolean isDone) {
      this.isDone = isDone;
    }

    private boolean isWaitedFor() {
      return requests.stream().anyMatch(request -> !request.isAnswered());
    }

    private void succeed() {
      requests.stream().filter(its -> !its.isAnswered()).forEach(ScheduleRequest::succeed);
    }

    private void fail(JobPersistenceException reason) {
      requests.stream().filter(its -> !its.isAnswered()).forEach(its -> its.fail(reason));
    }
  }

  /** A change on top of a version. */
  private record Attempt(Version base, Change change) {}

  /** Writes one group: the one of a caller that gave up, or else those who wait longest. */
  private void serve(Patience.Wait wait) throws JobPersistenceException {
    awaitLoaded(wait);
    Group group = unsettled.orElseGet(this::nextGroup);
    unsettled = Optional.of(group);
    do {
      Attempt attempt = group.attempt.isPresent() ? group.attempt.get() : draft(group);
      group.attempt = Optional.of(attempt);
      if (attempt.change.items().isEmpty() || isWritten(attempt, group, wait)) {
        group.succeed();
      } else if (group.mayBeWritten && !group.isDone && local.hasSkipped(attempt.base)) {
        group.fail(new JobPersistenceException(lease + ": " + UNKNOWN + SKIPPED));
      }
      group.attempt = Optional.empty();
      group.mayBeWritten = false;
    } while (group.isWaitedFor());
    unsettled = Optional.empty();
  }

  private Group nextGroup() {
    return new Group(waiting.element().isDone());
  }

  /**
   * Drafts what a group asks for, again if another node's change came first. Requests join a group
   * until it is written.
   */
  private Attempt draft(Group group) throws JobPersistenceException {
    return local.with(
        (state, ram) -> {
          Draft draft = new Draft(state);
          for (ScheduleRequest<?> request : group.requests) {
            draft = request.isAnswered() ? draft : request.addTo(draft);
          }
          while (group.requests.size() < MOST_TOGETHER
              && draft.length() < LONGEST_TOGETHER
              && !waiting.isEmpty()
              && waiting.element().isDone() == group.isDone) {
            ScheduleRequest<?> request = waiting.remove();
            group.requests.add(request);
            draft = request.addTo(draft);
          }
          String id = node + "-" + ++changes;
          if (group.isDone) {
            reader.begin(id);
          }
          return new Attempt(state.version(), draft.change(id));
        });
  }

  /**
   * Writes a change, and applies it. Returns whether it is known to be made; if not, it never will
   * be, since another change was made on top of the same version.
   */
  private boolean isWritten(Attempt attempt, Group group, Patience.Wait wait)
      throws JobPersistenceException {
    Change change = attempt.change;
    Version base = attempt.base;
    ScheduleAnswer answer = redis.write(base, change);
    while (!(answer instanceof ScheduleAnswer.Done)) {
      String reason = answer instanceof ScheduleAnswer.Unknown unknown ? unknown.reason() : "";
      group.mayBeWritten |= answer instanceof ScheduleAnswer.Unknown;
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
    local.apply(change, base.number() + 1, group.isDone);
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
