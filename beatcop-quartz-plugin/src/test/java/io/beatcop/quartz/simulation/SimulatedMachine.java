package io.beatcop.quartz.simulation;

import java.util.Optional;

/** A machine of a simulated cluster: its clock and its network outlive the nodes that run on it. */
final class SimulatedMachine {

  private final FireWorld world;
  private final FireApplication application;
  private final String name;
  private final SimulatedClock clock;
  private final SimulatedLink.Way way = new SimulatedLink.Way();
  private Optional<SimulatedNode> node = Optional.empty();
  private int starts;

  SimulatedMachine(FireWorld world, FireApplication application, int index) {
    this.world = world;
    this.application = application;
    this.name = "n" + (index + 1);
    long skew = world.climate().skewMillis();
    this.clock =
        new SimulatedClock(
            world.timeline(), skew == 0 ? 0 : world.random().nextLong(-skew, skew + 1));
  }

  SimulatedClock clock() {
    return clock;
  }

  SimulatedLink.Way way() {
    return way;
  }

  /** The node that runs on it, if one does. */
  Optional<SimulatedNode> node() {
    return node;
  }

  boolean holds() {
    return node.filter(running -> running.held().isPresent()).isPresent();
  }

  /**
   * Starts a node.
   *
   * @param declaresAfterMillis so long after its start the application declares its triggers;
   *     before, if it is negative
   */
  void start(long declaresAfterMillis) {
    SimulatedNode started = new SimulatedNode(world, name + "#" + ++starts, clock, way);
    node = Optional.of(started);
    world.tell(started.name(), "starts");
    started.whenUnscheduledByItself(application::gone);
    if (declaresAfterMillis < 0) {
      application.declareAllOn(started);
    } else {
      started.after(declaresAfterMillis, () -> application.declareAllOn(started));
    }
    started.start();
  }

  void kill() {
    node.ifPresent(
        running -> {
          world.tell(running.name(), "is killed");
          running.kill();
        });
    node = Optional.empty();
  }
}
