package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.settings.JobSlice;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * Remembers in which slice the job of each trigger is, for what Quartz tells of a trigger by its
 * name alone. It may lack some. Any thread may call it.
 */
final class TriggerSlices {

  private final int slices;
  private final Map<TriggerKey, Integer> known = new ConcurrentHashMap<>();

  TriggerSlices(int slices) {
    this.slices = slices;
  }

  void note(Trigger trigger) {
    if (slices > 1) {
      known.put(trigger.getKey(), JobSlice.of(trigger.getJobKey(), slices));
    }
  }

  void forget(TriggerKey key) {
    known.remove(key);
  }

  void forgetAll() {
    known.clear();
  }

  OptionalInt of(TriggerKey key) {
    Integer slice = slices > 1 ? known.get(key) : Integer.valueOf(0);
    return slice == null ? OptionalInt.empty() : OptionalInt.of(slice);
  }

  /** Whether a trigger is in a slice, or unknown. */
  boolean mayHave(JobSlice slice, TriggerKey key) {
    OptionalInt its = of(key);
    return its.isEmpty() || its.getAsInt() == slice.number();
  }
}
