package io.beatcop.lease;

import io.beatcop.lease.SimulatedRedis.Memory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What befalls one server of a simulated cluster. */
final class ServerStorm {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  /** What can befall it. */
  enum Fault {
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
    FAIL_OVER,
    REPLICATION_STOPS,
    SERVER_CLOCK_FORWARD,
    SERVER_CLOCK_BACK,
    SERVER_CLOCK_RATE;

    private boolean forgets() {
      return this == RESTART_EMPTY || this == FLUSH || this == EVICT_TOKEN;
    }

    private boolean keepsKeys() {
      return switch (this) {
        case RESTART_INTACT, PAUSE_LEASE, ASK_TO_STEP_DOWN, FREEZE, SERVER_CLOCK_RATE -> true;
        default -> false;
      };
    }

    /** Whether such a world knows it. */
    boolean isPossible(Climate climate) {
      if (climate.oddity().keepsKeys() && !keepsKeys()) {
        return false;
      }
      return switch (this) {
        case RESTART_EMPTY, FLUSH, EVICT_TOKEN -> climate.losesMemory();
        // Known limit (d): without the uptime, nothing tells that a marker or a key is of the past.
        // And of a member that is back with an old token nothing tells it after a ttl.
        case RESTART_ROLLED_BACK ->
            climate.losesMemory() && climate.uptimeTold() && !climate.sparesTheMajority();
        case FAIL_OVER, REPLICATION_STOPS -> climate.topology() == Topology.REPLICATED;
        default -> true;
      };
    }
  }

  private final Simulation.World world;
  private final Timeline timeline;
  private final SplittableRandom random;
  private final SimulatedServer server;
  private final BiConsumer<Long, Runnable> later;
  private final long ttlNanos;

  private long noServerForwardUntil;
  private long noServerBackUntil;
  private long quietFromNanos;
  private @Nullable Runnable restart;

  /** With a way to plan what ends a fault, unless all was healed before. */
  ServerStorm(Simulation.World world, SimulatedServer server, BiConsumer<Long, Runnable> later) {
    this.world = world;
    this.timeline = world.timeline();
    this.random = world.random();
    this.server = server;
    this.later = later;
    this.ttlNanos = world.settings().ttl().toNanos();
  }

  /** Ends every fault. */
  void heal() {
    start();
    if (server.isFrozen()) {
      server.thaw(random.nextLong());
    }
    server.redis().removeForeign();
    server.resume(true);
    server.calmReplication();
  }

  /** From when on nothing of its faults is left under way. */
  long quietFromNanos() {
    return quietFromNanos;
  }

  /** It dies, freezes, or restarts, with or without what it had; or tells that none of that is. */
  boolean fail() {
    List<Fault> faults = List.of(Fault.FREEZE, Fault.RESTART_INTACT, Fault.RESTART_EMPTY);
    int fault = random.nextInt(faults.size() + 1);
    if (fault < faults.size() && world.climate().losesMemory()) {
      strike(faults.get(fault));
      return true;
    }
    return false;
  }

  void strike(Fault fault) {
    switch (fault) {
      case SERVER_CLOCK_FORWARD, SERVER_CLOCK_BACK, SERVER_CLOCK_RATE -> setServerClock(fault);
      default -> {
        if (!server.isDown() && !(fault.forgets() && isMemoryNeeded())) {
          strikeServer(fault);
        }
      }
    }
  }

  /** Whether one more server that forgets would be one more than a minority. */
  private boolean isMemoryNeeded() {
    long forgetful =
        world.servers().stream().filter(other -> other == server || hasForgotten(other)).count();
    return world.climate().sparesTheMajority() && forgetful > world.climate().minority();
  }

  private static boolean hasForgotten(SimulatedServer other) {
    Memory memory = other.redis().memory();
    Long token = memory.token();
    return token == null || token < QuorumMember.LEAST_REMEMBERED_TOKEN;
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
      world.story().tell(server.toString(), "clock set by " + nanos / MILLI + " ms");
    }
  }

  private void strikeServer(Fault fault) {
    SimulatedRedis redis = server.redis();
    world.story().tell(server.toString(), "suffers " + fault);
    switch (fault) {
      case FLUSH -> redis.wipe();
      case REMOVE_LEASE -> redis.removeLease();
      case EVICT_TERM -> redis.evictTerm();
      case EVICT_TOKEN -> redis.evictToken();
      case ASK_TO_STEP_DOWN -> server.askToStepDown();
      case PAUSE_LEASE -> {
        server.pause();
        later.accept(span(), () -> server.resume(random.nextBoolean()));
      }
      case OVERWRITE -> redis.overwriteLease(SimulatedRedis.FOREIGN, span() / MILLI);
      case OVERWRITE_FOR_EVER -> redis.overwriteLease(SimulatedRedis.FOREIGN);
      case SPOIL -> redis.spoilLease();
      case FREEZE -> {
        server.freeze();
        later.accept(span(), () -> server.thaw(random.nextLong()));
      }
      case FAIL_OVER -> {
        // What cuts the server off from its replicas, and is found out after a while.
        cutReplicas();
        later.accept(
            span(), () -> restartWith(() -> server.failOver(random.nextInt(server.replicas()))));
      }
      case REPLICATION_STOPS -> {
        cutReplicas();
        later.accept(span(), () -> server.cutReplicas(0));
      }
      case RESTART_EMPTY -> {
        restartWith(server::startIntact);
        redis.wipe();
      }
      case RESTART_INTACT -> restartWith(server::startIntact);
      default -> {
        long died = timeline.nowNanos();
        long lost = random.nextLong(SECOND);
        restartWith(() -> server.startRolledBack(died, lost));
      }
    }
    // Somebody notices, and deletes what does not belong there.
    later.accept(span() + span(), redis::removeForeign);
  }

  private void cutReplicas() {
    server.cutReplicas(random.nextBoolean() ? -1 : random.nextLong());
  }

  private void restartWith(Runnable start) {
    long span = span();
    server.die();
    // Known limit: an uptime that a step of the server's clock makes longer than it is.
    noServerForwardUntil = Math.max(noServerForwardUntil, timeline.nowNanos() + span + term());
    restart = start;
    later.accept(span, this::start);
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

  /** From a hundredth of a ttl to three. */
  private long span() {
    return random.nextLong(ttlNanos / 100, 3 * ttlNanos) >> random.nextInt(7);
  }

  /** A little more than any term lasts without a renewal. */
  private long term() {
    return ttlNanos + ttlNanos / 10;
  }
}
