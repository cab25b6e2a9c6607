package io.beatcop.process;

import io.beatcop.lease.Durations;
import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deadlines of one term that the guard was told, the last of which is when a child is killed.
 *
 * <p>A deadline is sent on only while the guard confirms them: with one that is silent the last one
 * stands, whatever becomes of the lease. So it is known when the child has ended even if nobody can
 * tell. Moments are of {@link System#nanoTime}.
 */
final class GuardDeadline {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final Guard guard;
  private final LeaseSettings lease;
  private final StopBudget budget;
  private final long token;

  private long deadlineNanos;
  private long sentId;
  private long confirmedId;
  private boolean silent;
  private OptionalLong pingedNanos = OptionalLong.empty();
  private boolean answered;

  /** Begins with the deadline that the guard was given with the child. */
  GuardDeadline(Guard guard, LeaseSettings lease, StopBudget budget, Grant grant) {
    this.guard = guard;
    this.lease = lease;
    this.budget = budget;
    this.token = grant.token();
    this.deadlineNanos = grant.deadline().nanos();
  }

  long token() {
    return token;
  }

  /**
   * Sends on the deadline of the term, if it is news and the guard has confirmed the last one.
   *
   * @param sleepNanos what the guard had said of sleep when the grant was still to be looked up
   */
  void extend(Optional<Grant> held, long sleepNanos, long nowNanos) {
    Optional<Grant> news =
        held.filter(grant -> grant.token() == token)
            .filter(grant -> grant.deadline().nanos() - deadlineNanos > 0);
    if (news.isEmpty()) {
      return;
    }
    if (confirmedId == sentId) {
      deadlineNanos = news.get().deadline().nanos();
      guard.extend(++sentId, killNanos(), sleepNanos);
    } else if (!silent) {
      silent = true;
      log.warn(
          "{}: the guard does not confirm deadlines: is it stopped? It ends the child in {}",
          lease.name(),
          Durations.format(Duration.ofNanos(Math.max(0, killNanos() - nowNanos))));
    }
  }

  void confirmed(long id) {
    confirmedId = id;
    if (silent && id == sentId) {
      silent = false;
      log.info("{}: the guard confirms deadlines again", lease.name());
    }
  }

  /** When the child is asked to end, unless there is a later deadline by then. */
  long stopNanos() {
    return budget.stopNanos(deadlineNanos);
  }

  /** When the child is killed, unless there is a later deadline by then. */
  long killNanos() {
    return budget.killNanos(deadlineNanos);
  }

  /** Whether the child has been killed, or is about to be, since it had no later deadline. */
  boolean isOver(long nowNanos) {
    return silent || nowNanos - killNanos() >= 0;
  }

  /** Past the deadline asks the guard whether it is there: the child should be gone. */
  void checkGuard(long nowNanos) {
    if (pingedNanos.isEmpty() && nowNanos - deadlineNanos >= 0) {
      pingedNanos = OptionalLong.of(nowNanos);
      guard.ping(0);
    }
  }

  /** When there is something to check next. */
  long nextNanos() {
    return pingedNanos.isPresent() ? abandonedNanos() : deadlineNanos;
  }

  /** The guard is there: so what has not ended is stuck. */
  void answered() {
    answered = true;
  }

  /**
   * Whether the guard is silent, past the end of all that it was told: then the front is frozen,
   * and the keeper has killed the child, unless it is frozen too.
   */
  boolean isAbandoned(long nowNanos) {
    return pingedNanos.isPresent() && !answered && nowNanos - abandonedNanos() >= 0;
  }

  /** From the ping, not from the deadline: this process may have been paused until after that. */
  private long abandonedNanos() {
    return pingedNanos.orElse(deadlineNanos) + Guard.PATIENCE.toNanos();
  }
}
