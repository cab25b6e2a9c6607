package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;

/** Something that became different for this node, in the order in which it happened. */
sealed interface Change {

  record Acquired(Grant grant) implements Change {}

  record Extended(Grant grant) implements Change {}

  record Lost(Grant grant, Loss loss) implements Change {}

  record Released(Grant grant) implements Change {}

  /** Another node holds the lease; it is news that it is this one. */
  record Observed(String holder, Optional<Duration> expiresIn) implements Change {}

  /** Somebody asks this node to leave, once per term. */
  record Asked(Grant grant, String why) implements Change {}

  /** Nobody may be granted the lease for now. */
  record Paused(String why) implements Change {}

  /** The key is ours, but acting on it has to wait (L7). */
  record Postponed(Duration pause, boolean restarted) implements Change {}

  /** The store began to fail. */
  record Troubled(LeaseAnswer failure) implements Change {}

  /** The store answers again. */
  record Recovered() implements Change {}
}
