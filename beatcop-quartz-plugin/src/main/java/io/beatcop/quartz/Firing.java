package io.beatcop.quartz;

import java.util.Optional;
import org.quartz.TriggerKey;

/**
 * A firing that is about to happen, as the journal knows it.
 *
 * @param trigger whose it is
 * @param schedule the fingerprint of the trigger's schedule
 * @param slot what it stands for
 * @param repeatable what it takes to repeat it if its node dies, if it is to be repeated then
 * @param repeats the firing that it repeats, if it is such a repetition
 */
record Firing(
    TriggerKey trigger,
    String schedule,
    Slot slot,
    Optional<Repeatable> repeatable,
    Optional<String> repeats) {}
