package io.beatcop.redis.schedule;

import java.util.List;

/**
 * A job of a shared schedule, as an operator sees it.
 *
 * @param type the name of its class
 * @param durable whether it stays without a trigger
 * @param triggers its triggers
 */
public record SharedJob(ItemName name, String type, boolean durable, List<SharedTrigger> triggers) {

  /** Copies the list. */
  public SharedJob {
    triggers = List.copyOf(triggers);
  }
}
