package io.beatcop.quartz.simulation;

import java.util.Optional;
import java.util.SplittableRandom;
import org.quartz.Trigger;

/** The cases that failed in use, as scenes: each concentrates on one of them. */
final class FireScenes {

  private static final int ROUNDS = 12;
  private static final int SMART = Trigger.MISFIRE_INSTRUCTION_SMART_POLICY;
  private static final int IGNORE = Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY;

  private FireScenes() {}

  /** With a ttl that outlasts what befalls Redis: the lease stays. */
  static FireClimate threeOrTenWorkers(SplittableRandom random) {
    return FireClimate.usual().withTtl(8_000).withWorkers(random.nextBoolean() ? 3 : 10);
  }

  private static void twoCrons(FireStage stage) {
    stage.application().declare(FireTriggers.cron("each", "* * * * * ?", SMART));
    stage.application().declare(FireTriggers.cron("second", "0/2 * * * * ?", SMART));
  }

  static void silences(FireStage stage) {
    twoCrons(stage);
    stage.start();
    for (int round = 0; round < ROUNDS; round++) {
      stage.run(stage.random().nextLong(10_000, 15_000));
      stage.pauseRedis(2_500);
    }
    stage.calm();
  }

  static void restarts(FireStage stage) {
    twoCrons(stage);
    stage.start();
    for (int round = 0; round < ROUNDS; round++) {
      stage.run(stage.random().nextLong(10_000, 15_000));
      stage.restartRedis(2_500, FireStage.Memory.ALL);
    }
    stage.calm();
  }

  static void cutOffAndDeath(FireStage stage) {
    twoCrons(stage);
    stage.start();
    stage.run(stage.random().nextLong(20_000, 30_000));
    SimulatedMachine first = stage.awaitHolder();
    first.way().silent(true);
    stage.world().tell("network", "the holder is cut off");
    stage.run(10_000);
    first.way().silent(false);
    stage.run(90_000);
    SimulatedMachine second = stage.awaitHolder();
    second.kill();
    stage.run(20_000);
    second.start(-1);
    stage.calm();
  }

  static void refires(FireStage stage) {
    TriggerPlan plain = FireTriggers.cron("refire", "0/2 * * * * ?", SMART);
    TriggerPlan serial = FireTriggers.cron("serial", "1/2 * * * * ?", SMART);
    stage.application().declare(behaving(plain, new TriggerPlan.Behaviour(10, false, 40, 0)));
    stage.application().declare(behaving(serial, new TriggerPlan.Behaviour(10, true, 40, 0)));
    stage.start();
    stage.run(60_000);
    stage.calm();
  }

  private static TriggerPlan behaving(TriggerPlan plan, TriggerPlan.Behaviour job) {
    return new TriggerPlan(plan.key(), plan.schedule(), plan.calendar(), job);
  }

  static void downOverASlot(FireStage stage) {
    stage.application().declare(FireTriggers.cron("quarter", "0/15 * * * * ?", SMART));
    stage.application().declare(FireTriggers.cron("third", "5/20 * * * * ?", IGNORE));
    stage.start();
    stage.run(stage.random().nextLong(45_000, 65_000));
    stage.machines().forEach(SimulatedMachine::kill);
    stage.run(stage.random().nextLong(25_000, 45_000));
    for (SimulatedMachine machine : stage.machines()) {
      machine.start(stage.random().nextLong(500, 3_000));
    }
    stage.calm();
  }

  static void selfStop(FireStage stage) {
    TriggerPlan plan = FireTriggers.cron("once-only", "0/2 * * * * ?", SMART);
    stage
        .application()
        .declare(
            behaving(plan, new TriggerPlan.Behaviour(10, false, 0, stage.random().nextInt(3, 9))));
    stage.start();
    stage.run(60_000);
    handOver(stage);
    stage.run(20_000);
    handOver(stage);
    stage.calm();
  }

  private static void handOver(FireStage stage) {
    stage.awaitHolder().node().ifPresent(node -> node.stepDown(2_000));
    stage.run(3_000);
  }

  static void handOvers(FireStage stage) {
    stage.application().declare(FireTriggers.cron("quarter", "7/15 * * * * ?", SMART));
    stage.application().declare(FireTriggers.cron("third", "3/10 * * * * ?", SMART));
    stage.application().declare(FireTriggers.cron("fourth", "0/12 * * * * ?", SMART));
    stage.start();
    for (int round = 0; round < ROUNDS; round++) {
      stage.run(stage.random().nextLong(8_000, 20_000));
      handOver(stage);
    }
    stage.calm();
  }

  static void longCatchUp(FireStage stage) {
    long start = stage.nowMillis() - 3_000_000;
    stage.application().declare(FireTriggers.simple("ignore", start, 1_000, -1, IGNORE));
    stage.start();
    stage.calm();
  }

  static void clockAhead(FireStage stage) {
    twoCrons(stage);
    SimulatedMachine wrong = stage.machine(0);
    wrong.clock().set(600_000);
    wrong.start(-1);
    stage.run(50_000);
    stage.machine(1).start(-1);
    stage.run(1_000);
    wrong.kill();
    wrong.clock().set(0);
    stage.calm();
  }

  static void clockJumps(FireStage stage) {
    twoCrons(stage);
    stage.start();
    stage.run(stage.random().nextLong(20_000, 30_000));
    SimulatedMachine holder = stage.awaitHolder();
    stage.world().tell("clock", "the holder's clock jumps ahead by an hour");
    holder.clock().set(3_600_000);
    stage.run(3_000);
    stage.world().tell("clock", "it is right again");
    holder.clock().set(0);
    stage.calm();
  }

  static void lostReplies(FireStage stage) {
    twoCrons(stage);
    stage.start();
    for (int round = 0; round < ROUNDS; round++) {
      stage.run(stage.random().nextLong(5_000, 8_000));
      SimulatedMachine holder = stage.awaitHolder();
      stage.world().tell("network", "the holder hears nothing any more");
      holder.way().weather(new SimulatedLink.Weather(0, 100, 0, 0));
      stage.run(stage.random().nextLong(1_500));
      holder.way().silent(true);
      stage.run(7_000);
      stage.world().tell("network", "it hears again");
      holder.way().weather(SimulatedLink.Weather.FAIR);
      holder.way().silent(false);
    }
    stage.calm();
  }

  static void lateWrites(FireStage stage) {
    twoCrons(stage);
    stage.start();
    for (int round = 0; round < ROUNDS; round++) {
      stage.run(stage.random().nextLong(5_000, 8_000));
      SimulatedMachine holder = stage.awaitHolder();
      stage.world().tell("network", "much of the holder's arrives late");
      holder.way().weather(new SimulatedLink.Weather(0, 0, 30, 0));
      stage.run(stage.random().nextLong(1_000, 5_000));
      if (stage.random().nextBoolean()) {
        holder.kill();
      }
      holder.way().silent(true);
      stage.run(stage.random().nextLong(3_000, 8_000));
      stage.world().tell("network", "all is well");
      holder.way().weather(SimulatedLink.Weather.FAIR);
      holder.way().silent(false);
      if (holder.node().isEmpty()) {
        holder.start(-1);
      }
    }
    stage.calm();
  }

  static void flushes(FireStage stage) {
    twoCrons(stage);
    stage.start();
    stage.run(10_000);
    handOver(stage);
    stage.run(5_000);
    handOver(stage);
    for (int round = 0; round < ROUNDS; round++) {
      stage.run(stage.random().nextLong(10_000, 15_000));
      Optional<SimulatedMachine> unused = stage.holder();
      stage.forget(FireStage.Memory.NOTHING);
    }
    stage.calm();
  }

  /** Runs until so long after a round moment. */
  private static void runUntil(FireStage stage, long everyMillis, long afterMillis) {
    stage.run(Math.floorMod(afterMillis - stage.nowMillis(), everyMillis));
  }

  static void writesOfAnEarlierTerm(FireStage stage) {
    stage.application().declare(FireTriggers.cron("second", "0/2 * * * * ?", SMART));
    SimulatedMachine first = stage.machine(0);
    SimulatedMachine second = stage.machine(1);
    for (int round = 0; round < ROUNDS; round++) {
      first.start(-1);
      stage.run(8_000);
      runUntil(stage, 2_000, 1_500);
      stage.forget(FireStage.Memory.NOTHING);
      stage.world().tell("network", "most of the holder's arrives late");
      first.way().weather(new SimulatedLink.Weather(0, 0, 60, 0));
      runUntil(stage, 2_000, 800);
      first.way().weather(SimulatedLink.Weather.FAIR);
      first.node().ifPresent(node -> node.stepDown(0));
      // It has fired two times more, and the next one is near.
      stage.run(5_100);
      first.kill();
      second.start(-1);
      stage.run(12_000);
      second.kill();
    }
    stage.start();
    stage.calm();
  }

  static void unseenHolder(FireStage stage) {
    twoCrons(stage);
    SimulatedMachine first = stage.machine(0);
    SimulatedMachine second = stage.machine(1);
    for (int round = 0; round < ROUNDS; round++) {
      first.start(-1);
      stage.run(5_000);
      second.way().silent(true);
      second.start(-1);
      stage.run(stage.random().nextLong(5_000, 10_000));
      stage.stopRedis(FireStage.Memory.NOTHING);
      stage.run(6_000);
      second.way().silent(false);
      stage.run(1_000);
      stage.startRedis();
      stage.run(8_000);
      first.kill();
      second.kill();
      stage.run(5_000);
    }
    stage.start();
    stage.calm();
  }

  static void flushAndDeath(FireStage stage) {
    twoCrons(stage);
    stage.application().declare(FireTriggers.simple("rare", stage.nowMillis(), 30_000, -1, IGNORE));
    for (int round = 0; round < ROUNDS / 2; round++) {
      SimulatedMachine holder = stage.machine(round % 2);
      holder.start(-1);
      stage.run(35_000);
      runUntil(stage, 30_000, stage.random().nextLong(3_000, 6_000));
      stage.forget(FireStage.Memory.NOTHING);
      stage.run(15_000);
      holder.kill();
      // The key has run out: the next one has never seen who held.
      stage.run(5_000);
    }
    stage.start();
    stage.calm();
  }

  static void stalls(FireStage stage) {
    for (int trigger = 0; trigger < 6; trigger++) {
      stage.application().declare(FireTriggers.cron("each" + trigger, "* * * * * ?", SMART));
    }
    stage.start();
    SimulatedLink.Weather slow = new SimulatedLink.Weather(0, 0, 0, 90);
    stage.machines().forEach(machine -> machine.way().weather(slow));
    for (int silence = 0; silence < 5 * ROUNDS; silence++) {
      stage.run(stage.random().nextLong(500, 1_500));
      stage.pauseRedis(stage.random().nextLong(200, 700));
    }
    stage.machines().forEach(machine -> machine.way().weather(SimulatedLink.Weather.FAIR));
    stage.calm();
  }
}
