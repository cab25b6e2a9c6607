package io.beatcop.process;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the child and all that it starts: from its start until no process of it is left.
 *
 * <p>A child that has to end gets TERM, then its grace, then KILL. Moments are of {@link
 * System#nanoTime}. Only the supervisor's thread may use it.
 */
final class Child {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final Guard guard;
  private final String lease;
  private final Duration grace;
  private final GuardDeadline deadline;
  private final Optional<HealthWatch> health;
  private final long startedNanos;

  private Optional<Ending> ending = Optional.empty();
  private OptionalLong killAtNanos = OptionalLong.empty();
  private boolean killed;
  private Optional<ProcessHandle> keeper = Optional.empty();
  private Optional<ExitStatus> status = Optional.empty();
  private boolean gone;

  /** Why a child is ended. */
  enum Ending {
    /** This node ends. */
    NODE,
    /** Its lease ends. */
    LEASE,
    /** The health check has failed. */
    HEALTH,
    /** Somebody asked this node to leave. */
    ASKED
  }

  /** Makes a child that lives in the term of a grant. */
  Child(
      Guard guard,
      LeaseSettings lease,
      StopBudget budget,
      Grant grant,
      Optional<HealthWatch> health,
      long nowNanos) {
    this.guard = guard;
    this.lease = lease.name();
    this.grace = budget.grace();
    this.deadline = new GuardDeadline(guard, lease, budget, grant);
    this.health = health;
    this.startedNanos = nowNanos;
  }

  /**
   * Tells the guard to start it.
   *
   * @param sleepNanos what the guard had told of sleep before the grant was looked up
   */
  void start(ChildCommand command, long sleepNanos) {
    guard.start(command, deadline.killNanos(), sleepNanos);
  }

  /** The fencing token of its term. */
  long token() {
    return deadline.token();
  }

  /** Extends its life to the present deadline of the lease, unless it has ended. */
  void extend(LeaseMembership membership, long nowNanos) {
    if (!gone) {
      // In this order: the lease notices a sleep before the second line, the guard a later one.
      long sleepNanos = guard.sleepNanos();
      deadline.extend(membership.grant(), sleepNanos, nowNanos);
    }
  }

  /** Passes a signal on. */
  void signal(Signal signal) {
    guard.signal(signal);
  }

  /** Begins the grace of a child that was just asked to end. */
  void end(Ending why, long nowNanos) {
    ending = ending.or(() -> Optional.of(why));
    killAt(nowNanos + grace.toNanos());
  }

  /** Ends the health checks, and the one that is running. */
  void stopHealthWatch() {
    health.ifPresent(HealthWatch::close);
  }

  private void killAt(long nanos) {
    if (killAtNanos.isEmpty()) {
      killAtNanos = OptionalLong.of(nanos);
    }
  }

  /** Kills the child and what it has started. */
  void kill(Ending why) {
    ending = ending.or(() -> Optional.of(why));
    if (!killed) {
      killed = true;
      guard.kill();
    }
  }

  /** Kills the child without the guard, which is frozen. */
  void killWithoutGuard() {
    stopHealthWatch();
    keeper.ifPresent(LastResort::killBelow);
  }

  boolean isEnding() {
    return ending.isPresent();
  }

  /** Whether it is time to ask the child to end, since the lease was not renewed. */
  boolean isLeaseEnding(long nowNanos) {
    return ending.isEmpty() && nowNanos - deadline.stopNanos() >= 0;
  }

  /** Does what is due. */
  void act(long nowNanos) {
    if (killAtNanos.isPresent() && !killed && nowNanos - killAtNanos.getAsLong() >= 0) {
      log.warn("{}: TERM did not end all processes of the child, so they are killed", lease);
      killed = true;
      guard.kill();
    }
    deadline.checkGuard(nowNanos);
  }

  /** When the next thing is due. */
  long nextNanos() {
    long next = deadline.nextNanos();
    if (ending.isEmpty()) {
      next = earlier(next, deadline.stopNanos());
    }
    if (killAtNanos.isPresent() && !killed) {
      next = earlier(next, killAtNanos.getAsLong());
    }
    return next;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  /** Takes an event of the guard. */
  void take(Event event, long nowNanos) {
    if (event instanceof Event.Started started) {
      keeper = ProcessHandle.of(started.pid()).flatMap(ProcessHandle::parent);
      log.info("{}: started, pid {}, token {}", lease, started.pid(), deadline.token());
      health.ifPresent(HealthWatch::start);
    } else if (event instanceof Event.NotExecuted failure) {
      log.error("{}: the command can't be executed: {}", lease, failure.reason());
    } else if (event instanceof Event.NotStarted failure) {
      log.error("{}: the command can't be started: {}", lease, failure.reason());
    } else if (event instanceof Event.Extended extended) {
      deadline.confirmed(extended.id());
    } else if (event instanceof Event.Pong) {
      deadline.answered();
    } else if (event instanceof Event.ChildEnded ended) {
      status = Optional.of(ended.status());
      log.info("{}: ended, {}", lease, ended.status());
      stopHealthWatch();
      // The processes that it left get the same: TERM, grace, KILL.
      guard.signalRest(Signal.TERM);
      killAt(nowNanos + grace.toNanos());
    } else if (event instanceof Event.Stuck stuck) {
      log.error(
          "{}: process {} of the child can't be killed{}: nothing is started on this node until"
              + " it is gone; end it by hand",
          lease,
          stuck.pid(),
          stuck.errno() == 0 ? "" : " (error " + stuck.errno() + ")");
    } else if (event instanceof Event.Gone) {
      gone = true;
    }
  }

  /** Whether no process of it is left. */
  boolean isGone() {
    return gone;
  }

  boolean isAbandoned(long nowNanos) {
    return !gone && deadline.isAbandoned(nowNanos);
  }

  /** How it ended. If the guard did not tell, it was killed. */
  ExitStatus status() {
    return status.orElse(new ExitStatus(Signal.KILL.number()));
  }

  /** How and why it ended, as far as that is known here. */
  RestartPolicy.End ended(
      LeaseMembership membership, Optional<Signal> deadlySignal, long nowNanos) {
    boolean timeWasOver = !membership.isHeld(deadline.token()) || deadline.isOver(nowNanos);
    // This process was paused, or the guard was silent, and the guard killed the child in time.
    Optional<Ending> why =
        ending.or(
            () -> status().isKill() && timeWasOver ? Optional.of(Ending.LEASE) : Optional.empty());
    Duration life = Duration.ofNanos(nowNanos - startedNanos);
    return new RestartPolicy.End(status(), why, deadlySignal, life, membership.isHeld());
  }
}
