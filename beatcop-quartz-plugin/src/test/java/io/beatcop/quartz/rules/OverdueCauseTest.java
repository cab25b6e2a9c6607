package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.OverdueCause.Part;
import io.beatcop.quartz.rules.OverdueCause.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The likely cause of what is overdue, in words (O1). */
class OverdueCauseTest {

  private static OverdueCause of(Part part, State state, boolean isBusy, long clockMillis) {
    return new OverdueCause(
        true, true, Optional.empty(), part, Optional.empty(), state, isBusy, clockMillis);
  }

  private static OverdueCause on(
      boolean isAlive, boolean redisAnswers, String paused, Part part, String holder) {
    return new OverdueCause(
        isAlive,
        redisAnswers,
        Optional.of(paused).filter(text -> !text.isEmpty()),
        part,
        Optional.of(holder).filter(text -> !text.isEmpty()),
        State.NORMAL,
        false,
        0);
  }

  @Test
  void theHolderLooksAtItself() {
    assertThat(of(Part.HOLDS, State.NORMAL, false, 0).words())
        .isEqualTo("this node holds the lease and does not fire it");
    assertThat(of(Part.HOLDS, State.NORMAL, true, 0).words())
        .isEqualTo("this node holds the lease, and no worker of its scheduler is free");
    assertThat(of(Part.HOLDS, State.BLOCKED, true, 0).words())
        .isEqualTo("this node holds the lease, and the job still runs");
    assertThat(of(Part.HOLDS, State.ERROR, true, 0).words())
        .isEqualTo(
            "this node holds the lease, and its scheduler could not make the job (state ERROR)");
    assertThat(of(Part.HOLDS, State.ERROR, true, -7_000).words())
        .isEqualTo("this node holds the lease, and its clock is wrong by 7000 ms");
    assertThat(of(Part.LEAVES, State.NORMAL, false, 0).words())
        .isEqualTo("this node holds the lease until its last job has ended");
  }

  @Test
  void aNodeThatWaitsNamesTheHolder() {
    assertThat(on(true, true, "", Part.WAITS, "a-1").words())
        .isEqualTo("a-1 holds the lease and does not fire it");
    assertThat(on(true, true, "", Part.STANDBY, "a-1").words())
        .isEqualTo("a-1 holds the lease and does not fire it");
    assertThat(on(true, true, "", Part.WAITS, "").words())
        .isEqualTo("this node waits for the lease, and knows of no holder");
    assertThat(on(true, true, "", Part.STANDBY, "").words())
        .isEqualTo("this node is in standby, and knows of no holder");
  }

  @Test
  void whatANodeHeardOfAnotherIsOldWhenItHoldsTheLeaseItself() {
    assertThat(on(true, true, "", Part.HOLDS, "a-1").words())
        .isEqualTo("this node holds the lease and does not fire it");
    assertThat(on(true, true, "", Part.LEAVES, "a-1").words())
        .isEqualTo("this node holds the lease until its last job has ended");
  }

  @Test
  void whatConcernsAllComesFirst() {
    assertThat(on(false, false, "paused by ops", Part.WAITS, "a-1").words())
        .isEqualTo("a bug has ended the lease of this node, so restart it");
    assertThat(on(true, false, "paused by ops", Part.WAITS, "a-1").words())
        .isEqualTo("Redis does not answer this node, or refuses its journal");
    assertThat(on(true, true, "paused by ops", Part.WAITS, "a-1").words())
        .isEqualTo("the lease is paused by ops");
  }
}
