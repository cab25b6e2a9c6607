package io.beatcop.quartz.schedule;

import java.util.Optional;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/**
 * What firings lead to. Each edit holds only while its trigger or job is still the one of that
 * version: if somebody has stored it anew since, it changes nothing.
 */
public final class FiringEdits {

  private FiringEdits() {}

  /** A trigger has had its last time, or its job has ended it: it goes. */
  public static void finished(Draft draft, TriggerKey key, long version) {
    if (draft.isOf(Item.of(key), version)) {
      boolean unused = ScheduleEdits.removeTrigger(draft, key);
    }
  }

  /** A trigger is complete, or in error. It is paused if it was paused meanwhile. */
  public static void state(Draft draft, TriggerKey key, long version, StoredState state) {
    if (draft.isOf(Item.of(key), version)
        && !draft.stateOf(key).equals(Optional.of(StoredState.PAUSED))) {
      draft.setState(key, state);
    }
  }

  /** A job has left new data. */
  public static void job(Draft draft, JobKey key, long version, String text) {
    if (draft.isOf(Item.of(key), version)) {
      draft.put(Item.of(key), text);
    }
  }
}
