package io.beatcop.quartz;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the simulation for as long as one likes, and tells what it found.
 *
 * <p>System properties: {@code beatcop.firesim.case}, what is played; {@code beatcop.firesim.seed},
 * the first seed; {@code beatcop.firesim.seeds}, how many; {@code beatcop.firesim.rules}, the class
 * of the rules.
 */
final class FireSimulationRun {

  private FireSimulationRun() {}

  /** Runs, and ends with the exit code 1 if a promise was broken. */
  public static void main(String[] arguments) {
    FireCase scenario = FireCase.valueOf(System.getProperty("beatcop.firesim.case", "STORM"));
    long first = Long.getLong("beatcop.firesim.seed", 1);
    long seeds = Long.getLong("beatcop.firesim.seeds", 1);
    FireCoverage coverage = new FireCoverage();
    Map<FireViolation.Promise, Long> broken = new EnumMap<>(FireViolation.Promise.class);
    StringBuilder seedsOfEach = new StringBuilder();
    long began = System.nanoTime();
    long virtual = 0;
    long events = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      try {
        FireSimulation.Outcome outcome =
            FireSimulation.run(scenario, seed, TodaysRules::new, coverage);
        virtual += outcome.virtualMillis();
        events += outcome.events();
      } catch (FireViolation violation) {
        broken.merge(violation.promise(), 1L, Long::sum);
        seedsOfEach.append(' ').append(seed).append(':').append(violation.promise());
        if (seeds == 1) {
          System.out.println(violation.getMessage());
        }
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %d seeds, broken %s, %.2f virtual hours without, %d events, %.1f s%n%s%n%s%n",
        scenario,
        seeds,
        broken,
        virtual / 3.6e6,
        events,
        seconds,
        seedsOfEach,
        coverage);
    System.exit(broken.isEmpty() ? 0 : 1);
  }
}
