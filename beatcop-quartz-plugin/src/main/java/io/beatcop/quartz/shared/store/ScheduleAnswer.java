package io.beatcop.quartz.shared.store;

import io.beatcop.quartz.schedule.Change;
import java.util.List;

/** An answer of Redis about the shared schedule. */
public sealed interface ScheduleAnswer {

  /** It is done. */
  record Done() implements ScheduleAnswer {}

  /** The schedule is in another version; nothing was written, and never will be. */
  record Elsewhere() implements ScheduleAnswer {}

  /** This node does not hold the lease, by what Redis has. */
  record NotHeld() implements ScheduleAnswer {}

  /**
   * The changes since a version.
   *
   * @param changes the oldest first
   * @param first the number of the version that the first of them leads to
   */
  record Changes(List<Change> changes, long first) implements ScheduleAnswer {}

  /** Redis does not keep all changes since that version: the schedule has to be read anew. */
  record Gap() implements ScheduleAnswer {}

  /**
   * Redis does not have a version that it had: it has lost its memory, or the end of it.
   *
   * @param isHeld whether somebody holds the lease
   */
  record Lost(boolean isHeld) implements ScheduleAnswer {}

  /**
   * Redis did not answer: it may have done it, or not.
   *
   * @param reason one sentence
   */
  record Unknown(String reason) implements ScheduleAnswer {}
}
