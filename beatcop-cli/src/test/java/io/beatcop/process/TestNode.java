package io.beatcop.process;

import io.beatcop.lease.Lease;
import io.beatcop.redis.RedisLease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The main class of a node for tests: settings from system properties, the command as arguments.
 */
final class TestNode {

  private TestNode() {}

  public static void main(String[] command) {
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
            .build();
    System.exit(
        new Supervisor(settings, lease, Guard.attached(), new SupervisorListener() {}).run());
  }
}
