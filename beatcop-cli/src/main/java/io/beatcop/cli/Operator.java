package io.beatcop.cli;

import io.beatcop.lease.HostName;
import io.beatcop.redis.Notice;
import java.time.Instant;

/** Who gives this command: told to the nodes, and to whoever looks later. */
final class Operator {

  private Operator() {}

  /** What this one leaves at a lease now. */
  static Notice notice(String reason) {
    return new Notice(
        Instant.now(), System.getProperty("user.name", "somebody") + "@" + HostName.get(), reason);
  }
}
