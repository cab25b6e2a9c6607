package io.beatcop.cli;

import io.beatcop.redis.Notice;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/** Who gives this command: told to the nodes, and to whoever looks later. */
final class Operator {

  private Operator() {}

  /** What this one leaves at a lease now. */
  static Notice notice(String reason) {
    return new Notice(
        Instant.now(), System.getProperty("user.name", "somebody") + "@" + host(), reason);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // It has no name of its own, and needs none.
      return "localhost";
    }
  }
}
