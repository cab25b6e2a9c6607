package io.beatcop.process;

import io.beatcop.lease.Loss;
import io.beatcop.lease.SettingException;

/** An event for a {@link Supervisor}, from the guard, the lease or the health check. */
sealed interface Event {

  /** The guard answers a ping. */
  record Pong(long id, long nowNanos, long sleepNanos) implements Event {}

  /** The child executes its program. */
  record Started(long pid) implements Event {}

  /** The child can't execute its program. The event of its end follows. */
  record NotExecuted(String reason) implements Event {}

  /** The system gives no process for the child. The event of its end follows. */
  record NotStarted(String reason) implements Event {}

  /** A variable of the user's environment that this JVM does not have; empty after the last. */
  record Variable(String assignment) implements Event {}

  /** The guard now uses the deadline with that id. */
  record Extended(long id, long sleepNanos) implements Event {}

  /** The child has ended. Processes that it started may be left. */
  record ChildEnded(ExitStatus status) implements Event {}

  /** The child and all processes that it started have ended. */
  record Gone() implements Event {}

  /** A process got KILL, but has not ended; the error number is 0 if the kill was not refused. */
  record Stuck(long pid, int errno) implements Event {}

  /** This node got a signal. If the terminal sent it, the child has it already. */
  record Signalled(Signal signal, boolean fromTerminal) implements Event {}

  /** The guard is gone. */
  record GuardEnded() implements Event {}

  /** The lease was acquired or extended: look at it. */
  record Renewed() implements Event {}

  /** Somebody asks this node to leave the lease to others. */
  record Asked(String why) implements Event {}

  /** The lease was lost. */
  record Lost(Loss loss) implements Event {}

  /** The lease can't be had with these settings. */
  record Refused(SettingException reason) implements Event {}

  /** A vital part of this process has ended, or could not begin. */
  record Broken(Breakdown breakdown) implements Event {}

  /** The health check has failed too often. */
  record Unwell(String reason) implements Event {}
}
