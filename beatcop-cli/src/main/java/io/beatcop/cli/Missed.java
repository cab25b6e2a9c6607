package io.beatcop.cli;

import io.beatcop.redis.LeaseControl;
import java.io.PrintWriter;

/** Tells which servers of a quorum do not know what was asked of them. */
final class Missed {

  private Missed() {}

  static void tell(LeaseControl control, String name, PrintWriter err) {
    control
        .missed()
        .forEach(
            server ->
                err.println(
                    "beatcop: "
                        + name
                        + ": "
                        + server
                        + ": not done; repeat the command once this server answers"));
  }
}
