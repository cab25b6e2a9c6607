package io.beatcop.quartz.simulation;

import java.util.List;
import java.util.SplittableRandom;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * Everything that can befall a cluster, drawn from the seed. Each storm knows only some of the
 * faults, so that few of them can also come thick and fast.
 */
final class FireStorm {

  private enum Fault {
    SILENCE,
    RESTART,
    FORGETTING_RESTART,
    FLUSH,
    CUT_OFF,
    KILL,
    KILL_ALL,
    FREEZE,
    CLOCK,
    JUMP,
    STEP_DOWN,
    SCHEDULE,
    RESCHEDULE,
    DELETE,
    PAUSE
  }

  private static final int ROUNDS = 5;

  private final FireStage stage;
  private final SplittableRandom random;
  private final long ttlMillis;
  private final boolean clocksJump;
  private int triggers;
  private int storms;

  FireStorm(FireStage stage) {
    this.stage = stage;
    this.random = stage.random();
    this.ttlMillis = stage.world().climate().ttlMillis();
    this.clocksJump = random.nextInt(4) == 0;
  }

  static FireClimate climate(SplittableRandom random) {
    int[] workers = {1, 3, 10};
    long[] ttls = {2_000, 4_000, 10_000};
    boolean batch = random.nextInt(3) == 0;
    return new FireClimate(
        random.nextInt(1, 5),
        workers[random.nextInt(workers.length)],
        new SimulatedSchedulerThread.Batch(
            batch ? random.nextInt(2, 20) : 1, batch ? random.nextInt(4) * 1_000L : 0),
        random.nextBoolean() ? 5_000 : 60_000,
        ttls[random.nextInt(ttls.length)],
        random.nextInt(3) == 0 ? random.nextInt(20) : 0,
        random.nextLong(8_000),
        random.nextBoolean() ? 0 : 500);
  }

  /** No faults at all: a violation is then the checker's mistake, or one without a fault. */
  void playCalm() {
    begin();
    stage.run(200_000);
    stage.calm();
  }

  void play() {
    begin();
    for (int round = 0; round < ROUNDS; round++) {
      storm();
      heal();
      stage.run(20_000 + random.nextLong(40_000));
    }
    stage.calm();
  }

  private void begin() {
    int plans = random.nextInt(2, 7);
    for (int i = 0; i < plans; i++) {
      stage.application().declare(plan());
    }
    if (random.nextInt(4) == 0) {
      stage.application().declare(longCatchUp());
    }
    stage.start();
    stage.run(random.nextLong(20_000));
  }

  private TriggerPlan plan() {
    return FireTriggers.any(random, "t" + ++triggers, stage.nowMillis());
  }

  private TriggerPlan longCatchUp() {
    long slots = random.nextLong(500, 3_000);
    return FireTriggers.simple(
        "long" + ++triggers,
        stage.nowMillis() - slots * 1_000,
        1_000,
        SimpleTrigger.REPEAT_INDEFINITELY,
        Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
  }

  private void storm() {
    storms++;
    List<Fault> faults = List.of(Fault.values()).stream().filter(this::isKnown).toList();
    boolean wet = random.nextInt(3) == 0;
    for (SimulatedMachine machine : stage.machines()) {
      machine
          .way()
          .weather(
              wet
                  ? new SimulatedLink.Weather(percent(), percent(), percent(), percent())
                  : SimulatedLink.Weather.FAIR);
    }
    long mean = 500L << random.nextInt(6);
    long until = stage.nowMillis() + random.nextLong(30_000);
    while (stage.nowMillis() < until) {
      stage.run(random.nextLong(2 * mean) + 1);
      if (!faults.isEmpty()) {
        strike(faults.get(random.nextInt(faults.size())));
      }
    }
  }

  private boolean isKnown(Fault fault) {
    return random.nextInt(3) == 0 && (fault != Fault.JUMP || clocksJump);
  }

  private int percent() {
    return random.nextBoolean() ? 0 : random.nextInt(20);
  }

  private void strike(Fault fault) {
    SimulatedMachine machine = anyMachine();
    switch (fault) {
      case SILENCE -> {
        stage.world().tell("redis", "is silent");
        stage.world().redis().pause(random.nextBoolean());
        later(span(), stage.world().redis()::resume);
      }
      case RESTART -> restart(FireStage.Memory.ALL);
      case FORGETTING_RESTART ->
          restart(
              random.nextBoolean()
                  ? FireStage.Memory.UNTIL_A_SECOND_AGO
                  : FireStage.Memory.NOTHING);
      case FLUSH -> stage.forget(FireStage.Memory.NOTHING);
      case CUT_OFF -> {
        stage.world().tell("network", "a machine is cut off");
        machine.way().silent(true);
        later(span(), () -> machine.way().silent(false));
      }
      case KILL -> kill(machine);
      case KILL_ALL -> stage.machines().forEach(this::kill);
      case FREEZE -> freeze(machine);
      case CLOCK -> machine.clock().set(random.nextLong(-500, 501));
      case JUMP -> {
        machine.clock().set(random.nextBoolean() ? 600_000 : 3_600_000);
        stage.world().tell("clock", "of one machine is ahead by " + machine.clock().aheadMillis());
        later(3_000, () -> machine.clock().set(0));
      }
      case STEP_DOWN ->
          stage
              .holder()
              .flatMap(SimulatedMachine::node)
              .ifPresent(node -> node.stepDown(random.nextLong(3_000)));
      default -> call(fault);
    }
  }

  private void call(Fault fault) {
    FireApplication application = stage.application();
    if (fault == Fault.SCHEDULE || application.keys().isEmpty()) {
      application.schedule(plan());
      return;
    }
    List<TriggerKey> keys = application.keys();
    TriggerKey key = keys.get(random.nextInt(keys.size()));
    switch (fault) {
      case RESCHEDULE ->
          application.reschedule(
              FireTriggers.any(random, key.getName(), stage.nowMillis() + 1_000));
      case DELETE -> application.delete(key);
      default -> {
        application.pause(key);
        stage.world().timeline().after(span() * 1000 + 400_000, () -> application.resume(key));
      }
    }
  }

  private void restart(FireStage.Memory memory) {
    stage.stopRedis(memory);
    later(span(), stage::startRedis);
  }

  private void kill(SimulatedMachine machine) {
    if (machine.node().isPresent()) {
      machine.kill();
      later(
          span() + 100,
          () -> {
            if (machine.node().isEmpty()) {
              machine.start(random.nextBoolean() ? -1 : random.nextLong(3_000));
            }
          });
    }
  }

  private void freeze(SimulatedMachine machine) {
    machine
        .node()
        .filter(node -> !node.process().isFrozen())
        .ifPresent(
            node -> {
              node.freeze();
              stage.world().timeline().after(span() * 1000, node::thaw);
            });
  }

  private SimulatedMachine anyMachine() {
    return random.nextInt(3) == 0
        ? stage.holder().orElse(stage.machine(0))
        : stage.machine(random.nextInt(stage.machines().size()));
  }

  /** From a hundredth of a ttl to four. */
  private long span() {
    return random.nextLong(ttlMillis / 100, 4 * ttlMillis) >> random.nextInt(5);
  }

  /** Something that ends a fault of this storm, unless all was healed before. */
  private void later(long millis, Runnable event) {
    int storm = storms;
    stage
        .world()
        .timeline()
        .after(
            millis * 1000,
            () -> {
              if (storm == storms) {
                event.run();
              }
            });
  }

  private void heal() {
    storms++;
    stage.world().tell("weather", "all is repaired");
    stage.world().redis().resume();
    stage.world().redis().start();
    for (SimulatedMachine machine : stage.machines()) {
      machine.way().weather(SimulatedLink.Weather.FAIR);
      machine.way().silent(false);
      machine.clock().set(0);
      if (machine.node().isEmpty()) {
        machine.start(random.nextBoolean() ? -1 : random.nextLong(3_000));
      }
    }
  }
}
