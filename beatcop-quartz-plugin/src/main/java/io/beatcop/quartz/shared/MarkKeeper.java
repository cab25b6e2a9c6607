package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.ExclusiveRuns;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.store.RunMarks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;

/**
 * Keeps the marks of the runs on this node in Redis, whether or not it holds the lease. One thread
 * uses it.
 */
final class MarkKeeper {

  private final LocalSchedule local;
  private final RunMarks redis;
  private final ExclusiveRuns runs;
  private final Duration pace;
  private final LongSupplier nanos;
  private long keptNanos;

  /**
   * Makes a keeper.
   *
   * @param pace how often to keep the marks
   * @param nanos a clock that is never set
   */
  MarkKeeper(
      LocalSchedule local, RunMarks redis, ExclusiveRuns runs, Duration pace, LongSupplier nanos) {
    this.local = local;
    this.redis = redis;
    this.runs = runs;
    this.pace = pace;
    this.nanos = nanos;
    this.keptNanos = nanos.getAsLong() - pace.toNanos();
  }

  private record Marks(Map<String, JobKey> own, Map<String, JobKey> ended) {}

  /** Renews the marks if it is time, and removes those of runs that have ended. */
  void keep() throws JobPersistenceException {
    Marks marks = local.with((state, ram) -> new Marks(runs.own(), runs.ended()));
    long now = nanos.getAsLong();
    boolean isDue = !marks.own().isEmpty() && now - keptNanos >= pace.toNanos();
    if (!isDue && marks.ended().isEmpty()) {
      return;
    }
    Optional<Map<String, JobKey>> kept = redis.keep(marks.own(), marks.ended());
    if (kept.isPresent()) {
      keptNanos = now;
      local.alone(state -> runs.told(marks.ended().keySet(), kept.get()));
    }
  }
}
