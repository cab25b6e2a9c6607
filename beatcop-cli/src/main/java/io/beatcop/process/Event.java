package io.beatcop.process;

import io.beatcop.lease.Loss;
import io.beatcop.lease.SettingException;

/** What a {@link Supervisor} hears of, from the guard, the lease and the health check. */
sealed interface Event {

  /** The guard answers a ping. */
  record Pong(long id, long nowNanos, long sleepNanos) implements Event {}

  /** The child executes its program. */
  record Started(long pid) implements Event {}

  /** The child can't execute its program. That it has ended follows. */
  record NotExecuted(String reason) implements Event {}

  /** The system gives no process for the child. That it has ended follows. */
  record NotStarted(String reason) implements Event {}

  /** A variable of the user's environment that this JVM does not have; empty after the last. */
  record Variable(String assignment) implements Event {}

  /** The guard goes by the deadline of that id now. */
  record Extended(long id, long sleepNanos) implements Event {}

  /** The child has ended; something of what it started may be left. */
  record ChildEnded(ExitStatus status) implements Event {}

  /** Nothing is left of the child and of what it started. */
  record Gone() implements Event {}

  /** A process was sent KILL and has not ended; the error number is 0 if it was not refused. */
  record Stuck(long pid, int errno) implements Event {}

  /** A signal was sent to this node; if by the terminal, the child has it already. */
  record Signalled(Signal signal, boolean fromTerminal) implements Event {}

  /** The guard is gone. */
  record GuardEnded() implements Event {}

  /** The lease was acquired or extended: ask it. */
  record Renewed() implements Event {}

  /** Somebody asks this node to leave the lease to others. */
  record Asked(String why) implements Event {}

  /** The lease was lost. */
  record Lost(Loss loss) implements Event {}

  /** The lease can't be had with these settings. */
  record Refused(SettingException reason) implements Event {}

  /** Something of this process has ended that may not, or could not begin. */
  record Broken(Breakdown breakdown) implements Event {}

  /** The health check has failed too often. */
  record Unwell(String reason) implements Event {}
}
