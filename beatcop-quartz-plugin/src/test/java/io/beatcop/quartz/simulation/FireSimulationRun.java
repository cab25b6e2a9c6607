package io.beatcop.quartz.simulation;

/**
 * Runs the simulation for as long as one likes, and tells what it found.
 *
 * <p>System properties: {@code beatcop.firesim.case}, the case; {@code beatcop.firesim.seed}, the
 * first seed; {@code beatcop.firesim.seeds}, how many.
 */
final class FireSimulationRun {

  private FireSimulationRun() {}

  /** Runs, and ends with the exit code 1 if a promise was broken. */
  public static void main(String[] arguments) {
    FireCase scenario = FireCase.valueOf(System.getProperty("beatcop.firesim.case", "STORM"));
    FireRuns runs = FireRuns.asAsked(scenario, 1);
    runs.violations().stream()
        .findFirst()
        .ifPresent(violation -> System.out.println(violation.getMessage()));
    System.out.println(runs);
    System.exit(runs.violations().isEmpty() ? 0 : 1);
  }
}
