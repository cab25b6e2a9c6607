package io.beatcop.cli.doctor;

import io.beatcop.cli.report.HumanDurations;
import io.beatcop.redis.LeaseStatus;
import io.beatcop.redis.connect.RedisProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the lease itself: its key, its ttl, who has it, whether it is paused. */
final class LeaseCheck {

  private final String lease;
  private final Duration ttl;

  LeaseCheck(String lease, Duration ttl) {
    this.lease = lease;
    this.ttl = ttl;
  }

  /** Whether the key can be a lease's. This is checked first. */
  Finding key(RedisProbe probe) {
    String type = probe.ask("TYPE", lease).word().orElse("unknown");
    return switch (type) {
      case "string", "none" -> Finding.ok("key", type.equals("none") ? "free" : "a string");
      case "unknown" -> Finding.unknown("key", "the user may not ask for its TYPE");
      default ->
          Finding.fail(
              "key", "a " + type + ", so it is in use for something else: choose another name");
    };
  }

  /** The findings in the status of the lease. */
  List<Finding> findings(LeaseStatus status) {
    List<Finding> findings = new ArrayList<>();
    findings.add(holder(status));
    if (status.holder().isPresent()) {
      findings.add(ttl(status.expiresIn()));
    }
    status
        .pause()
        .ifPresent(
            pause ->
                findings.add(
                    Finding.warn(
                        "paused",
                        "by "
                            + pause.note()
                            + pause
                                .endsIn()
                                .map(left -> ", for " + HumanDurations.of(left))
                                .orElse("")
                            + ": nothing runs on any node; end it with 'beatcop resume'")));
    status
        .foreign()
        .forEach(
            what ->
                findings.add(
                    Finding.fail(
                        "foreign", what + ", which BeatCop did not write: delete that key")));
    int waiters = status.waiters().size();
    findings.add(Finding.ok("waiting", waiters + (waiters == 1 ? " node" : " nodes")));
    return findings;
  }

  private Finding holder(LeaseStatus status) {
    String holder = status.holder().orElse("nobody");
    return switch (status.possession()) {
      case HELD -> Finding.ok("holder", holder);
      case PENDING -> Finding.ok("holder", holder + ", which waits for a ttl before it acts");
      case FREE ->
          Finding.warn("holder", "nobody: unless this is meant, see whether any node is running");
      case FOREIGN ->
          Finding.warn(
              "holder",
              holder
                  + " wrote no term: it is BeatCop 1.0, which takes a missing key at once, or"
                  + " somebody set the key by hand");
    };
  }

  private Finding ttl(Optional<Duration> left) {
    if (left.isEmpty()) {
      return Finding.warn(
          "ttl", "the key never expires: if nobody renews it, delete it, or nobody ever gets it");
    }
    return left.get().compareTo(ttl) <= 0
        ? Finding.ok("ttl", "expires in " + HumanDurations.of(left.get()) + " unless it is renewed")
        : Finding.warn(
            "ttl",
            "expires in "
                + HumanDurations.of(left.get())
                + ", but our ttl is "
                + HumanDurations.of(ttl)
                + ": let all nodes have the same, or set --ttl to theirs");
  }
}
