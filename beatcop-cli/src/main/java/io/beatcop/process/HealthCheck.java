package io.beatcop.process;

import io.beatcop.lease.Durations;
import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.List;

/**
 * A command that tells whether the child is well: exit code 0 means yes. If it fails three times in
 * a row, the child is stopped and the lease given up.
 *
 * @param command the command and its arguments
 * @param interval how often it runs, and how long it may take; at least 10 ms
 */
public record HealthCheck(List<String> command, Duration interval) {

  private static final Duration SHORTEST = Duration.ofMillis(10);

  /**
   * Copies and checks.
   *
   * @throws SettingException if there is no command, or the interval is too short
   */
  public HealthCheck {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new SettingException("health", "''", "must name a program to run");
    }
    if (interval.compareTo(SHORTEST) < 0) {
      throw new SettingException(
          "health-interval",
          Durations.format(interval),
          "must be at least " + Durations.format(SHORTEST));
    }
  }
}
