package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.Slow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promises of the lease hold in thousands of hours of storms (L12). {@link SimulationRun} tells
 * by which system properties to see one seed again, and to run for longer.
 */
class SimulationTest {

  @ParameterizedTest
  @EnumSource(Topology.class)
  void thePromisesHoldWhateverHappens(Topology topology) {
    assertHolds(topology, topology.seeds());
  }

  @Slow
  @ParameterizedTest
  @EnumSource(Topology.class)
  void thePromisesHoldForLong(Topology topology) {
    assertHolds(topology, 6 * topology.seeds());
  }

  private static void assertHolds(Topology topology, long seeds) {
    Coverage coverage = Coverage.asAsked(topology, Mutation.NONE, seeds);

    System.out.println(topology + ": " + coverage);
    assertThat(coverage.violation()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Topology.class)
  void aSeedTellsTheSameStoryAgain(Topology topology) {
    assertThat(Simulation.run(42, topology, Mutation.NONE))
        .isEqualTo(Simulation.run(42, topology, Mutation.NONE));
  }
}
