package io.beatcop.quartz.rules;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.quartz.TriggerKey;

/**
 * What the journal has of some triggers.
 *
 * @param since when the journal was begun, epoch milliseconds; empty if there is none yet
 * @param unsettled the claims whose node may not know of them
 * @param withdrawn those of them that their nodes have taken back, as the journal has it
 * @param redisMillis the time by the clock of Redis
 * @param asked the triggers that were asked for
 * @param fired what is known of them; nothing of a trigger that was never fired
 */
public record JournalPage(
    OptionalLong since,
    List<UnsettledClaim> unsettled,
    String withdrawn,
    long redisMillis,
    Set<TriggerKey> asked,
    Map<TriggerKey, FiredSlots> fired) {}
