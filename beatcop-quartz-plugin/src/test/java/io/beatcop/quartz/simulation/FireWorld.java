package io.beatcop.quartz.simulation;

import java.util.SplittableRandom;

/** The parts of a simulated world besides the machines. */
record FireWorld(
    FireTimeline timeline,
    SplittableRandom random,
    FireStory story,
    FireClimate climate,
    FireChecker checker,
    FireAlarms alarms,
    SimulatedRedis redis,
    SimulatedLease lease,
    FireCoverage coverage,
    FireRules.Maker rules) {

  static FireWorld of(
      long seed, FireClimate climate, String about, FireCoverage coverage, FireRules.Maker rules) {
    FireTimeline timeline = new FireTimeline();
    FireChecker checker =
        new FireChecker(
            timeline,
            climate.misfireThresholdMillis(),
            climate.batch().aheadMillis(),
            climate.skewMillis());
    return new FireWorld(
        timeline,
        new SplittableRandom(seed),
        new FireStory(timeline, about),
        climate,
        checker,
        new FireAlarms(timeline),
        new SimulatedRedis(new RedisMemory(timeline, checker)),
        new SimulatedLease(timeline, checker, climate.ttlMillis() * 1000),
        coverage,
        rules);
  }

  /** Tells what happened to the cluster. */
  void tell(String who, String what) {
    if (story.tellsOfTheCluster()) {
      story.tell(who, what);
    }
  }
}
