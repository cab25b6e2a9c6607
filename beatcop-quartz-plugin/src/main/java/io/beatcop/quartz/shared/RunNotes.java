package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore;
import io.beatcop.quartz.shared.store.ScheduleStore.Progress;
import io.beatcop.redis.schedule.LastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;

/**
 * Tells operators of the last run of each job. No rule depends on these notes. They are written
 * some moments later, while this node holds the lease, and a note that can't be written is dropped.
 */
final class RunNotes {

  private static final int MOST = 500;

  private final ScheduleStore store;
  private final LocalSchedule local;
  private final String node;
  private final Supplier<OptionalLong> term;
  private Map<JobKey, LastRun> news = new LinkedHashMap<>();

  /**
   * Makes notes without news.
   *
   * @param term the term in which this node holds the lease, if it does
   */
  RunNotes(ScheduleStore store, LocalSchedule local, String node, Supplier<OptionalLong> term) {
    this.store = store;
    this.local = local;
    this.node = node;
    this.term = term;
  }

  void begun(JobKey job, Instant at) {
    note(job, new LastRun(node, at, Optional.empty(), Optional.empty()));
  }

  void ended(JobKey job, Instant begun, Duration took, Optional<String> failure) {
    note(job, new LastRun(node, begun, Optional.of(took), failure));
  }

  private synchronized void note(JobKey job, LastRun run) {
    if (news.size() < MOST || news.containsKey(job)) {
      news.put(job, run);
    }
  }

  private synchronized Map<JobKey, LastRun> take() {
    Map<JobKey, LastRun> taken = news;
    news = new LinkedHashMap<>();
    return taken;
  }

  /** Writes what is new. One thread calls it. */
  void tell() throws JobPersistenceException {
    Map<JobKey, LastRun> taken = take();
    OptionalLong held = term.get();
    if (taken.isEmpty() || held.isEmpty()) {
      return;
    }
    Map<JobKey, Progress> notes =
        local.with(
            (state, ram) -> {
              Map<JobKey, Progress> versions = new LinkedHashMap<>();
              taken.forEach(
                  (job, run) -> {
                    Optional<Entry> entry = state.entry(Item.of(job));
                    entry.ifPresent(
                        its -> versions.put(job, new Progress(its.version(), run.text())));
                  });
              return versions;
            });
    if (!notes.isEmpty()) {
      ScheduleAnswer unused = store.noteRuns(held.getAsLong(), notes);
    }
  }
}
