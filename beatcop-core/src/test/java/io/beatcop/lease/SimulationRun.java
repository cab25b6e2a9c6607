package io.beatcop.lease;

/**
 * Runs the simulation for as long as one likes, and tells how much it covered.
 *
 * <p>System properties: {@code beatcop.sim.seed}, the first seed; {@code beatcop.sim.seeds}, how
 * many; {@code beatcop.sim.hours} instead, how many virtual hours; {@code beatcop.sim.mutation}, a
 * rule to break.
 */
final class SimulationRun {

  private SimulationRun() {}

  /** Runs, and ends with the exit code 1 if a promise was broken. */
  public static void main(String[] arguments) {
    Mutation mutation = Mutation.valueOf(System.getProperty("beatcop.sim.mutation", "NONE"));
    Coverage coverage = Coverage.asAsked(mutation);
    System.out.println(coverage);
    coverage.violations().stream().limit(1).forEach(v -> System.out.println(v.getMessage()));
    if (!coverage.violations().isEmpty()) {
      System.exit(1);
    }
  }
}
