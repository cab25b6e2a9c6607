package io.beatcop.quartz;

import java.util.OptionalLong;
import org.quartz.TriggerKey;

/** A job that was executed: by which node, for which time of which trigger, with which token. */
record Fire(String node, TriggerKey trigger, long scheduledMillis, OptionalLong token) {}
