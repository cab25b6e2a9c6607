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
 * One life of the child, with all that it starts: from its start until nothing of it is left.
 *
 * <p>It is killed at the last deadline that the guard was told, whatever becomes of this object. So
 * a deadline is sent on only while the guard confirms them: one that is silent has stopped the
 * clock for good. Moments are of {@link System#nanoTime}. Belongs to the supervisor's thread.
 */
final class Child {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final Guard guard;
  private final LeaseSettings lease;
  private final StopBudget budget;
  private final long token;
  private final long startedNanos;

  private long deadlineNanos;
  private long sentId;
  private long confirmedId;
  private boolean silent;
  private boolean answers;
  private OptionalLong pingedNanos = OptionalLong.empty();
  private Optional<ProcessHandle> keeper = Optional.empty();

  private Optional<Ending> ending = Optional.empty();
  private OptionalLong killAtNanos = OptionalLong.empty();
  private boolean killed;
  private Optional<ExitStatus> status = Optional.empty();
  private boolean gone;

  /** Why a child ends that does not end by itself. */
  enum Ending {
    /** This node is to end. */
    NODE,
    /** Its lease ends. */
    LEASE,
    /** It is not well. */
    HEALTH
  }

  /** Has the guard start a child in a term. */
  Child(
      Guard guard,
      LeaseSettings lease,
      StopBudget budget,
      ChildCommand command,
      Grant grant,
      long sleepNanos,
      long nowNanos) {
    this.guard = guard;
    this.lease = lease;
    this.budget = budget;
    this.token = grant.token();
    this.startedNanos = nowNanos;
    this.deadlineNanos = grant.deadline().nanos();
    guard.start(command, budget.killNanos(deadlineNanos), sleepNanos);
  }

  long token() {
    return token;
  }

  /**
   * Sends on the deadline of the term, if it is news and the guard has confirmed the last one.
   *
   * @param sleepNanos what the guard had said of sleep when the grant was still to be looked up
   */
  void extend(Optional<Grant> held, long sleepNanos) {
    Optional<Grant> news =
        held.filter(grant -> grant.token() == token)
            .filter(grant -> grant.deadline().nanos() - deadlineNanos > 0);
    if (gone || killed || news.isEmpty()) {
      return;
    }
    if (confirmedId == sentId) {
      deadlineNanos = news.get().deadline().nanos();
      guard.extend(++sentId, budget.killNanos(deadlineNanos), sleepNanos);
    } else if (!silent) {
      silent = true;
      log.warn(
          "{}: the guard does not confirm deadlines: is it stopped? It ends the child in {}",
          lease.name(),
          until(budget.killNanos(deadlineNanos)));
    }
  }

  private String until(long nanos) {
    return Durations.format(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())));
  }

  /** Passes a signal on. */
  void signal(Signal signal) {
    guard.signal(signal);
  }

  /** Gives the child the grace to end, of which the caller has told it, and then kills it. */
  void end(Ending why, long nowNanos) {
    if (ending.isEmpty()) {
      ending = Optional.of(why);
    }
    killAt(nowNanos + budget.grace().toNanos());
  }

  private void killAt(long nanos) {
    if (killAtNanos.isEmpty()) {
      killAtNanos = OptionalLong.of(nanos);
    }
  }

  /** Kills the child and what it has started. */
  void kill(Ending why) {
    if (ending.isEmpty()) {
      ending = Optional.of(why);
    }
    if (!killed) {
      killed = true;
      guard.kill();
    }
  }

  boolean isEnding() {
    return ending.isPresent();
  }

  /** Whether it is time to ask the child to end, since the lease was not renewed. */
  boolean isLeaseEnding(long nowNanos) {
    return ending.isEmpty() && nowNanos - budget.stopNanos(deadlineNanos) >= 0;
  }

  /** Does what has become due. */
  void act(long nowNanos) {
    if (killAtNanos.isPresent() && !killed && nowNanos - killAtNanos.getAsLong() >= 0) {
      log.warn("{}: what has not ended after TERM is killed", lease.name());
      kill(ending.orElse(Ending.LEASE));
    }
    if (pingedNanos.isEmpty() && nowNanos - deadlineNanos >= 0) {
      // It should be gone. If the guard answers, the child is stuck; if not, the guard is.
      pingedNanos = OptionalLong.of(nowNanos);
      guard.ping(0);
    }
  }

  /** When there is something to do next. */
  long nextNanos() {
    long next = pingedNanos.isPresent() ? abandonedNanos() : deadlineNanos;
    if (ending.isEmpty()) {
      next = earlier(next, budget.stopNanos(deadlineNanos));
    }
    if (killAtNanos.isPresent() && !killed) {
      next = earlier(next, killAtNanos.getAsLong());
    }
    return next;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  /** Takes what the guard says. */
  void take(Event event, long nowNanos) {
    if (event instanceof Event.Started started) {
      keeper = ProcessHandle.of(started.pid()).flatMap(ProcessHandle::parent);
    } else if (event instanceof Event.Extended extended) {
      confirmed(extended.id());
    } else if (event instanceof Event.Pong) {
      answers = true;
    } else if (event instanceof Event.ChildEnded ended) {
      status = Optional.of(ended.status());
      // What it left behind gets the same treatment: TERM, grace, KILL.
      guard.signalRest(Signal.TERM);
      killAt(nowNanos + budget.grace().toNanos());
    } else if (event instanceof Event.Stuck stuck) {
      log.error(
          "{}: process {} of the child can't be killed{}: nothing is started on this node until"
              + " it is gone; end it by hand",
          lease.name(),
          stuck.pid(),
          stuck.errno() == 0 ? "" : " (error " + stuck.errno() + ")");
    } else if (event instanceof Event.Gone) {
      gone = true;
    }
  }

  private void confirmed(long id) {
    confirmedId = id;
    if (silent && id == sentId) {
      silent = false;
      log.info("{}: the guard confirms deadlines again", lease.name());
    }
  }

  /** Whether nothing is left of it. */
  boolean isGone() {
    return gone;
  }

  /**
   * Whether the guard is silent, past the end of all that it was told: then the front is frozen,
   * and the keeper has killed the child, unless it is frozen too.
   */
  boolean isAbandoned(long nowNanos) {
    return !gone && pingedNanos.isPresent() && !answers && nowNanos - abandonedNanos() >= 0;
  }

  /** From the ping, not from the deadline: this process may have been paused until after that. */
  private long abandonedNanos() {
    return pingedNanos.orElse(deadlineNanos) + lease.drift().toNanos();
  }

  /** Kills it without the guard, which is frozen. */
  void killWithoutGuard() {
    keeper.ifPresent(LastResort::killBelow);
  }

  /** How it ended, if it did. */
  ExitStatus status() {
    return status.orElse(new ExitStatus(Signal.KILL.number()));
  }

  Duration life(long nowNanos) {
    return Duration.ofNanos(nowNanos - startedNanos);
  }

  /** Why it ended, or empty if by itself. */
  Optional<Ending> ending(boolean leaseHeld, long nowNanos) {
    boolean timeWasOver = silent || !leaseHeld || nowNanos - budget.killNanos(deadlineNanos) >= 0;
    return ending.or(
        // This process was paused, or the guard was, and the guard has done what it is for.
        () -> status().isKill() && timeWasOver ? Optional.of(Ending.LEASE) : Optional.empty());
  }
}
