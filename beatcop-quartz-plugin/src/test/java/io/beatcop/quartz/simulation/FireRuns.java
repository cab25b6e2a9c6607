package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A number of simulations: their coverage, and the violations that they found. */
final class FireRuns {

  private static final double HOUR_MILLIS = 3.6e6;

  private final FireCase scenario;
  private final FireCoverage coverage = new FireCoverage();
  private final List<FireViolation> violations = new ArrayList<>();
  private final List<Long> brokenBy = new ArrayList<>();
  private final long beganNanos = System.nanoTime();
  private long seeds;
  private long virtualMillis;
  private long events;
  private long fires;

  private FireRuns(FireCase scenario) {
    this.scenario = scenario;
  }

  /** Runs so many seeds, from the first one on. */
  static FireRuns of(FireCase scenario, long first, long seeds) {
    FireRuns runs = new FireRuns(scenario);
    for (long seed = first; seed < first + seeds; seed++) {
      runs.run(seed);
    }
    return runs;
  }

  /** Runs what the system properties ask for; one seed alone, if only a seed is given. */
  static FireRuns asAsked(FireCase scenario, long usualSeeds) {
    boolean asked = System.getProperty("beatcop.firesim.seed") != null;
    return of(
        scenario,
        Long.getLong("beatcop.firesim.seed", 1),
        Long.getLong("beatcop.firesim.seeds", asked ? 1 : usualSeeds));
  }

  private void run(long seed) {
    seeds++;
    try {
      FireSimulation.Outcome outcome =
          FireSimulation.run(scenario, seed, RulesUnderTest.RULES, coverage);
      virtualMillis += outcome.virtualMillis();
      events += outcome.events();
      fires += outcome.fires();
    } catch (FireViolation found) {
      violations.add(found);
      brokenBy.add(seed);
    }
  }

  /** Whether so much was run that each rule must have been reached. */
  boolean isWholeBuild() {
    return scenario == FireCase.STORM && System.getProperty("beatcop.firesim.seed") == null;
  }

  FireCoverage coverage() {
    return coverage;
  }

  /** The violations that were found, with their stories, the first one first. */
  List<FireViolation> violations() {
    return violations;
  }

  @Override
  public String toString() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    StringBuilder broken = new StringBuilder();
    for (int i = 0; i < brokenBy.size(); i++) {
      broken.append(' ').append(brokenBy.get(i)).append(' ').append(violations.get(i).promise());
    }
    return String.format(
        Locale.ROOT,
        "%s: %d seeds, %.1f virtual hours and %d fires without a violation; %d events in %.1f s;"
            + " reached %s; broken:%s",
        scenario,
        seeds,
        virtualMillis / HOUR_MILLIS,
        fires,
        events,
        seconds,
        coverage,
        broken);
  }
}
