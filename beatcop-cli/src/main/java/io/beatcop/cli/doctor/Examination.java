package io.beatcop.cli.doctor;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes all the checks: of each server, of the lease, and of the schedule that nodes share. */
public final class Examination {

  private final LeaseSettings lease;
  private final Duration ttl;
  private final List<Finding> findings;

  /**
   * Makes the examination of a lease.
   *
   * @param lease its name, and how long to wait for Redis
   * @param ttl the ttl that the nodes have
   * @param findings the list that gets the findings, even if the examination throws
   */
  public Examination(LeaseSettings lease, Duration ttl, List<Finding> findings) {
    this.lease = lease;
    this.ttl = ttl;
    this.findings = findings;
  }

  /**
   * Examines the lease, and the servers that keep it.
   *
   * @param where the servers
   * @throws RedisUnavailableException if there is no answer
   * @throws SettingException if the server refuses, or a setting is wrong
   */
  public void of(RedisSettings where) {
    if (where.members().size() == 1) {
      examine(where, findings);
    } else {
      examineEach(where);
    }
  }

  /** Examines each member of a quorum by itself, and then the majority's view of the lease. */
  private void examineEach(RedisSettings where) {
    for (RedisSettings member : where.members()) {
      List<Finding> theirs = new ArrayList<>();
      try {
        examine(member, theirs);
      } catch (RedisUnavailableException e) {
        theirs.add(Finding.noAnswer(e));
      } catch (SettingException e) {
        theirs.add(Finding.refusal(e));
      }
      theirs.forEach(finding -> findings.add(finding.of(member.topology().toString())));
    }
    try (LeaseControl control = new LeaseControl(lease, where)) {
      String holder = control.status().holder().orElse("nobody");
      findings.add(Finding.ok("majority", "by most servers " + holder + " has it"));
    }
  }

  private void examine(RedisSettings server, List<Finding> found) {
    LeaseCheck check = new LeaseCheck(lease.name(), ttl);
    try (RedisProbe probe = RedisProbe.connect(server, lease.timeout(), lease.name());
        LeaseControl control = new LeaseControl(lease, server)) {
      found.add(
          probe
              .ask("PING")
              .error()
              .map(error -> Finding.fail("answer", server + " refuses PING: " + error))
              .orElseGet(() -> Finding.ok("answer", server + " answers")));
      found.addAll(new ServerCheck(probe).findings());
      found.addAll(new TimeCheck(probe, ttl).findings());
      RightsCheck rights =
          new RightsCheck(probe, LeaseKeys.of(lease.name(), server.database()), server.database());
      found.addAll(rights.findings());
      Finding key = check.key(probe);
      found.add(key);
      if (key.level() != Finding.Level.FAIL) {
        found.addAll(status(check, control));
      }
      found.addAll(new ScheduleCheck(lease, server).findings(probe, rights));
      found.addAll(rights.group());
    }
  }

  /** The server has answered before, so a refusal now is one more finding. */
  private static List<Finding> status(LeaseCheck check, LeaseControl control) {
    try {
      return check.findings(control.status());
    } catch (RedisUnavailableException | SettingException e) {
      return List.of(Finding.fail("status", String.valueOf(e.getMessage())));
    }
  }
}
