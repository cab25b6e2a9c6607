package io.beatcop.redis.schedule;

import java.util.List;
import java.util.Optional;

/**
 * A job of a shared schedule, as an operator sees it.
 *
 * @param type the name of its class
 * @param durable whether it stays without a trigger
 * @param triggers its triggers
 * @param lastRun its last run; empty if none is known since the job was stored
 */
public record SharedJob(
    ItemName name,
    String type,
    boolean durable,
    List<SharedTrigger> triggers,
    Optional<LastRun> lastRun) {

  /** Copies the list. */
  public SharedJob {
    triggers = List.copyOf(triggers);
  }
}
