package io.beatcop.quartz.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.shared.SharedViolation.Promise;
import io.beatcop.testing.Slow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A simulation that finds nothing proves nothing, unless it finds what is broken on purpose. The
 * seeds were searched once; on each the promises hold as long as the rule does.
 */
@Slow
class SharedSimulationFindsTest {

  @ParameterizedTest(name = "{0} breaks {1}: seed {2}")
  @CsvSource({
    "VERSIONS_ARE_NOT_COMPARED, WHOLE, 1",
    "UNKNOWN_COUNTS_AS_MADE, TOLD_RIGHT, 2",
    "ASKED_AGAIN_AS_ANOTHER, NOT_REPEATED, 262",
    "PAGES_HAVE_THE_LAST_VERSION, WHOLE, 10",
    "RESTORED_WITHOUT_A_LEAP, ALL_EQUAL, 8",
    "CLAIMS_WRITE_NO_MARK, NO_OVERLAP, 1",
    "MARKS_ARE_NOT_KEPT, NO_OVERLAP, 5",
    "MARKS_ARE_NOT_READ, NO_OVERLAP, 1",
    "MARKS_GO_WITH_THE_TERM, NO_OVERLAP, 1",
    "VETOED_COUNTS_AS_DONE, NONE_LOST, 1",
    "REPEATED_WITHOUT_A_LOOK, NOT_REPEATED, 342",
    "NOTHING_IS_WOUND_BACK, NONE_LOST, 1"
  })
  void aRuleThatIsBrokenOnPurpose(SharedMutation mutation, Promise promise, long seed) {
    assertThat(SharedSimulation.broken(seed, SharedMutation.NONE)).isEmpty();

    assertThat(SharedSimulation.broken(seed, mutation)).contains(promise);
  }
}
