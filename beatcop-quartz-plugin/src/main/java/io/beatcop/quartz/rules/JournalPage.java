package io.beatcop.quartz.rules;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.quartz.TriggerKey;

/**
 * The journal's knowledge of some triggers.
 *
 * @param since when the journal was begun, epoch milliseconds; empty if there is none yet
 * @param unsettled the claims that their nodes may not know of
 * @param withdrawn those of them that their nodes have taken back, as a text of the journal
 * @param redisMillis the time by the clock of Redis
 * @param asked the triggers that were asked for
 * @param fired the record of each; none for a trigger that was never fired
 */
public record JournalPage(
    OptionalLong since,
    List<UnsettledClaim> unsettled,
    String withdrawn,
    long redisMillis,
    Set<TriggerKey> asked,
    Map<TriggerKey, FiredSlots> fired) {}
