package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The promises of the lease hold in thousands of hours of storms (L12). {@link SimulationRun} tells
 * by which system properties to see one seed again, and to run for longer.
 */
class SimulationTest {

  @Test
  void thePromisesHoldWhateverHappens() {
    Coverage coverage = Coverage.asAsked(Mutation.NONE);

    System.out.println(coverage);
    assertThat(coverage.violation()).isEmpty();
  }

  @Test
  void aSeedTellsTheSameStoryAgain() {
    assertThat(Simulation.run(42, Mutation.NONE)).isEqualTo(Simulation.run(42, Mutation.NONE));
  }
}
