package io.beatcop.lease;

/**
 * Runs the simulation for as long as one likes, and tells how much it covered.
 *
 * <p>System properties: {@code beatcop.sim.seed}, the first seed; {@code beatcop.sim.seeds}, how
 * many; {@code beatcop.sim.hours} instead, how many virtual hours; {@code beatcop.sim.topology}, on
 * what the lease is kept; {@code beatcop.sim.mutation}, a rule to break.
 */
final class SimulationRun {

  private SimulationRun() {}

  /** Runs, and ends with the exit code 1 if a promise was broken. */
  public static void main(String[] arguments) {
    Mutation mutation = Mutation.valueOf(System.getProperty("beatcop.sim.mutation", "NONE"));
    Topology topology =
        Topology.valueOf(System.getProperty("beatcop.sim.topology", mutation.topology().name()));
    Coverage coverage = Coverage.asAsked(topology, mutation, topology.seeds());
    System.out.println(coverage);
    coverage.violation().map(Violation::getMessage).ifPresent(System.out::println);
    System.exit(coverage.violation().isPresent() ? 1 : 0);
  }
}
