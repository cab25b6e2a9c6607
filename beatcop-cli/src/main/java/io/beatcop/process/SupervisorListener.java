package io.beatcop.process;

import java.time.Duration;

/** Hears what the {@link Supervisor} does, in order, on its thread. It must not block. */
public interface SupervisorListener {

  /** This node waits for the lease. */
  default void waiting() {}

  /**
   * The child runs.
   *
   * @param pid its process id
   * @param token the fencing token of the term that it runs in
   */
  default void started(long pid, long token) {}

  /**
   * The child is being stopped.
   *
   * @param reason why, as a clause
   */
  default void stopping(String reason) {}

  /**
   * The child and all processes that it had started have ended.
   *
   * @param exitCode the child's exit code, 128+n if signal n ended it
   */
  default void ended(int exitCode) {}

  /**
   * This node can't go on, and ends as soon as its child has ended.
   *
   * @param reason why, as a clause
   */
  default void broken(String reason) {}

  /** The supervisor is at work. Called at each event, and at least once per heartbeat. */
  default void alive() {}

  /**
   * How often {@link #alive} must be called.
   *
   * @return the longest time between two calls
   */
  default Duration heartbeat() {
    return Duration.ofMinutes(1);
  }

  /** The supervisor is about to give the lease up and to end. */
  default void leaving() {}
}
