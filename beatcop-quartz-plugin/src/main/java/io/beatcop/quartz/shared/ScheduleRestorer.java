package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.RestoredSchedule;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.quartz.JobPersistenceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the copy of the schedule that the holder has to a Redis that has lost the schedule. */
final class ScheduleRestorer {

  private static final Logger log = LoggerFactory.getLogger(ScheduleRestorer.class);

  /** Other nodes may know so many changes that the holder has not heard of. */
  private static final long LEAP = 1_000_000;

  private final String lease;
  private final ScheduleStore redis;
  private final LocalSchedule local;
  private final String node;

  ScheduleRestorer(String lease, ScheduleStore redis, LocalSchedule local, String node) {
    this.lease = lease;
    this.redis = redis;
    this.local = local;
    this.node = node;
  }

  /** Writes it. Returns whether Redis has it now. */
  boolean restore(long token) throws JobPersistenceException {
    Optional<ScheduleState> found = redis.load().map(ScheduleStore.Loaded::state);
    if (found.isEmpty()) {
      return false;
    }
    Version there = found.get().version();
    ScheduleState whole = new ScheduleState();
    Version known = local.version();
    long number =
        local.with(
            (state, ram) -> {
              state.entries().forEach((item, entry) -> whole.set(item, Optional.of(entry)));
              return Math.max(state.version().number(), there.number()) + LEAP;
            });
    int own = whole.entries().size();
    if (!local.was(found.get())) {
      // Somebody began another schedule, or went on with an old one.
      RestoredSchedule.merge(whole, found.get(), removed(there));
    }
    whole.is(new Version(number, node + "-restored"));
    if (!(redis.restore(token, there, whole) instanceof ScheduleAnswer.Done)) {
      return false;
    }
    local.become(whole, known);
    log.warn(
        "{}: Redis had lost the shared schedule: this node has written its {} items again{}; let"
            + " Redis keep its memory (appendonly yes)",
        lease,
        own,
        whole.entries().size() > own
            ? ", beside " + (whole.entries().size() - own) + " that others have stored since"
            : "");
    return true;
  }

  /**
   * What was removed from a schedule since somebody began it on an empty Redis; nothing if Redis
   * does not keep all of its changes any more.
   */
  private Set<Item> removed(Version head) {
    Set<Item> removed = new LinkedHashSet<>();
    Version at = Version.NONE;
    while (at.number() < head.number()) {
      if (!(redis.since(at) instanceof ScheduleAnswer.Changes next) || next.changes().isEmpty()) {
        return Set.of();
      }
      for (Change change : next.changes()) {
        change
            .items()
            .forEach(
                (item, text) -> {
                  boolean unused = text.isEmpty() ? removed.add(item) : removed.remove(item);
                });
        at = at.after(change.id());
      }
    }
    return removed;
  }
}
