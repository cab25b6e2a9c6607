package io.beatcop.quartz.rules;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.quartz.TriggerKey;

/**
 * The triggers that recovery looks at: all, or some that were closed.
 *
 * @param isWhole whether it is for all triggers
 * @param triggers those it is for, if it is not
 */
public record Look(boolean isWhole, Set<TriggerKey> triggers) {

  /** Keeps a copy. */
  public Look {
    triggers = Collections.unmodifiableSet(new LinkedHashSet<>(triggers));
  }
}
