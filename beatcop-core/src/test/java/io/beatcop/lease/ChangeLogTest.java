package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A known holder or pause is no news; one that comes back is. */
class ChangeLogTest {

  private static final Duration LEFT = Duration.ofSeconds(5);

  private final ChangeLog changes = new ChangeLog();

  private static LeaseAnswer.HeldByOther heldBy(String holder) {
    return new LeaseAnswer.HeldByOther(
        holder, Optional.of(LEFT), "held " + holder + " 1 1", OptionalLong.of(1));
  }

  private static Change observed(String holder) {
    return new Change.Observed(holder, Optional.of(LEFT));
  }

  @Test
  void aPauseIsNewsAgainAfterAnotherNodeHeldTheLease() {
    changes.paused(new LeaseAnswer.Paused("by ops", Optional.empty()));
    changes.observed(heldBy("b"));
    changes.paused(new LeaseAnswer.Paused("by ops", Optional.empty()));

    assertThat(changes.drain())
        .containsExactly(new Change.Paused("by ops"), observed("b"), new Change.Paused("by ops"));
  }

  @Test
  void aHolderIsNewsAgainAfterAPause() {
    changes.observed(heldBy("b"));
    changes.paused(new LeaseAnswer.Paused("by ops", Optional.empty()));
    changes.observed(heldBy("b"));

    assertThat(changes.drain())
        .containsExactly(observed("b"), new Change.Paused("by ops"), observed("b"));
  }

  @Test
  void onlyTheEndOfWhatIsKnownIsAwaited() {
    assertThat(changes.awaitsNews()).isFalse();
    changes.observed(heldBy("b"));
    assertThat(changes.awaitsNews()).isTrue();
    changes.observedNobody();
    assertThat(changes.awaitsNews()).isFalse();
    changes.paused(new LeaseAnswer.Paused("by ops", Optional.empty()));
    assertThat(changes.awaitsNews()).isTrue();
  }
}
