package io.beatcop.lease;

import io.beatcop.lease.SimulatedNetwork.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What befalls a simulated cluster, drawn from the seed. Each storm knows only some of the faults,
 * so that few of them can also come thick and fast.
 */
final class Storm {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  private enum Fault {
    PAUSE,
    SUSPEND,
    CRASH,
    PARTITION,
    STEP_DOWN,
    STOP_AND_CAMPAIGN,
    WALL_FORWARD,
    WALL_BACK,
    RESTART_EMPTY,
    RESTART_ROLLED_BACK,
    RESTART_INTACT,
    FLUSH,
    REMOVE_LEASE,
    EVICT_TERM,
    EVICT_TOKEN,
    PAUSE_LEASE,
    ASK_TO_STEP_DOWN,
    OVERWRITE,
    OVERWRITE_FOR_EVER,
    SPOIL,
    FREEZE,
    SERVER_CLOCK_FORWARD,
    SERVER_CLOCK_BACK,
    SERVER_CLOCK_RATE
  }

  private final Simulation.World world;
  private final Timeline timeline;
  private final SplittableRandom random;
  private final SimulatedServer server;
  private final List<SimulatedNode> nodes;
  private final List<Fault> faults = new ArrayList<>();
  private final long ttlNanos;
  private final long meanPauseNanos;
  private final long[] noWallForwardUntil;
  private final long[] noWallBackUntil;
  private final long[] noSuspendUntil;

  private int number;
  private long noServerForwardUntil;
  private long noServerBackUntil;
  private long quietFromNanos;
  private @Nullable Runnable restart;

  Storm(Simulation.World world, List<SimulatedNode> nodes) {
    this.world = world;
    this.timeline = world.timeline();
    this.random = world.random();
    this.server = world.server();
    this.nodes = nodes;
    this.ttlNanos = world.settings().ttl().toNanos();
    this.meanPauseNanos = (ttlNanos / 16) << random.nextInt(7);
    this.noWallForwardUntil = new long[nodes.size()];
    this.noWallBackUntil = new long[nodes.size()];
    this.noSuspendUntil = new long[nodes.size()];
    int percent = random.nextInt(10, 70);
    for (Fault fault : Fault.values()) {
      if (random.nextInt(100) < percent && isPossible(fault)) {
        faults.add(fault);
      }
    }
  }

  /** What this world does not know. */
  private boolean isPossible(Fault fault) {
    Climate climate = world.climate();
    return switch (fault) {
      case RESTART_EMPTY, FLUSH, EVICT_TOKEN -> climate.losesMemory();
      // Known limit (d): without the uptime, nothing tells that a marker or a key is of the past.
      case RESTART_ROLLED_BACK -> climate.losesMemory() && climate.uptimeTold();
      default -> true;
    };
  }

  /** Lets it blow until then. */
  void blow(long untilNanos) {
    number++;
    world.network().weather(new Weather(percent(), percent(), percent(), percent()));
    next(untilNanos);
  }

  private int percent() {
    return random.nextBoolean() ? 0 : random.nextInt(25);
  }

  private void next(long untilNanos) {
    long pause = random.nextLong(2 * meanPauseNanos) + 1;
    if (!faults.isEmpty() && timeline.nowNanos() + pause < untilNanos) {
      timeline.after(
          pause,
          () -> {
            strike(faults.get(random.nextInt(faults.size())));
            next(untilNanos);
          });
    }
  }

  /** Ends every fault, and tells from when on nothing of it is left under way. */
  long heal() {
    number++;
    world.story().tell("weather", "all is repaired");
    world.network().weather(Weather.FAIR);
    start();
    if (server.isFrozen()) {
      server.thaw(random.nextLong());
    }
    server.redis().removeForeign();
    server.resume(true);
    for (SimulatedNode node : nodes) {
      node.partition(false);
      if (!node.isRunning()) {
        node.start();
      } else {
        node.resume();
        node.command(SimulatedNode.Command.CAMPAIGN);
      }
    }
    long now = timeline.nowNanos();
    return Math.max(now, Math.max(quietFromNanos, world.network().lastLateNanos()));
  }

  private void strike(Fault fault) {
    int index = random.nextInt(nodes.size());
    SimulatedNode node = nodes.get(index);
    switch (fault) {
      case PAUSE, SUSPEND, CRASH, PARTITION -> strike(node, index, fault);
      case STEP_DOWN -> node.command(SimulatedNode.Command.STEP_DOWN);
      case STOP_AND_CAMPAIGN -> {
        node.command(SimulatedNode.Command.STOP);
        later(span(), () -> node.command(SimulatedNode.Command.CAMPAIGN));
      }
      case WALL_FORWARD, WALL_BACK -> setWall(node, index, fault == Fault.WALL_FORWARD);
      case SERVER_CLOCK_FORWARD, SERVER_CLOCK_BACK, SERVER_CLOCK_RATE -> setServerClock(fault);
      default -> {
        if (!server.isDown()) {
          strikeServer(fault);
        }
      }
    }
  }

  private void strike(SimulatedNode node, int index, Fault fault) {
    if (!node.isRunning() || node.isPaused()) {
      return;
    }
    long span = span();
    if (fault == Fault.CRASH) {
      node.crash();
      later(span, node::start);
    } else if (fault == Fault.PARTITION) {
      node.partition(true);
      later(span, () -> node.partition(false));
    } else if (fault == Fault.PAUSE) {
      node.pause();
      later(span, node::resume);
    } else if (timeline.nowNanos() >= noSuspendUntil[index]) {
      // Known limit (a): a clock set back in the term of a suspend hides the suspend.
      noWallBackUntil[index] = timeline.nowNanos() + span + term();
      node.suspend();
      later(span, node::resume);
    }
  }

  private void setWall(SimulatedNode node, int index, boolean forward) {
    long now = timeline.nowNanos();
    long step = world.climate().wallStep(random, node.wall().at(now) - now, span());
    // Known limit: a step about as large as the tolerance is noticed, until the clocks have
    // drifted.
    if (forward != step > 0 || (!forward && -step < ttlNanos / 10)) {
      return;
    }
    // Known limit: of two opposite steps in a term the second hides the first.
    if (forward && now >= noWallForwardUntil[index]) {
      noWallBackUntil[index] = Math.max(noWallBackUntil[index], now + term());
      node.setWall(step);
    } else if (!forward && now >= noWallBackUntil[index]) {
      noWallForwardUntil[index] = now + term();
      // Known limit (a), as above.
      noSuspendUntil[index] = now + term();
      node.setWall(step);
    }
  }

  private void setServerClock(Fault fault) {
    if (fault == Fault.SERVER_CLOCK_RATE) {
      // Known limit (b): all clocks together run within a tenth of each other.
      server.clock().rate(timeline.nowNanos(), random.nextInt(-20_000, 20_000));
    } else if (fault == Fault.SERVER_CLOCK_BACK) {
      setServerClockBack(span());
    } else {
      // Known limit: a step forward by a part of the ttl makes a key look older than it is (S2).
      setServerClockForward(
          random.nextBoolean() ? random.nextLong(ttlNanos / 50) : term() + span());
    }
  }

  private void setServerClockBack(long stepNanos) {
    long now = timeline.nowNanos();
    if (now >= noServerBackUntil) {
      stepServerClock(-stepNanos);
      // Keys outlive their ttl by the step; so do those that are believed to be older.
      long outlivedNanos = stepNanos + stepNanos / 20;
      quietFromNanos = Math.max(quietFromNanos, now) + outlivedNanos;
      noServerForwardUntil = Math.max(noServerForwardUntil, now + outlivedNanos + term());
    }
  }

  private void setServerClockForward(long stepNanos) {
    long now = timeline.nowNanos();
    if (now >= noServerForwardUntil) {
      stepServerClock(stepNanos);
      noServerForwardUntil = now + term();
      // Known limit: both together are a step forward by a part of the ttl.
      noServerBackUntil = now + term();
    }
  }

  private void stepServerClock(long nanos) {
    server.clock().step(timeline.nowNanos(), nanos);
    if (world.story().isTold()) {
      world.story().tell("redis", "clock set by " + nanos / MILLI + " ms");
    }
  }

  private void strikeServer(Fault fault) {
    SimulatedRedis redis = server.redis();
    world.story().tell("redis", "suffers " + fault);
    switch (fault) {
      case FLUSH -> redis.wipe();
      case REMOVE_LEASE -> redis.removeLease();
      case EVICT_TERM -> redis.evictTerm();
      case EVICT_TOKEN -> redis.evictToken();
      case ASK_TO_STEP_DOWN -> server.askToStepDown();
      case PAUSE_LEASE -> {
        server.pause();
        later(span(), () -> server.resume(random.nextBoolean()));
      }
      case OVERWRITE -> redis.overwriteLease(SimulatedRedis.FOREIGN, span() / MILLI);
      case OVERWRITE_FOR_EVER -> redis.overwriteLease(SimulatedRedis.FOREIGN);
      case SPOIL -> redis.spoilLease();
      case FREEZE -> {
        server.freeze();
        later(span(), () -> server.thaw(random.nextLong()));
      }
      case RESTART_EMPTY -> restartWith(server::startEmpty);
      case RESTART_INTACT -> restartWith(server::startIntact);
      default -> {
        long died = timeline.nowNanos();
        long lost = random.nextLong(SECOND);
        restartWith(() -> server.startRolledBack(died, lost));
      }
    }
    // Somebody notices, and deletes what does not belong there.
    later(span() + span(), redis::removeForeign);
  }

  private void restartWith(Runnable start) {
    long span = span();
    server.die();
    // Known limit: an uptime that a step of the server's clock makes longer than it is.
    noServerForwardUntil = Math.max(noServerForwardUntil, timeline.nowNanos() + span + term());
    restart = start;
    later(span, this::start);
  }

  private void start() {
    Runnable start = restart;
    if (start != null) {
      start.run();
      restart = null;
      // A server counts as just started for a ttl, and tells its uptime in whole seconds.
      quietFromNanos = Math.max(quietFromNanos, timeline.nowNanos() + ttlNanos + 2 * SECOND);
    }
  }

  /** Something that ends a fault of this storm, unless all was healed before. */
  private void later(long nanos, Runnable event) {
    int storm = number;
    timeline.after(
        nanos,
        () -> {
          if (storm == number) {
            event.run();
          }
        });
  }

  /** From a hundredth of a ttl to three. */
  private long span() {
    return random.nextLong(ttlNanos / 100, 3 * ttlNanos) >> random.nextInt(7);
  }

  /** A little more than any term lasts without a renewal. */
  private long term() {
    return ttlNanos + ttlNanos / 10;
  }
}
