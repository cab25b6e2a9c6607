package io.beatcop.quartz.simulation;

import org.quartz.CronTrigger;
import org.quartz.Trigger;

/**
 * Scenes in which one thing happens again and again: each is about branches of the rules that
 * storms hardly come to.
 */
final class FireRareScenes {

  private static final int SMART = Trigger.MISFIRE_INSTRUCTION_SMART_POLICY;
  private static final int IGNORE = Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY;

  /** When the faults of a scene end. */
  private static final long END_MILLIS = FireTimeline.EPOCH_MILLIS + 600_000;

  private FireRareScenes() {}

  /** With a worker that is mostly busy, and a misfire threshold that is short. */
  static FireClimate starved() {
    return new FireClimate(2, 1, new SimulatedSchedulerThread.Batch(1, 0), 5_000, 4_000, 0, 0, 0);
  }

  private static TriggerPlan everySecond() {
    return FireTriggers.cron("each", "* * * * * ?", SMART);
  }

  /** Redis is silent for longer than a claim waits. */
  static void flicker(FireStage stage) {
    stage.application().declare(everySecond());
    stage.start();
    while (stage.nowMillis() < END_MILLIS) {
      stage.run(stage.random().nextLong(200, 600));
      stage.pauseRedis(1_600);
    }
    stage.calm();
  }

  /** Redis is flushed between two claims, or two. */
  static void flushes(FireStage stage) {
    stage.application().declare(everySecond());
    stage.start();
    while (stage.nowMillis() < END_MILLIS) {
      stage.run(stage.random().nextLong(700, 2_000));
      stage.forget(FireStage.Memory.NOTHING);
    }
    stage.calm();
  }

  /** Triggers are scheduled that are due at once. */
  static void newcomers(FireStage stage) {
    stage.start();
    stage.run(5_000);
    for (int trigger = 0; stage.nowMillis() < END_MILLIS; trigger++) {
      stage.application().schedule(FireTriggers.once("new" + trigger, stage.nowMillis()));
      stage.run(stage.random().nextLong(200, 800));
    }
    stage.calm();
  }

  /** A long job keeps the only worker, and so others misfire. */
  static void starve(FireStage stage) {
    TriggerPlan slow = FireTriggers.cron("slow", "0/15 * * * * ?", SMART);
    stage
        .application()
        .declare(
            new TriggerPlan(
                slow.key(),
                slow.schedule(),
                slow.calendar(),
                new TriggerPlan.Behaviour(20_000, false, 0, 0)));
    for (int trigger = 0; trigger < 20; trigger++) {
      stage
          .application()
          .declare(
              FireTriggers.cron(
                  "often" + trigger, "0/3 * * * * ?", CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING));
    }
    stage.start();
    stage.run(END_MILLIS - stage.nowMillis());
    stage.calm();
  }

  /** A node is ahead for minutes, comes back after it has left, and is relieved. */
  static void wrongClock(FireStage stage) {
    stage.application().declare(everySecond());
    SimulatedMachine wrong = stage.machine(0);
    wrong.clock().set(600_000);
    wrong.start(-1);
    stage.run(300_000);
    stage.machine(1).start(-1);
    stage.run(1_000);
    wrong.kill();
    wrong.clock().set(0);
    stage.calm();
  }

  /** A holder's claims arrive, and the replies do not; then another one holds. */
  static void mute(FireStage stage) {
    stage.application().declare(FireTriggers.simple("fast", stage.nowMillis(), 100, -1, IGNORE));
    stage.start();
    while (stage.nowMillis() < END_MILLIS) {
      stage.run(stage.random().nextLong(300, 1_000));
      SimulatedMachine holder = stage.awaitHolder();
      stage.world().tell("network", "the holder hears nothing any more");
      holder.way().weather(new SimulatedLink.Weather(0, 100, 0, 0));
      stage.run(stage.random().nextLong(300));
      holder.way().silent(true);
      stage.run(700);
      stage.world().tell("network", "it hears again");
      holder.way().weather(SimulatedLink.Weather.FAIR);
      holder.way().silent(false);
    }
    stage.calm();
  }

  /** Jobs unschedule their own triggers, and then another node holds. */
  static void selfStops(FireStage stage) {
    stage.start();
    for (int round = 0; stage.nowMillis() < END_MILLIS; round++) {
      for (int trigger = 0; trigger < 50; trigger++) {
        TriggerPlan plan =
            FireTriggers.simple(
                "r" + round + "t" + trigger, stage.nowMillis() + 1_000, 1_000, 20, IGNORE);
        stage
            .application()
            .schedule(
                new TriggerPlan(
                    plan.key(),
                    plan.schedule(),
                    plan.calendar(),
                    new TriggerPlan.Behaviour(10, false, 0, 3)));
      }
      stage.run(10_000);
      stage.awaitHolder().node().ifPresent(node -> node.stepDown(2_000));
      stage.run(10_000);
    }
    stage.calm();
  }
}
