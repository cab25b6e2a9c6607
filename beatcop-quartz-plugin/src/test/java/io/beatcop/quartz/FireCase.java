package io.beatcop.quartz;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/** What is played on the stage: a case that failed in use, or a storm of everything. */
enum FireCase {
  /** Redis is silent for 2.5 s, again and again, and the lease mostly stays. */
  Q_A_PAUSE(random -> FireScenes.threeOrTenWorkers(random), FireScenes::silences),
  /** Redis restarts within 2.5 s, with its memory. */
  Q_A_RESTART(random -> FireScenes.threeOrTenWorkers(random), FireScenes::restarts),
  /** The holder is cut off for 10 s; 90 s later the one that took over dies. */
  Q_B(random -> FireClimate.usual(), FireScenes::cutOffAndDeath),
  /** Jobs ask to be run again at once. */
  Q_C(random -> FireClimate.usual(), FireScenes::refires),
  /** The whole cluster is down over a slot; its triggers are added after the start. */
  Q_E(random -> FireClimate.usual(), FireScenes::downOverASlot),
  /** A job unschedules its own trigger. */
  Q_F(random -> FireClimate.usual(), FireScenes::selfStop),
  /** A follower vetoes ahead of time, and takes over before that time. */
  Q_G(random -> FireClimate.usual().withBatch(10, 5_000), FireScenes::handOvers),
  /** Thousands of times are caught up with by ten workers, some of which stall. */
  Q_H(random -> FireClimate.usual().withWorkers(10).withStalls(5, 3_000), FireScenes::longCatchUp),
  /** A node whose clock is 10 minutes ahead, then one with the right clock. */
  Q_I_AHEAD(random -> FireClimate.usual(), FireScenes::clockAhead),
  /** The holder's clock is an hour ahead for 3 s. */
  Q_I_JUMP(random -> FireClimate.usual(), FireScenes::clockJumps),
  /** Redis is flushed under a healthy leader that has seen another holder. */
  Q_L(random -> FireClimate.usual(), FireScenes::flushes),
  /** Everything, in any order. */
  STORM(FireStorm::climate, stage -> new FireStorm(stage).play());

  private final Function<SplittableRandom, FireClimate> climate;
  private final Consumer<FireStage> scene;

  FireCase(Function<SplittableRandom, FireClimate> climate, Consumer<FireStage> scene) {
    this.climate = climate;
    this.scene = scene;
  }

  FireClimate climate(long seed) {
    return climate.apply(new SplittableRandom(~seed));
  }

  void play(FireStage stage) {
    scene.accept(stage);
  }
}
