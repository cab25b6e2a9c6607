package io.beatcop.process;

import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to run, and how to stop, restart and watch it.
 *
 * @param command the command and its arguments, not empty
 * @param stopGrace how long the child may take to end after TERM, before it is killed
 * @param restart whether a child that has ended is started again
 * @param onLost what to do when the lease was lost
 * @param health how to tell whether the child is well, if at all
 * @param asBeatCop1 whether signals and exit codes are those of BeatCop 1.0: TERM, INT and HUP stop
 *     the child by TERM, and after signal n this process exits with 256-n; after the child has
 *     ended, however it did, with 1
 */
public record SupervisorSettings(
    List<String> command,
    Duration stopGrace,
    Restart restart,
    OnLost onLost,
    Optional<HealthCheck> health,
    boolean asBeatCop1) {

  /**
   * Copies and checks.
   *
   * @throws SettingException if there is no command
   */
  public SupervisorSettings {
    command = List.copyOf(command);
    if (command.isEmpty() || command.get(0).isEmpty()) {
      throw new SettingException("command", "''", "must name a program to run");
    }
  }

  /**
   * The stop grace that follows from a ttl: a quarter.
   *
   * @param ttl the ttl of the lease
   * @return the stop grace
   */
  public static Duration defaultStopGrace(Duration ttl) {
    return ttl.dividedBy(4);
  }

  /**
   * How long before its deadline a lease should warn that it is not renewed: when the child is sent
   * TERM.
   *
   * @param stopGrace how long the child may take to end after TERM
   * @param ttl the ttl of the lease
   * @return the lease's {@code expiringNotice}
   * @throws SettingException if the child could not be stopped within the lease
   */
  public static Duration expiringNotice(Duration stopGrace, Duration ttl) {
    return StopBudget.of(stopGrace, ttl).notice();
  }
}
