package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.List;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/** Scenes of a cluster that fires, and of one that does not: what do its nodes tell of it (O1)? */
final class OverdueScenes {

  private static final int IGNORE = Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY;

  /** When the faults of a scene end. */
  private static final long END_MILLIS = FireTimeline.EPOCH_MILLIS + 600_000;

  private OverdueScenes() {}

  private static TriggerPlan everySecond(String name) {
    return FireTriggers.cron(name, "* * * * * ?", IGNORE);
  }

  /** Holders step down and die, Redis is silent for a moment, and triggers are rescheduled. */
  static void handOvers(FireStage stage) {
    stage.world().alarms().watch();
    stage.application().declare(everySecond("each"));
    stage.application().declare(FireTriggers.cron("rare", "20 0/3 * * * ?", IGNORE));
    List<TriggerKey> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      TriggerPlan plan = unending(stage, "t" + i, stage.nowMillis());
      others.add(plan.key());
      stage.application().declare(plan);
    }
    stage.start();
    while (stage.nowMillis() < END_MILLIS) {
      stage.run(stage.random().nextLong(3_000, 20_000));
      switch (stage.random().nextInt(5)) {
        case 0 -> kill(stage);
        case 1 ->
            stage.pauseRedis(stage.random().nextLong(stage.world().climate().ttlMillis() / 4));
        case 2 ->
            stage
                .application()
                .reschedule(
                    unending(
                        stage,
                        others.get(stage.random().nextInt(others.size())).getName(),
                        stage.nowMillis() + 1_000));
        default -> stage.awaitHolder().node().ifPresent(node -> node.stepDown(2_000));
      }
    }
    stage.calm();
    stage.world().alarms().mustBeNone();
  }

  /**
   * A trigger of any kind that does not end, with a job that is short. One that ends may have its
   * last time in a fail-over, and a node that starts after that time does not have it; and long
   * jobs may leave no worker for longer than the grace. Then the alarm is right.
   */
  private static TriggerPlan unending(FireStage stage, String name, long beginMillis) {
    TriggerPlan plan;
    do {
      plan = FireTriggers.any(stage.random(), name, beginMillis);
    } while (plan.trigger(beginMillis).getFinalFireTime() != null);
    return new TriggerPlan(
        plan.key(), plan.schedule(), plan.calendar(), new TriggerPlan.Behaviour(20, false, 0, 0));
  }

  private static void kill(FireStage stage) {
    SimulatedMachine holder = stage.awaitHolder();
    holder.kill();
    stage.run(stage.random().nextLong(1, 3_000));
    holder.start(-1);
  }

  /** Redis is silent: nobody may fire, and each node tells. */
  static void longSilence(FireStage stage) {
    begin(stage);
    long since = stage.nowMillis();
    stage.world().redis().pause(false);
    stage.run(inTime(stage));
    stage.world().alarms().mustBeSome(everySecond("each").key(), since);
    stage.world().redis().resume();
    stage.calm();
  }

  /** The only worker hangs: the holder keeps the lease, and fires nothing. */
  static void hungWorker(FireStage stage) {
    TriggerPlan hangs = FireTriggers.once("hangs", stage.nowMillis() + 30_000);
    stage
        .application()
        .declare(
            new TriggerPlan(
                hangs.key(),
                hangs.schedule(),
                hangs.calendar(),
                new TriggerPlan.Behaviour(400_000, false, 0, 0)));
    begin(stage);
    long since = FireTimeline.EPOCH_MILLIS + 31_000;
    stage.run(Math.max(0, since - stage.nowMillis()));
    stage.world().alarms().mustBeNone();
    stage.run(inTime(stage));
    stage.world().alarms().mustBeSome(everySecond("each").key(), since);
  }

  private static void begin(FireStage stage) {
    stage.world().alarms().watch();
    stage.application().declare(everySecond("each"));
    stage.start();
    stage.awaitHolder();
    stage.run(20_000);
    stage.world().alarms().mustBeNone();
  }

  /** From the fault to the telling: the next slot, its grace of two ttls, and two ttls more. */
  private static long inTime(FireStage stage) {
    return 1_000 + 4 * stage.world().climate().ttlMillis();
  }
}
