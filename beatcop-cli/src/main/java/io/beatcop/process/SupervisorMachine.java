package io.beatcop.process;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.Loss;
import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of one node's life: what a {@link Supervisor} does at each event, and when time has
 * passed. {@link Phase} has the picture.
 *
 * <p>Only the supervisor's thread may use it. Moments are of {@link System#nanoTime}.
 */
final class SupervisorMachine {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final SupervisorSettings settings;
  private final LeaseSettings lease;
  private final LeaseMembership membership;
  private final Guard guard;
  private final SupervisorListener listener;
  private final Consumer<Event> healthNews;
  private final StopBudget budget;
  private final RestartPolicy restartPolicy;
  private final SignalRules signalRules;

  private Phase phase = new Phase.Waiting();
  private OptionalInt exitCode = OptionalInt.empty();
  private Optional<Breakdown> breakdown = Optional.empty();
  private long pings;

  /**
   * Makes the machine of a node that waits for the lease.
   *
   * @param healthNews takes the results of health checks, on another thread
   * @throws SettingException if the child could not be stopped within the lease
   */
  SupervisorMachine(
      SupervisorSettings settings,
      LeaseMembership membership,
      Guard guard,
      SupervisorListener listener,
      Consumer<Event> healthNews) {
    this.settings = settings;
    this.lease = membership.settings();
    this.membership = membership;
    this.guard = guard;
    this.listener = listener;
    this.healthNews = healthNews;
    this.budget = StopBudget.of(settings.stopGrace(), lease);
    this.restartPolicy = new RestartPolicy(settings);
    this.signalRules = new SignalRules(settings.asBeatCop1());
  }

  /** The exit code of this process, as soon as it is known. */
  OptionalInt exitCode() {
    return exitCode;
  }

  /** Whether this node can't go on, and ends as soon as its child has ended. */
  boolean isBroken() {
    return breakdown.isPresent();
  }

  /** Whether a process of the child is left. The lease is kept then. */
  boolean isRunning() {
    return phase instanceof Phase.Running running && !running.child().isGone();
  }

  /** How long to rest if no event comes; at most until the next sign of life. */
  long restNanos(Duration heartbeat, long nowNanos) {
    long longest = heartbeat.toNanos();
    return Math.min(longest, phase.dueNanos().orElse(nowNanos + longest) - nowNanos);
  }

  /** Takes an event. */
  void take(Event event, long nowNanos) {
    if (event instanceof Event.Signalled signalled) {
      signalled(signalled, nowNanos);
    } else if (event instanceof Event.Lost lost) {
      lost(lost.loss(), nowNanos);
    } else if (event instanceof Event.Unwell unwell) {
      stop(Child.Ending.HEALTH, unwell.reason(), nowNanos);
    } else if (event instanceof Event.Asked && !(phase instanceof Phase.Running)) {
      membership.stepDown();
    } else if (event instanceof Event.Asked asked) {
      stop(Child.Ending.ASKED, "this node is asked to leave: " + asked.why(), nowNanos);
    } else if (event instanceof Event.Refused refused) {
      throw refused.reason();
    } else if (event instanceof Event.Broken broken) {
      broken(broken.breakdown(), nowNanos);
    } else if (event instanceof Event.GuardEnded) {
      log.error("{}: the guard was killed; the child and this node end", lease.name());
      LastResort.killMarked(lease.holder());
      exitCode = OptionalInt.of(RestartPolicy.GUARD_LOST);
    } else if (event instanceof Event.Pong pong) {
      answered(pong, nowNanos);
    } else {
      tellChild(event, nowNanos);
    }
  }

  private void tellChild(Event event, long nowNanos) {
    if (phase instanceof Phase.Away away) {
      away.child().ifPresent(child -> child.take(event, nowNanos));
    } else if (phase instanceof Phase.Running running) {
      running.child().take(event, nowNanos);
      if (event instanceof Event.Started started) {
        listener.started(started.pid(), running.child().token());
      }
    }
  }

  private void signalled(Event.Signalled signalled, long nowNanos) {
    Signal signal = signalled.signal();
    if (phase instanceof Phase.Running running) {
      signalRules.note(signal, nowNanos);
      signalRules.toForward(signalled).ifPresent(running.child()::signal);
      if (signalRules.isStop(signal)) {
        stopping(running.child(), Child.Ending.NODE, "this node was sent " + signal, nowNanos);
      }
    } else if (signal.isMeantToEnd()) {
      exitCode = OptionalInt.of(restartPolicy.exitCode(signal));
    }
  }

  private void lost(Loss loss, long nowNanos) {
    if (phase instanceof Phase.Running running && membership.isOpenToOthers(loss)) {
      running.child().kill(Child.Ending.LEASE);
    } else if (phase instanceof Phase.Running) {
      stop(Child.Ending.LEASE, "the lease is lost: " + loss.explanation(), nowNanos);
    } else if (!(phase instanceof Phase.Away) && !membership.isHeld()) {
      lostWithoutChild();
    }
  }

  private void lostWithoutChild() {
    if (restartPolicy.afterLoss() instanceof RestartPolicy.Exit exit) {
      exitCode = OptionalInt.of(exit.code());
    } else if (!(phase instanceof Phase.Resting)) {
      waitForLease();
    }
  }

  /** Ends this node, since a part of it is gone that it needs. */
  private void broken(Breakdown why, long nowNanos) {
    if (breakdown.isPresent()) {
      return;
    }
    breakdown = Optional.of(why);
    log.error("{}: {}; this node ends", lease.name(), why.sentence());
    listener.broken(why.sentence());
    if (phase instanceof Phase.Running) {
      stop(Child.Ending.NODE, why.sentence(), nowNanos);
    } else {
      exitCode = OptionalInt.of(why.exitCode());
    }
  }

  private void answered(Event.Pong pong, long nowNanos) {
    if (phase instanceof Phase.Asking asking && asking.id() == pong.id()) {
      start(nowNanos);
    } else if (phase instanceof Phase.Away away && away.child().isEmpty()) {
      comeBack();
    } else {
      tellChild(pong, nowNanos);
    }
  }

  /** Does what is due. */
  void act(long nowNanos) {
    if (!membership.isAlive()) {
      // The lease tells this itself, unless it can't any more.
      broken(Breakdown.ofLease(), nowNanos);
    }
    if (phase instanceof Phase.Running running) {
      keep(running.child(), nowNanos);
    } else if (phase instanceof Phase.Waiting && membership.isHeldFor(budget.notice())) {
      // Asked before a child is started: a frozen guard might start it later, and nobody would end
      // it.
      phase = new Phase.Asking(++pings, nowNanos + Guard.PATIENCE.toNanos());
      guard.ping(pings);
    } else if (phase instanceof Phase.Asking asking && nowNanos - asking.untilNanos() >= 0) {
      goAway(Optional.empty());
    } else if (phase instanceof Phase.Resting resting && nowNanos - resting.untilNanos() >= 0) {
      if (resting.away()) {
        membership.rejoin();
      }
      waitForLease();
    } else if (phase instanceof Phase.Away away && away.child().filter(Child::isGone).isPresent()) {
      comeBack();
    }
  }

  private void start(long nowNanos) {
    long sleepNanos = guard.sleepNanos();
    Optional<Grant> held = membership.grant();
    if (held.isEmpty()) {
      phase = new Phase.Waiting();
      return;
    }
    Grant grant = held.get();
    ChildCommand command =
        ChildCommand.of(
            settings.command(),
            lease,
            grant.token(),
            membership.slot(grant),
            UserEnvironment.variables().keySet());
    Optional<HealthWatch> health =
        settings.health().map(check -> new HealthWatch(check, command, lease.name(), healthNews));
    Child child = new Child(guard, lease, budget, grant, health, nowNanos);
    child.start(command, sleepNanos);
    phase = new Phase.Running(child);
  }

  private void keep(Child child, long nowNanos) {
    child.extend(membership, nowNanos);
    if (child.isLeaseEnding(nowNanos)) {
      stop(Child.Ending.LEASE, "the lease ends, and is not renewed", nowNanos);
    }
    child.act(nowNanos);
    if (child.isGone()) {
      ended(child, nowNanos);
    } else if (child.isAbandoned(nowNanos)) {
      goAway(Optional.of(child));
      breakdown.ifPresent(why -> exitCode = OptionalInt.of(why.exitCode()));
    }
  }

  private void stop(Child.Ending why, String reason, long nowNanos) {
    if (phase instanceof Phase.Running running && !running.child().isEnding()) {
      running.child().signal(Signal.TERM);
      stopping(running.child(), why, reason, nowNanos);
    }
  }

  private void stopping(Child child, Child.Ending why, String reason, long nowNanos) {
    if (!child.isEnding()) {
      log.info("{}: stopping the child: {}", lease.name(), reason);
      listener.stopping(reason);
    }
    child.end(why, nowNanos);
  }

  private void ended(Child child, long nowNanos) {
    listener.ended(child.status().code());
    if (breakdown.isPresent()) {
      exitCode = OptionalInt.of(breakdown.get().exitCode());
      return;
    }
    follow(
        restartPolicy.after(child.ended(membership, signalRules.recent(nowNanos), nowNanos)),
        nowNanos);
  }

  private void follow(RestartPolicy.Next next, long nowNanos) {
    if (next instanceof RestartPolicy.Exit exit) {
      exitCode = OptionalInt.of(exit.code());
    } else if (next instanceof RestartPolicy.Rest rest) {
      log.warn("{}: {}", lease.name(), rest.announcement());
      if (rest.giveAway()) {
        membership.leave();
      }
      phase = new Phase.Resting(nowNanos + rest.length().toNanos(), rest.giveAway());
    } else {
      if (next instanceof RestartPolicy.StepDown) {
        membership.stepDown();
      }
      waitForLease();
    }
  }

  private void waitForLease() {
    phase = new Phase.Waiting();
    if (!membership.isHeld()) {
      listener.waiting();
    }
  }

  /** Leaves the lease to other nodes, since the guard is silent, until it answers again. */
  private void goAway(Optional<Child> child) {
    log.error(
        "{}: the guard is silent: is it stopped? This node leaves the lease to others until it"
            + " answers",
        lease.name());
    child.ifPresent(Child::killWithoutGuard);
    membership.leave();
    phase = new Phase.Away(child);
  }

  private void comeBack() {
    log.info("{}: the guard answers again", lease.name());
    membership.rejoin();
    waitForLease();
  }
}
