package io.beatcop.process;

import io.beatcop.lease.Durations;
import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.Loss;
import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a child live exactly as long as this node holds a lease.
 *
 * <p>One thread, that of {@link #run}, takes one event after the other, and then does what is due.
 * That a child ends in time does not depend on it: see {@link Guard}.
 */
public final class Supervisor {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  /** EX_SOFTWARE: the guard, which can't end without us, did. */
  private static final int GUARD_LOST = 70;

  /** How long a guard may take to answer before this node leaves the lease to another. */
  private static final Duration GUARD_PATIENCE = Duration.ofMillis(250);

  /** For how long an exit waits for the release of what this node may just have been granted. */
  private static final Duration QUICK_RELEASE = Duration.ofMillis(100);

  private final SupervisorSettings settings;
  private final Lease lease;
  private final String name;
  private final Guard guard;
  private final SupervisorListener listener;
  private final StopBudget budget;
  private final Aftermath aftermath;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private Phase phase = new Phase.Waiting();
  private Optional<Signal> deadlySignal = Optional.empty();
  private OptionalInt exitCode = OptionalInt.empty();
  private long pings;

  /**
   * Makes a supervisor that has not begun.
   *
   * @param settings what to run, and how
   * @param lease the lease, not started yet; the supervisor starts it and closes it
   * @param guard the child's keeper
   * @param listener who is told what happens
   * @throws SettingException if the child could not be stopped within the lease
   */
  public Supervisor(
      SupervisorSettings settings, Lease lease, Guard guard, SupervisorListener listener) {
    this.settings = settings;
    this.lease = lease;
    this.name = lease.settings().name();
    this.guard = guard;
    this.listener = listener;
    this.budget = StopBudget.of(settings.stopGrace(), lease.settings());
    this.aftermath = new Aftermath(settings);
  }

  /**
   * Runs until it is over: the child has ended for good, the lease is lost and that ends it, or a
   * signal said so. To be called once.
   *
   * @return the exit code of this process
   * @throws SettingException if the lease can't be had with its settings
   */
  public int run() {
    guard.listen(name, events::add);
    campaign();
    listener.waiting();
    try {
      while (exitCode.isEmpty()) {
        // All that has happened, before anything is made of the time that has passed.
        for (Event event = next(); event != null; event = events.poll()) {
          take(event, System.nanoTime());
        }
        act(System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
    return exitCode.orElse(GUARD_LOST);
  }

  /** Starts the lease; on a thread of its own, since signals count while it connects. */
  private void campaign() {
    lease.addListener(
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            events.add(new Event.Renewed());
          }

          @Override
          public void extended(Grant grant) {
            events.add(new Event.Renewed());
          }

          @Override
          public void lost(Grant grant, Loss loss) {
            events.add(new Event.Lost(loss));
          }
        });
    onOwnThread(
        "start",
        () -> {
          try {
            lease.start();
          } catch (SettingException e) {
            events.add(new Event.Refused(e));
          }
        });
  }

  private Thread onOwnThread(String duty, Runnable work) {
    Thread thread = new Thread(work, "beatcop-" + name + "-" + duty);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private @Nullable Event next() throws InterruptedException {
    long now = System.nanoTime();
    if (phase instanceof Phase.Running running) {
      return poll(running.child().nextNanos() - now);
    } else if (phase instanceof Phase.Asking asking) {
      return poll(asking.untilNanos() - now);
    } else if (phase instanceof Phase.Resting resting) {
      return poll(resting.untilNanos() - now);
    }
    return events.take();
  }

  private @Nullable Event poll(long nanos) throws InterruptedException {
    return events.poll(nanos, TimeUnit.NANOSECONDS);
  }

  // ---- what happens ----

  private void take(Event event, long nowNanos) {
    if (event instanceof Event.Signalled signalled) {
      signalled(signalled, nowNanos);
    } else if (event instanceof Event.Lost lost) {
      lost(lost.loss(), nowNanos);
    } else if (event instanceof Event.Unwell unwell) {
      end(Child.Ending.HEALTH, unwell.reason(), nowNanos);
    } else if (event instanceof Event.Refused refused) {
      throw refused.reason();
    } else if (event instanceof Event.GuardEnded) {
      log.error("{}: the guard was killed; the child and this node end", name);
      LastResort.killMarked(lease.settings().holder());
      exitCode = OptionalInt.of(GUARD_LOST);
    } else if (event instanceof Event.Pong pong) {
      answered(pong, nowNanos);
    } else if (!(event instanceof Event.Renewed)) {
      tellChild(event, nowNanos);
    }
  }

  private void tellChild(Event event, long nowNanos) {
    if (phase instanceof Phase.Running running) {
      if (event instanceof Event.Started started) {
        log.info("{}: started, pid {}, token {}", name, started.pid(), running.child().token());
        listener.started(started.pid(), running.child().token());
        running.health().ifPresent(HealthWatch::start);
      } else if (event instanceof Event.NotExecuted failure) {
        log.error("{}: {}: {}", name, settings.command().get(0), failure.reason());
      }
      running.child().take(event, nowNanos);
    } else if (phase instanceof Phase.Away away) {
      away.child().ifPresent(child -> child.take(event, nowNanos));
    }
  }

  private void signalled(Event.Signalled signalled, long nowNanos) {
    Signal signal = signalled.signal();
    if (!(phase instanceof Phase.Running running)) {
      if (signal.isMeantToEnd()) {
        exitCode = OptionalInt.of(aftermath.exitCode(signal));
      }
      return;
    }
    boolean stops = isStop(signal);
    if (stops || signal.equals(Signal.INT) || signal.equals(Signal.QUIT)) {
      // A child that ends after this was meant to end, and is not started again.
      deadlySignal = Optional.of(signal);
    }
    if (stops && settings.asBeatCop1()) {
      running.child().signal(Signal.TERM);
    } else if (!signalled.fromTerminal()) {
      running.child().signal(signal);
    }
    if (stops) {
      stopping(running.child(), Child.Ending.NODE, "this node was sent " + signal, nowNanos);
    }
  }

  private boolean isStop(Signal signal) {
    return signal.equals(Signal.TERM)
        || (settings.asBeatCop1() && (signal.equals(Signal.INT) || signal.equals(Signal.HUP)));
  }

  private void lost(Loss loss, long nowNanos) {
    boolean othersMayAct = loss.reason() != Loss.Reason.GONE || lease.settings().trustAbsence();
    if (phase instanceof Phase.Running running && othersMayAct) {
      running.child().kill(Child.Ending.LEASE);
    } else if (phase instanceof Phase.Running) {
      // The others wait for a ttl: until our deadline the child may take its grace (L7).
      end(Child.Ending.LEASE, "the lease is lost: " + loss.explanation(), nowNanos);
    } else if (!(phase instanceof Phase.Away) && !lease.isHeld()) {
      follow(aftermath.lost(), nowNanos);
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

  // ---- what is to be done ----

  private void act(long nowNanos) {
    if (phase instanceof Phase.Waiting) {
      if (lease.isHeldFor(budget.notice())) {
        // Before a child is started, since one that a frozen guard started would be nobody's.
        phase = new Phase.Asking(++pings, nowNanos + GUARD_PATIENCE.toNanos());
        guard.ping(pings);
      }
    } else if (phase instanceof Phase.Asking asking) {
      if (nowNanos - asking.untilNanos() >= 0) {
        goAway(Optional.empty());
      }
    } else if (phase instanceof Phase.Running running) {
      keep(running.child(), nowNanos);
    } else if (phase instanceof Phase.Resting resting) {
      if (nowNanos - resting.untilNanos() >= 0) {
        if (resting.away()) {
          lease.campaign();
        }
        waitForLease();
      }
    } else if (phase instanceof Phase.Away away && away.child().filter(Child::isGone).isPresent()) {
      comeBack();
    }
  }

  private void start(long nowNanos) {
    long sleepNanos = guard.sleepNanos();
    Optional<Grant> grant = lease.grant();
    if (grant.isEmpty()) {
      phase = new Phase.Waiting();
      return;
    }
    LeaseSettings held = lease.settings();
    ChildCommand command =
        ChildCommand.of(settings.command(), held, grant.get().token(), System.getenv().keySet());
    Child child = new Child(guard, held, budget, command, grant.get(), sleepNanos, nowNanos);
    phase =
        new Phase.Running(
            child,
            settings.health().map(check -> new HealthWatch(check, command, name, events::add)));
  }

  private void keep(Child child, long nowNanos) {
    // In this order: a sleep after the first line is told by the guard, one before it by the lease.
    long sleepNanos = guard.sleepNanos();
    child.extend(lease.grant(), sleepNanos);
    if (child.isLeaseEnding(nowNanos)) {
      end(Child.Ending.LEASE, "the lease ends, and is not renewed", nowNanos);
    }
    child.act(nowNanos);
    if (child.isGone()) {
      ended(child, nowNanos);
    } else if (child.isAbandoned(nowNanos)) {
      goAway(Optional.of(child));
    }
  }

  private void end(Child.Ending why, String reason, long nowNanos) {
    if (phase instanceof Phase.Running running && !running.child().isEnding()) {
      running.child().signal(Signal.TERM);
      stopping(running.child(), why, reason, nowNanos);
    }
  }

  private void stopping(Child child, Child.Ending why, String reason, long nowNanos) {
    if (!child.isEnding()) {
      log.info("{}: stopping the child: {}", name, reason);
      listener.stopping(reason);
    }
    child.end(why, nowNanos);
  }

  private void ended(Child child, long nowNanos) {
    log.info("{}: ended, {}", name, child.status());
    stopHealthWatch();
    listener.ended(child.status().code());
    boolean held = lease.grant().filter(grant -> grant.token() == child.token()).isPresent();
    follow(
        aftermath.of(
            new Aftermath.End(
                child.status(),
                child.ending(held, nowNanos),
                deadlySignal,
                child.life(nowNanos),
                lease.isHeld())),
        nowNanos);
  }

  private void follow(Aftermath.Next next, long nowNanos) {
    if (next instanceof Aftermath.Exit exit) {
      exitCode = OptionalInt.of(exit.code());
    } else if (next instanceof Aftermath.Pause pause) {
      log.warn(
          "{}: the child is started again in {}{}",
          name,
          Durations.format(pause.length()),
          pause.giveAway() ? ", unless another node takes the lease, which is given away" : "");
      if (pause.giveAway()) {
        lease.stop();
      }
      phase = new Phase.Resting(nowNanos + pause.length().toNanos(), pause.giveAway());
    } else {
      waitForLease();
    }
  }

  private void waitForLease() {
    phase = new Phase.Waiting();
    if (!lease.isHeld()) {
      listener.waiting();
    }
  }

  /** The guard is silent: another node shall have the lease, until the guard is back. */
  private void goAway(Optional<Child> child) {
    log.error(
        "{}: the guard is silent: is it stopped? This node leaves the lease to others until it"
            + " answers",
        name);
    stopHealthWatch();
    child.ifPresent(Child::killWithoutGuard);
    lease.stop();
    phase = new Phase.Away(child);
  }

  private void comeBack() {
    log.info("{}: the guard answers again", name);
    lease.campaign();
    waitForLease();
  }

  private void stopHealthWatch() {
    if (phase instanceof Phase.Running running) {
      running.health().ifPresent(HealthWatch::close);
    }
  }

  // ---- the end ----

  /** Releases the lease if no child is left, and then all that delays the exit of a JVM. */
  private void leave() {
    stopHealthWatch();
    if (!(phase instanceof Phase.Running running) || running.child().isGone()) {
      Duration patience =
          lease.isHeld() ? lease.settings().timeout().multipliedBy(2) : QUICK_RELEASE;
      Thread closing = onOwnThread("close", lease::close);
      try {
        closing.join(Math.max(1, patience.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    guard.bye();
  }
}
