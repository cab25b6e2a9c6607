package io.beatcop.quartz.rules;

import java.util.Optional;
import org.quartz.TriggerKey;

/**
 * A firing that asks for permission.
 *
 * @param trigger its trigger
 * @param schedule the fingerprint of the trigger's schedule
 * @param slot the scheduled time that it stands for
 * @param misfired the trigger before its misfire, if the slot covers missed times
 * @param firedMillis when its scheduler handed it out, by this node's clock
 * @param previous the trigger's time before it on this node, or {@link FiredSlots#NO_PREVIOUS}
 * @param recoverable the data to run it again if its node dies, if its job requests that
 * @param repeats the firing of a dead node that it runs again, if it is such a repetition
 * @param mark the mark of its run, if all nodes share the schedule and its job may not run twice at
 *     once
 */
public record Firing(
    TriggerKey trigger,
    String schedule,
    Slot slot,
    Optional<Schedule> misfired,
    long firedMillis,
    long previous,
    Optional<RecoverableFiring> recoverable,
    Optional<String> repeats,
    Optional<RunningMark> mark) {

  public Firing of(Slot part, long before) {
    return new Firing(
        trigger, schedule, part, misfired, firedMillis, before, recoverable, repeats, mark);
  }
}
