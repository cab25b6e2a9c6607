package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node's memory of the terms that it saw. */
class EvidenceTest {

  private static final Moment NOW = new Moment(0, 1_764_000_000_000L);

  private final Evidence evidence = new Evidence();

  /** L6: the store may have lost the token, and the clock may be behind it. */
  @Test
  void theNextTokenIsAboveThatOfTheNodesOwnTerm() {
    long token = NOW.epochMillis() + 60_000;
    evidence.sawOwn(new LeaseAnswer.Granted(token, "held a 1 1", Optional.empty()), NOW);

    assertThat(evidence.tokenFloor(NOW)).isEqualTo(token + 1);
  }

  @Test
  void theNextTokenIsTheTimeOfDayWhereNoneIsAboveIt() {
    evidence.sawOwn(new LeaseAnswer.Granted(7, "held a 1 1", Optional.empty()), NOW);

    assertThat(evidence.tokenFloor(NOW)).isEqualTo(NOW.epochMillis());
  }
}
