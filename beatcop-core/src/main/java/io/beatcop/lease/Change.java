package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;

/** Something that became different for this node, in the order in which it happened. */
sealed interface Change {

  record Acquired(Grant grant) implements Change {}

  record Extended(Grant grant) implements Change {}

  record Lost(Grant grant, Loss loss) implements Change {}

  record Released(Grant grant) implements Change {}

  /** Another node holds the lease. Reported when the known holder changes. */
  record Observed(String holder, Optional<Duration> expiresIn) implements Change {}

  /** Somebody asks this node to leave. Reported once per term. */
  record Asked(Grant grant, String why) implements Change {}

  /** The lease is paused: no node may be granted it for now. */
  record Paused(String why) implements Change {}

  /** This node has the key, but may act on it only after a pause (L7). */
  record Postponed(Duration pause, boolean restarted) implements Change {}

  /** The store began to fail, or fails in another way. */
  record StoreFailed(LeaseAnswer failure) implements Change {}

  /** The store answers again. */
  record StoreAnswers() implements Change {}
}
