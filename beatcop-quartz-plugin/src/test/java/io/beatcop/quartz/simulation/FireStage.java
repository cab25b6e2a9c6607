package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The stage on which a scenario is played: machines, Redis, and an application to befall. */
final class FireStage {

  /** Nothing lasts longer: triggers are looked at up to here. */
  private static final long HORIZON_MILLIS = FireTimeline.EPOCH_MILLIS + 900_000;

  private final FireWorld world;
  private final List<SimulatedMachine> machines = new ArrayList<>();
  private final FireApplication application;

  FireStage(FireWorld world) {
    this.world = world;
    this.application = new FireApplication(world, machines, HORIZON_MILLIS);
    for (int index = 0; index < world.climate().nodes(); index++) {
      machines.add(new SimulatedMachine(world, application, index));
    }
  }

  FireWorld world() {
    return world;
  }

  SplittableRandom random() {
    return world.random();
  }

  FireApplication application() {
    return application;
  }

  List<SimulatedMachine> machines() {
    return machines;
  }

  SimulatedMachine machine(int index) {
    return machines.get(index);
  }

  long nowMillis() {
    return world.timeline().nowMillis();
  }

  /** Lets the world go on. */
  void run(long millis) {
    if (nowMillis() + millis > HORIZON_MILLIS) {
      throw new IllegalStateException("a world that lasts too long");
    }
    world.timeline().runUntil(world.timeline().nowMicros() + millis * 1000);
  }

  /** Starts the machines, one a little after the other. */
  void start() {
    for (SimulatedMachine machine : machines) {
      machine.start(-1);
      run(random().nextLong(300));
    }
  }

  Optional<SimulatedMachine> holder() {
    return machines.stream().filter(SimulatedMachine::holds).findFirst();
  }

  /** Waits until one holds. */
  SimulatedMachine awaitHolder() {
    for (int tries = 0; tries < 1_000; tries++) {
      Optional<SimulatedMachine> holder = holder();
      if (holder.isPresent()) {
        return holder.get();
      }
      run(100);
    }
    throw new IllegalStateException("nobody holds");
  }

  void pauseRedis(long millis) {
    world.tell("redis", "is silent");
    world.redis().pause(random().nextBoolean());
    run(millis);
    world.tell("redis", "answers again");
    world.redis().resume();
  }

  /** The memory that Redis keeps over a restart. */
  enum Memory {
    ALL,
    UNTIL_A_SECOND_AGO,
    NOTHING
  }

  void restartRedis(long millis, Memory memory) {
    stopRedis(memory);
    run(millis);
    startRedis();
  }

  void stopRedis(Memory memory) {
    world.tell("redis", "stops, and remembers " + memory);
    world.redis().stop();
    forget(memory);
  }

  void startRedis() {
    world.tell("redis", "starts");
    world.redis().start();
  }

  /** Forgets while it runs, as by FLUSHALL. */
  void forget(Memory memory) {
    switch (memory) {
      case ALL -> {}
      case UNTIL_A_SECOND_AGO -> {
        world.checker().forgotten(nowMillis() - 1_000);
        world.redis().memory().forgetUnsaved();
      }
      case NOTHING -> {
        world.tell("redis", "is flushed");
        world.checker().forgotten(0);
        world.redis().memory().forgetAll();
      }
    }
  }

  /** All is well for long enough that nothing may be left to do. */
  void calm() {
    run(90_000 + world.climate().misfireThresholdMillis() + 4 * world.climate().ttlMillis());
    long next =
        holder()
            .flatMap(SimulatedMachine::node)
            .map(SimulatedNode::nextMillis)
            .orElse(Long.MAX_VALUE);
    world.checker().noneLost(next);
  }
}
