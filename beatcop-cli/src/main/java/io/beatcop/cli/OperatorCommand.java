package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.lease.Durations;
import io.beatcop.lease.HostName;
import io.beatcop.redis.OperatorNote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A command of an operator that changes what the nodes do: pause, resume, step-down. */
abstract class OperatorCommand extends LeaseCommand {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** The author, time and reason of this command, for the nodes and for later readers. */
  static OperatorNote note(String reason) {
    return new OperatorNote(
        Instant.now(), System.getProperty("user.name", "somebody") + "@" + HostName.get(), reason);
  }

  /** Warns of the servers of a quorum that did not get the request. */
  final void tellMissed(List<String> missed) {
    missed.forEach(
        server -> warn(server + ": not done; repeat the command once this server answers"));
  }

  /**
   * Waits until a condition is true, and returns whether it was in time. Checks at least once. An
   * interrupt ends the wait.
   */
  static boolean waitUntil(BooleanSupplier condition, Duration atMost) {
    long endNanos = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNanos >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  /** Warns that the holder is still there, and returns the exit code for that. */
  final int notYet(String holder, Duration atMost) {
    warn(
        holder
            + " has not left within "
            + Durations.format(atMost)
            + "; it leaves when its work has ended");
    return ExitCode.NOT_YET;
  }
}
