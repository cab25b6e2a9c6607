package io.beatcop.quartz.simulation;

import java.util.Optional;

/**
 * A cluster of schedulers in virtual time, with its Redis and its lease, all of it from one seed,
 * so that it can be seen again (F8).
 */
final class FireSimulation {

  /**
   * The outcome of a simulation.
   *
   * @param virtualMillis how long the world lived
   * @param events how many events there were
   * @param fires how many slots were handed to jobs
   */
  record Outcome(long virtualMillis, long events, long fires) {}

  private FireSimulation() {}

  /**
   * Lives through the world of a seed.
   *
   * @throws FireViolation if a promise was broken, with the story
   */
  static Outcome run(FireCase scenario, long seed, FireRules.Maker rules, FireCoverage coverage) {
    try {
      return run(world(scenario, seed, "", rules, coverage), scenario);
    } catch (FireViolation untold) {
      throw told(scenario, seed, rules, untold);
    }
  }

  /** The promise that the world of a seed breaks, if it breaks one, without the story. */
  static Optional<FireViolation.Promise> broken(
      FireCase scenario, long seed, FireRules.Maker rules) {
    try {
      Outcome unused = run(world(scenario, seed, "", rules, new FireCoverage()), scenario);
      return Optional.empty();
    } catch (FireViolation found) {
      return Optional.of(found.promise());
    }
  }

  private static FireWorld world(
      FireCase scenario, long seed, String about, FireRules.Maker rules, FireCoverage coverage) {
    return FireWorld.of(seed, scenario.climate(seed), about, coverage, rules);
  }

  private static Outcome run(FireWorld world, FireCase scenario) {
    scenario.play(new FireStage(world));
    return new Outcome(
        world.timeline().nowMillis() - FireTimeline.EPOCH_MILLIS,
        world.timeline().happened(),
        world.checker().handed());
  }

  private static FireViolation told(
      FireCase scenario, long seed, FireRules.Maker rules, FireViolation untold) {
    FireWorld world = world(scenario, seed, untold.trigger(), rules, new FireCoverage());
    try {
      Outcome unused = run(world, scenario);
    } catch (FireViolation told) {
      return new FireViolation(
          told.promise(),
          told.trigger(),
          told.slotMillis(),
          "case "
              + scenario
              + ", seed "
              + seed
              + ", "
              + world.climate()
              + ", at"
              + FireStory.instant(world.timeline().nowMillis())
              + "\n"
              + told.getMessage()
              + "\n\nWhat happened, in true time:\n"
              + world.story().around(told.slotMillis())
              + "\n\nTo see it again: -Dbeatcop.firesim.case="
              + scenario
              + " -Dbeatcop.firesim.seed="
              + seed);
    }
    throw new IllegalStateException("seed " + seed + " is not deterministic", untold);
  }
}
