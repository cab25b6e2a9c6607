package io.beatcop.quartz.shared.store;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/**
 * Where the schedule of a cluster is kept: all items, the last changes, and the progress of the
 * triggers.
 *
 * <p>None of its methods throws for a store that does not answer.
 */
public interface ScheduleStore extends AutoCloseable {

  /** Writes a change on top of a version. If the outcome is unknown, ask the same again. */
  ScheduleAnswer write(Version base, Change change);

  /** The changes since a version, or as many as fit into one answer. */
  ScheduleAnswer since(Version known);

  /**
   * A schedule that was read as a whole.
   *
   * @param isGone whether the store has none, and traces of an earlier one
   */
  record Loaded(ScheduleState state, boolean isGone) {}

  /**
   * Reads all items. Items may be newer than the version that is read with them, so apply the
   * changes since that version all the same. Empty if the store does not answer.
   */
  Optional<Loaded> load();

  /**
   * Writes the whole schedule to a store that has lost it.
   *
   * @param token the term under which this node holds the lease
   * @param found the version that the store has instead
   * @param state the schedule, in the version that it is to be
   */
  ScheduleAnswer restore(long token, Version found, ScheduleState state);

  /** The progress of a trigger, or the last run of a job, by the version that brought it. */
  record Progress(long version, String text) {}

  /** Notes the progress of some triggers. */
  ScheduleAnswer note(long token, Map<TriggerKey, Progress> progress);

  /** Notes the last run of some jobs. */
  ScheduleAnswer noteRuns(long token, Map<JobKey, Progress> runs);

  /** The progress of all triggers; empty if the store does not answer. */
  Optional<Map<TriggerKey, Progress>> progress();

  /** The progress of some triggers; empty if the store does not answer. */
  Optional<Map<TriggerKey, Progress>> progressOf(List<TriggerKey> triggers);

  @Override
  void close();
}
