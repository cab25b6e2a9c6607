package io.beatcop.quartz;

import java.util.Optional;
import org.quartz.TriggerKey;

/**
 * A firing that asks for permission.
 *
 * @param trigger whose it is
 * @param schedule the fingerprint of the trigger's schedule
 * @param slot what it stands for
 * @param previous the trigger's time before it on this node, or {@link FiredSlots#NO_PREVIOUS}
 * @param recoverable what it takes to run it again if its node dies, if its job requests that
 * @param repeats the firing of a dead node that it runs again, if it is such a repetition
 */
record Firing(
    TriggerKey trigger,
    String schedule,
    Slot slot,
    long previous,
    Optional<RecoverableFiring> recoverable,
    Optional<String> repeats) {}
