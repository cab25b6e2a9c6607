package io.beatcop.quartz.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.simulation.FireViolation.Promise;
import io.beatcop.testing.Slow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A simulation that finds nothing proves nothing, unless it finds what is broken on purpose. The
 * seeds were searched once; on each the promise holds as long as the rule does.
 */
@Slow
class FireSimulationFindsTest {

  @ParameterizedTest(name = "{0} breaks {1}: {2}, seed {3}")
  @CsvSource({
    "UNANSWERED_COUNTS_AS_WRITTEN, NONE_LOST, Q_A_PAUSE, 1",
    "GIVEN_UP_GOES_ON, NONE_LOST, Q_A_PAUSE, 1",
    "NOTHING_IS_WOUND_BACK, NONE_LOST, Q_E, 1",
    "JOURNAL_IS_NOT_READ, NEVER_TWICE, Q_G, 1",
    "LATE_TRIGGERS_MISSED_NOTHING, NONE_LOST, Q_E, 1",
    "AHEAD_IS_NOT_MISSED, NONE_LOST, Q_G, 3",
    "GAPS_ARE_DROPPED, NONE_LOST, MANY_WORKERS, 1",
    "FIRST_FIRING_CLOSES_ALL_GAPS, NONE_LOST, Q_A_RESTART, 1",
    "CLOCK_IS_NOT_CHECKED, NOT_AHEAD, Q_I_AHEAD, 1",
    "REFIRE_IS_A_NEW_CLAIM, ONE_FIRING, Q_C, 1",
    "END_IS_NOT_TOLD, STAYS_GONE, Q_F, 1",
    "REFUSED_COUNTS_AS_FIRED, NONE_LOST, Q_L, 1",
    "NOTHING_IS_WITHDRAWN, NONE_LOST, LOST_REPLIES, 1",
    "WITHDRAWALS_ARE_OVERWRITTEN, NONE_LOST, LOST_REPLIES, 1",
    "WRITES_HAVE_NO_NUMBERS, NEVER_TWICE, LATE_WRITES, 1",
    "MISFIRES_STAND_FOR_THEMSELVES, NEVER_TWICE, STORM, 12",
    "WRITES_HAVE_NO_TERM, NEVER_TWICE, LATE_TERMS, 1",
    "NOTHING_IS_REMEMBERED, NEVER_TWICE, UNSEEN_HOLDER, 1",
    "NEW_JOURNAL_IS_OLD, NEVER_TWICE, STORM, 1270",
    "FORGETTING_IS_NOT_NOTICED, NEVER_TWICE, FLUSH_AND_DEATH, 1",
    "UNDER_WAY_IS_NO_DUPLICATE, NEVER_TWICE, STALLS, 1",
    "WRITES_OF_ANYONE, NEVER_TWICE, LATE_TERMS, 1",
    "NOTHING_IS_OVERDUE, TOLD_IN_TIME, LONG_SILENCE, 1",
    "NOTHING_IS_OVERDUE, TOLD_IN_TIME, HUNG_WORKER, 1",
    "NOTHING_HAS_A_GRACE, NO_FALSE_ALARM, HAND_OVERS, 1",
    "NOBODY_READS_WHAT_WAS_FIRED, NO_FALSE_ALARM, HAND_OVERS, 1"
  })
  void aRuleThatIsBrokenOnPurpose(
      FireMutation mutation, Promise promise, FireCase scenario, long seed) {
    assertThat(FireSimulation.broken(scenario, seed, FireMutation.NONE.rules())).isEmpty();

    assertThat(FireSimulation.broken(scenario, seed, mutation.rules())).contains(promise);
  }
}
