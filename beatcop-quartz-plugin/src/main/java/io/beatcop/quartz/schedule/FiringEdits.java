package io.beatcop.quartz.schedule;

import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;

/**
 * What firings lead to. An edit of a trigger holds only while that is still the one of its version:
 * if somebody has stored it anew since, it changes nothing.
 */
public final class FiringEdits {

  private FiringEdits() {}

  /** A trigger has had its last time, or its job has ended it: it goes. */
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
   * A run has left new data, which the job is to have.
   *
   * @param version the job's version when the run began, if others may have run it since: then the
   *     data are old, and go nowhere
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
