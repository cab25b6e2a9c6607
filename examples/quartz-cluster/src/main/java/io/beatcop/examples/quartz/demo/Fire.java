package io.beatcop.examples.quartz.demo;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * A row of the ledger: a trigger that was fired on a node.
 *
 * @param id the row's own number
 * @param trigger group and name of the trigger
 * @param scheduledTime the time for which the schedule asked
 * @param node the node that ran the job
 * @param token the fencing token under which it ran
 * @param firedAt when it ran, by the node's wall clock
 */
record Fire(
    long id,
    String trigger,
    Instant scheduledTime,
    String node,
    OptionalLong token,
    Instant firedAt) {}
