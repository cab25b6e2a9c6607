package io.beatcop.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to run, and how it is stopped, restarted and watched.
 *
 * @param command the command and its arguments, not empty
 * @param stopGrace for how long the child may take to end after TERM, before it is killed
 * @param restart whether a child that has ended is started again
 * @param onLost what follows when the lease was lost
 * @param health how to tell whether the child is well, if at all
 */
public record SupervisorSettings(
    List<String> command,
    Duration stopGrace,
    Restart restart,
    OnLost onLost,
    Optional<HealthCheck> health) {

  /** Copies the command. */
  public SupervisorSettings {
    command = List.copyOf(command);
  }
}
