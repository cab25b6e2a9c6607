package io.beatcop.quartz.simulation;

import java.util.SplittableRandom;

/** A play on the stage: a case that failed in use, or a storm of everything. */
enum FireCase {
  /** Redis is silent for 2.5 s, again and again, and the lease mostly stays. */
  Q_A_PAUSE,
  /** Redis restarts within 2.5 s, with its memory. */
  Q_A_RESTART,
  /** The holder is cut off for 10 s; 90 s later the one that took over dies. */
  Q_B,
  /** Jobs ask to be run again at once. */
  Q_C,
  /** The whole cluster is down over a slot; its triggers are added after the start. */
  Q_E,
  /** A job unschedules its own trigger. */
  Q_F,
  /** A follower vetoes ahead of time, and takes over before that time. */
  Q_G,
  /** Thousands of times are caught up with by ten workers, some of which stall. */
  Q_H,
  /** A node whose clock is 10 minutes ahead, then one with the right clock. */
  Q_I_AHEAD,
  /** The holder's clock is an hour ahead for 3 s. */
  Q_I_JUMP,
  /** Redis is flushed under a healthy leader that has seen another holder. */
  Q_L,
  /** Redis hears the holder, which hears nothing any more; another takes over, and it is back. */
  LOST_REPLIES,
  /** Writes of the holder arrive seconds late, when it has died or another has taken over. */
  LATE_WRITES,
  /** A node tells a Redis that was flushed all again, and that arrives in its next term. */
  LATE_TERMS,
  /** Redis loses its memory and the lease; its holder lives, and the next one never saw it. */
  UNSEEN_HOLDER,
  /** Redis is flushed under a holder, which dies before a trigger that is rare fires again. */
  FLUSH_AND_DEATH,
  /** Workers stall with times in hand that others are given again, and Redis is slow. */
  STALLS,
  /** A hundred workers catch up, half of them with a time in hand that they ask for late. */
  MANY_WORKERS,
  /** Redis is silent for longer than a claim waits, again and again. */
  FLICKER,
  /** Redis is flushed, again and again. */
  FLUSHES,
  /** Triggers are scheduled that are due at once. */
  NEWCOMERS,
  /** A long job keeps the only worker, and so others misfire. */
  STARVED,
  /** So many workers stall that a trigger has more gaps than its record has room for. */
  CROWD,
  /** A node's clock is ahead for minutes, and all its triggers want to fire. */
  WRONG_CLOCK,
  /** Holder after holder hears no reply to its claims. */
  MUTE,
  /** Hundreds of jobs unschedule their own triggers, and the lease moves on. */
  SELF_STOPS,
  /** The lease changes hands all the time, and no node tells of anything that is overdue. */
  HAND_OVERS,
  /** Redis is silent for longer than the grace, and each node tells of that. */
  LONG_SILENCE,
  /** The only worker of the holder never ends its job, and the other node tells of that. */
  HUNG_WORKER,
  /** Nothing befalls the cluster. */
  CALM,
  /** Everything, in any order. */
  STORM;

  FireClimate climate(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    return switch (this) {
      case Q_A_PAUSE, Q_A_RESTART -> FireScenes.threeOrTenWorkers(random);
      case Q_G -> FireClimate.usual().withBatch(10, 5_000);
      case Q_H -> FireClimate.usual().withWorkers(10).withStalls(5, 3_000);
      case STALLS -> FireClimate.usual().withTtl(8_000).withWorkers(30).withStalls(500, 2_000);
      case MANY_WORKERS -> FireClimate.usual().withWorkers(100).withStalls(700, 3_000);
      case FLICKER -> FireClimate.usual().withTtl(10_000);
      case STARVED -> FireRareScenes.starved();
      case CROWD -> FireClimate.usual().withWorkers(300).withStalls(500, 3_000);
      case FLUSHES -> FireClimate.usual().withTtl(2_000);
      case WRONG_CLOCK -> FireClimate.usual().withTtl(1_000).withWorkers(10);
      case MUTE -> FireClimate.usual().withTtl(500);
      case HUNG_WORKER -> FireClimate.usual().withWorkers(1);
      case CALM, STORM -> FireStorm.climate(random);
      default -> FireClimate.usual();
    };
  }

  void play(FireStage stage) {
    switch (this) {
      case Q_A_PAUSE -> FireScenes.silences(stage);
      case Q_A_RESTART -> FireScenes.restarts(stage);
      case Q_B -> FireScenes.cutOffAndDeath(stage);
      case Q_C -> FireScenes.refires(stage);
      case Q_E -> FireScenes.downOverASlot(stage);
      case Q_F -> FireScenes.selfStop(stage);
      case Q_G -> FireScenes.handOvers(stage);
      case Q_H -> FireScenes.longCatchUp(stage);
      case Q_I_AHEAD -> FireScenes.clockAhead(stage);
      case Q_I_JUMP -> FireScenes.clockJumps(stage);
      case Q_L -> FireScenes.flushes(stage);
      case LOST_REPLIES -> FireScenes.lostReplies(stage);
      case LATE_WRITES -> FireScenes.lateWrites(stage);
      case LATE_TERMS -> FireScenes.writesOfAnEarlierTerm(stage);
      case UNSEEN_HOLDER -> FireScenes.unseenHolder(stage);
      case FLUSH_AND_DEATH -> FireScenes.flushAndDeath(stage);
      case STALLS -> FireScenes.stalls(stage);
      case MANY_WORKERS -> FireScenes.longCatchUp(stage);
      case FLICKER -> FireRareScenes.flicker(stage);
      case FLUSHES -> FireRareScenes.flushes(stage);
      case NEWCOMERS -> FireRareScenes.newcomers(stage);
      case STARVED -> FireRareScenes.starve(stage);
      case CROWD -> FireScenes.longCatchUp(stage);
      case WRONG_CLOCK -> FireRareScenes.wrongClock(stage);
      case MUTE -> FireRareScenes.mute(stage);
      case SELF_STOPS -> FireRareScenes.selfStops(stage);
      case HAND_OVERS -> OverdueScenes.handOvers(stage);
      case LONG_SILENCE -> OverdueScenes.longSilence(stage);
      case HUNG_WORKER -> OverdueScenes.hungWorker(stage);
      case CALM -> new FireStorm(stage).playCalm();
      case STORM -> new FireStorm(stage).play();
    }
  }
}
