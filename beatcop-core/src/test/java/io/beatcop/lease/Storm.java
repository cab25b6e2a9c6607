package io.beatcop.lease;

import io.beatcop.lease.SimulatedNetwork.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What befalls a simulated cluster, drawn from the seed. Each storm knows only some of the faults,
 * so that few of them can also come thick and fast.
 */
final class Storm {

  private enum Fault {
    PAUSE,
    SUSPEND,
    CRASH,
    PARTITION,
    STEP_DOWN,
    STOP_AND_CAMPAIGN,
    WALL_FORWARD,
    WALL_BACK,
    STOP_MACHINE
  }

  private final Simulation.World world;
  private final Timeline timeline;
  private final SplittableRandom random;
  private final List<SimulatedNode> nodes;
  private final List<ServerStorm> servers;
  private final List<Runnable> faults = new ArrayList<>();
  private final long ttlNanos;
  private final long meanPauseNanos;
  private final long[] noWallForwardUntil;
  private final long[] noWallBackUntil;
  private final long[] noSuspendUntil;

  private int number;

  Storm(Simulation.World world, List<SimulatedNode> nodes) {
    this.world = world;
    this.timeline = world.timeline();
    this.random = world.random();
    this.nodes = nodes;
    this.servers =
        world.servers().stream()
            .map(server -> new ServerStorm(world, server, this::later))
            .toList();
    this.ttlNanos = world.settings().ttl().toNanos();
    this.meanPauseNanos = (ttlNanos / 16) << random.nextInt(7);
    this.noWallForwardUntil = new long[nodes.size()];
    this.noWallBackUntil = new long[nodes.size()];
    this.noSuspendUntil = new long[nodes.size()];
    int percent = random.nextInt(10, 70);
    for (Fault fault : Fault.values()) {
      boolean isKnown =
          fault == Fault.STOP_MACHINE
              ? world.climate().oddity() == Oddity.STOPPED_CLOCKS
              : random.nextInt(100) < percent;
      if (isKnown) {
        faults.add(() -> strike(fault));
      }
    }
    for (ServerStorm.Fault fault : ServerStorm.Fault.values()) {
      if (fault.isPossible(world.climate()) && random.nextInt(100) < percent) {
        faults.add(() -> servers.get(random.nextInt(servers.size())).strike(fault));
      }
    }
  }

  /** Lets it blow until then. */
  void blow(long untilNanos) {
    number++;
    for (SimulatedNetwork network : world.networks()) {
      network.weather(new Weather(percent(), percent(), percent(), percent()));
    }
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
            faults.get(random.nextInt(faults.size())).run();
            next(untilNanos);
          });
    }
  }

  /**
   * Something befalls as many servers as may be missing, until then.
   *
   * @return when it is over
   */
  long befallAMinority(long untilNanos) {
    world.story().tell("weather", "a minority of the servers fails");
    List<Integer> order = new ArrayList<>();
    for (int index = 0; index < servers.size(); index++) {
      order.add(random.nextInt(order.size() + 1), index);
    }
    List<Integer> minority = order.subList(0, world.climate().minority());
    long cut = 0;
    for (int index : minority) {
      if (!servers.get(index).fail()) {
        cut |= 1L << index;
      }
    }
    long cutOff = cut;
    nodes.forEach(node -> node.partition(cutOff));
    timeline.at(
        untilNanos,
        () -> {
          nodes.forEach(node -> node.partition(0));
          minority.forEach(index -> servers.get(index).heal());
        });
    return untilNanos;
  }

  /** Ends every fault, and tells from when on nothing of it is left under way. */
  long heal() {
    number++;
    world.story().tell("weather", "all is repaired");
    world.networks().forEach(network -> network.weather(Weather.FAIR));
    servers.forEach(ServerStorm::heal);
    for (SimulatedNode node : nodes) {
      node.partition(0);
      if (!node.isRunning()) {
        node.start();
      } else {
        node.resume();
        node.command(SimulatedNode.Command.CAMPAIGN);
      }
    }
    long quiet = timeline.nowNanos();
    for (ServerStorm server : servers) {
      quiet = Math.max(quiet, server.quietFromNanos());
    }
    for (SimulatedNetwork network : world.networks()) {
      quiet = Math.max(quiet, network.lastLateNanos());
    }
    return quiet;
  }

  private void strike(Fault fault) {
    int index = random.nextInt(nodes.size());
    SimulatedNode node = nodes.get(index);
    switch (fault) {
      case PAUSE, SUSPEND, CRASH, PARTITION, STOP_MACHINE -> strike(node, index, fault);
      case STEP_DOWN -> node.command(SimulatedNode.Command.STEP_DOWN);
      case STOP_AND_CAMPAIGN -> {
        node.command(SimulatedNode.Command.STOP);
        later(span(), () -> node.command(SimulatedNode.Command.CAMPAIGN));
      }
      case WALL_FORWARD, WALL_BACK -> setWall(node, index, fault == Fault.WALL_FORWARD);
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
      node.partition(random.nextBoolean() ? -1 : random.nextLong());
      later(span, () -> node.partition(0));
    } else if (fault == Fault.PAUSE) {
      node.pause();
      later(span, node::resume);
    } else if (fault == Fault.STOP_MACHINE) {
      node.stopMachine();
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
