package io.beatcop.process;

import java.time.Duration;
import java.util.List;

/**
 * A command that tells whether the child is well: exit code 0 means that it is.
 *
 * @param command the command and its arguments
 * @param interval how often it is run, and for how long it may take
 */
public record HealthCheck(List<String> command, Duration interval) {

  /** Copies the command. */
  public HealthCheck {
    command = List.copyOf(command);
  }
}
