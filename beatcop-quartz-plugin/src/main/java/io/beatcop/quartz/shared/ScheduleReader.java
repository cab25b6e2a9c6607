package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this node's copy to the version that Redis has. Any thread may call it; each call is some
 * round trips.
 */
final class ScheduleReader {

  private static final int MOST_OWN = 1_000;
  private static final int MOST_ROUNDS = 10_000;

  /** How it went. */
  enum Result {
    /** The copy is as new as Redis was when it was asked. */
    UP_TO_DATE,
    /** Redis did not answer. */
    UNKNOWN,
    /** Redis has lost the version that this node has. */
    LOST,
    /** The same, and somebody holds the lease: a holder that knows more writes it again. */
    LOST_AND_HELD
  }

  private static final Logger log = LoggerFactory.getLogger(ScheduleReader.class);

  private final String lease;
  private final ScheduleStore redis;
  private final LocalSchedule local;
  private final ReentrantLock loading = new ReentrantLock();
  private final Set<String> own = new LinkedHashSet<>();
  private volatile String trouble = "";

  ScheduleReader(String lease, ScheduleStore redis, LocalSchedule local) {
    this.lease = lease;
    this.redis = redis;
    this.local = local;
  }

  /** Why Redis did not answer last. */
  String trouble() {
    return trouble;
  }

  /** Reads what is new. */
  Result read() {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Version known = local.version();
      ScheduleAnswer answer = redis.since(known);
      if (answer instanceof ScheduleAnswer.Gap || (!local.isLoaded() && round == 0)) {
        if (!loadOnce(known)) {
          return Result.UNKNOWN;
        }
      } else if (answer instanceof ScheduleAnswer.Changes changes) {
        if (changes.changes().isEmpty()) {
          local.loaded();
          return Result.UP_TO_DATE;
        }
        apply(changes);
      } else if (answer instanceof ScheduleAnswer.Lost lost) {
        return lost.isHeld() ? Result.LOST_AND_HELD : Result.LOST;
      } else {
        trouble = answer instanceof ScheduleAnswer.Unknown unknown ? unknown.reason() : "?";
        return Result.UNKNOWN;
      }
    }
    return Result.UNKNOWN;
  }

  /** One thread at a time: the others that wait for a schedule need not read it once more. */
  private boolean loadOnce(Version known) {
    loading.lock();
    try {
      return (local.isLoaded() && !local.version().equals(known)) || load(known);
    } finally {
      loading.unlock();
    }
  }

  /**
   * Reads all items, and then the changes that were made meanwhile: an item of a page may be newer
   * than the version, and is set once more.
   */
  private boolean load(Version known) {
    Optional<ScheduleStore.Loaded> read = redis.load();
    if (read.isEmpty()) {
      trouble = "Redis did not answer while the schedule was read";
      return false;
    }
    ScheduleState state = read.get().state();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      ScheduleAnswer answer = redis.since(state.version());
      if (!(answer instanceof ScheduleAnswer.Changes changes)) {
        // It went on too fast, or Redis is away: the next call begins anew.
        trouble = "Redis did not answer while the schedule was read";
        return false;
      }
      if (changes.changes().isEmpty()) {
        if (read.get().isGone()) {
          tellOfLoss();
        }
        local.become(state, known);
        return true;
      }
      changes.changes().forEach(state::apply);
    }
    return false;
  }

  /** Takes what Redis has, instead of what this node has. Returns whether Redis answered. */
  boolean takeOver() {
    return load(local.version());
  }

  private void tellOfLoss() {
    log.error(
        "{}: Redis has lost the shared schedule, except for traces of it, and this node has just"
            + " started: the schedule is empty now, unless the holder of the lease still has it;"
            + " restore the data of Redis, let it keep them (appendonly yes), and evict none"
            + " (noeviction)",
        lease);
  }

  private void apply(ScheduleAnswer.Changes changes) {
    long number = changes.first();
    for (Change change : changes.changes()) {
      local.apply(change, number, isDone(change.id()));
      number++;
    }
  }

  /** This node makes a change that its RAMJobStore has already. */
  synchronized void begin(String id) {
    own.add(id);
    if (own.size() > MOST_OWN) {
      own.remove(own.iterator().next());
    }
  }

  synchronized boolean isDone(String id) {
    return own.contains(id);
  }
}
