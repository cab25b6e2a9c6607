package io.beatcop.quartz.schedule;

import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;

/** What firings lead to. An edit changes nothing if somebody has stored its trigger anew since. */
public final class FiringEdits {

  private FiringEdits() {}

  /** Removes a trigger that has had its last time, or that its job has ended. */
  public static void finished(Draft draft, TriggerKey key, long version) {
    if (draft.isOf(Item.of(key), version)) {
      boolean unused = ScheduleEdits.removeTrigger(draft, key);
    }
  }

  /**
   * A trigger is complete, or in error. If it was paused meanwhile, one in error is paused; a
   * complete one has no time to wait for.
   */
  public static void state(Draft draft, TriggerKey key, long version, StoredState state) {
    if (draft.isOf(Item.of(key), version)
        && (state == StoredState.COMPLETE
            || !draft.stateOf(key).equals(Optional.of(StoredState.PAUSED)))) {
      draft.setState(key, state);
    }
  }

  /**
   * Gives a job the data that a run has left.
   *
   * @param version the job's version when the run began, if others may have run it since: then a
   *     job that has changed keeps its data
   * @param values the Java objects that they may have
   * @throws JobPersistenceException if they can't be kept
   */
  public static void data(Draft draft, JobDetail run, OptionalLong version, JavaValues values)
      throws JobPersistenceException {
    Item job = Item.of(run.getKey());
    Optional<String> text = draft.text(job);
    if (text.isPresent() && (version.isEmpty() || draft.isOf(job, version.getAsLong()))) {
      draft.put(job, JobText.withData(text.get(), run, values));
    }
  }
}
