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
 * The deadlines of one term that the guard was given. It kills the child by the last one.
 *
 * <p>A deadline is sent only while the guard confirms them. For a silent guard the last one stands,
 * whatever happens to the lease. So it is known when the child has ended, even if the guard can't
 * tell. Moments are of {@link System#nanoTime}.
 */
final class GuardDeadline {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final Guard guard;
  private final LeaseSettings lease;
  private final StopBudget budget;
  private final long token;

  private long deadlineNanos;
  private OptionalLong sentId = OptionalLong.empty();
  private boolean silent;
  private OptionalLong pingedNanos = OptionalLong.empty();
  private boolean answered;

  /** Begins with the deadline that the guard got with the child. */
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
   * Sends the deadline of the term, if it is a later one and the guard has confirmed the last.
   *
   * @param sleepNanos what the guard had told of sleep before the grant was looked up
   */
  void extend(Optional<Grant> held, long sleepNanos, long nowNanos) {
    Optional<Grant> news =
        held.filter(grant -> grant.token() == token)
            .filter(grant -> grant.deadline().nanos() - deadlineNanos > 0);
    if (news.isEmpty()) {
      return;
    }
    if (sentId.isEmpty() || guard.hasConfirmed(sentId.getAsLong())) {
      sentId.ifPresent(this::confirmed);
      deadlineNanos = news.get().deadline().nanos();
      sentId = OptionalLong.of(guard.extend(killNanos(), sleepNanos));
    } else if (!silent) {
      silent = true;
      log.warn(
          "{}: the guard does not confirm deadlines: is it stopped? It ends the child in {}",
          lease.name(),
          Durations.format(Duration.ofNanos(Math.max(0, killNanos() - nowNanos))));
    }
  }

  void confirmed(long id) {
    if (silent && sentId.equals(OptionalLong.of(id))) {
      silent = false;
      log.info("{}: the guard confirms deadlines again", lease.name());
    }
  }

  /** When the child is asked to end, unless a later deadline comes. */
  long stopNanos() {
    return budget.stopNanos(deadlineNanos);
  }

  /** When the child is killed, unless a later deadline comes. */
  long killNanos() {
    return budget.killNanos(deadlineNanos);
  }

  /** Whether the child has been killed, or soon is, for lack of a later deadline. */
  boolean isOver(long nowNanos) {
    return silent || nowNanos - killNanos() >= 0;
  }

  /** Pings the guard after the deadline: the child should be gone by then. */
  void checkGuard(long nowNanos) {
    if (pingedNanos.isEmpty() && nowNanos - deadlineNanos >= 0) {
      pingedNanos = OptionalLong.of(nowNanos);
      guard.ping(0);
    }
  }

  /** When the next check is due. */
  long nextNanos() {
    return pingedNanos.isPresent() ? abandonedNanos() : deadlineNanos;
  }

  /** Notes that the guard answers: a process that has not ended is stuck then. */
  void answered() {
    answered = true;
  }

  /**
   * Whether the guard is silent after the last deadline. Then the front is frozen, and the keeper
   * has killed the child, unless it is frozen too.
   */
  boolean isAbandoned(long nowNanos) {
    return pingedNanos.isPresent() && !answered && nowNanos - abandonedNanos() >= 0;
  }

  /** Counted from the ping, not from the deadline: this process may have been paused meanwhile. */
  private long abandonedNanos() {
    return pingedNanos.orElse(deadlineNanos) + Guard.PATIENCE.toNanos();
  }
}
