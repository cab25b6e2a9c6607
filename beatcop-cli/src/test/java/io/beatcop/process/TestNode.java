package io.beatcop.process;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.log.Log;
import io.beatcop.log.LogFormat;
import io.beatcop.monitor.SystemdNotify;
import io.beatcop.redis.RedisLease;
import io.beatcop.redis.RedisLeaseGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * The main class of a node for tests: settings from system properties, the command as arguments.
 */
final class TestNode {

  private TestNode() {}

  public static void main(String[] command) {
    Log.set(new Log.Settings(LogFormat.PLAIN, Level.INFO, "", ""));
    Guard guard = Guard.attached();
    Duration ttl = Duration.ofMillis(Long.getLong("ttl", 1000));
    Duration grace =
        Duration.ofMillis(
            Long.getLong("grace", SupervisorSettings.defaultStopGrace(ttl).toMillis()));
    Optional<HealthCheck> health =
        Optional.ofNullable(System.getProperty("health"))
            .map(
                check ->
                    new HealthCheck(
                        List.of("sh", "-c", check),
                        Duration.ofMillis(Long.getLong("health-interval", 100))));
    SupervisorSettings settings =
        new SupervisorSettings(
            List.of(command),
            grace,
            Restart.valueOf(System.getProperty("restart", "NEVER")),
            OnLost.valueOf(System.getProperty("on-lost", "WAIT")),
            health,
            Boolean.getBoolean("as-beatcop-1"));
    Lease lease =
        RedisLease.builder(System.getProperty("lease"))
            .redis(System.getProperty("redis"))
            .ttl(ttl)
            .expiringNotice(SupervisorSettings.expiringNotice(grace, ttl))
            .trustAbsence(Boolean.getBoolean("trust-absence"))
            .build();
    SupervisorListener systemd =
        SystemdNotify.of(System.getenv(), guard::tellSystemd, lease.settings().name())
            .map(SupervisorListener.class::cast)
            .orElseGet(() -> new SupervisorListener() {});
    Supervisor supervisor = new Supervisor(settings, contest(lease), guard, systemd);
    Optional.ofNullable(System.getProperty("broken"))
        .map(Path::of)
        .ifPresent(runs -> lease.addListener(breaking(supervisor, runs)));
    System.exit(supervisor.run());
  }

  /** The lease, or one of its slots. */
  private static Contest contest(Lease lease) {
    Integer slots = Integer.getInteger("slots");
    if (slots == null) {
      return Contest.of(lease);
    }
    return new SlotContest(
        RedisLeaseGroup.builder(lease.settings().name(), slots)
            .redis(System.getProperty("redis"))
            .holder(lease.settings().holder())
            .ttl(lease.settings().ttl())
            .expiringNotice(lease.settings().expiringNotice())
            .most(1)
            .build(),
        lease.settings());
  }

  /** As soon as the command has made this file: a thread of ours has ended. */
  private static LeaseListener breaking(Supervisor supervisor, Path runs) {
    return new LeaseListener() {
      @Override
      public void extended(Grant grant) {
        if (Files.exists(runs)) {
          supervisor.broken(new IllegalStateException("broken on purpose"));
        }
      }
    };
  }
}
