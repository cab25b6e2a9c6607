package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What follows when a child is gone. */
class AftermathTest {

  private static final ExitStatus SUCCESS = new ExitStatus(0);
  private static final ExitStatus FAILURE = new ExitStatus(3 << 8);
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static Aftermath aftermath(Restart restart, OnLost onLost) {
    return new Aftermath(
        new SupervisorSettings(
            List.of("beat"), Duration.ofSeconds(1), restart, onLost, Optional.empty()));
  }

  private static Aftermath asBeatCop1() {
    return new Aftermath(
        new SupervisorSettings(
            List.of("beat"),
            Duration.ofSeconds(1),
            Restart.NEVER,
            OnLost.EXIT,
            Optional.empty(),
            true));
  }

  private static Aftermath.End byItself(ExitStatus status, Duration life) {
    return new Aftermath.End(status, Optional.empty(), Optional.empty(), life, true);
  }

  private static Aftermath.End since(Child.Ending ending, boolean leaseHeld) {
    return new Aftermath.End(FAILURE, Optional.of(ending), Optional.empty(), SHORT, leaseHeld);
  }

  @Test
  void aNodeThatNeverRestartsEndsAsItsChildDid() {
    assertThat(aftermath(Restart.NEVER, OnLost.WAIT).of(byItself(FAILURE, SHORT)))
        .isEqualTo(new Aftermath.Exit(3));
  }

  @Test
  void aNodeThatRestartsOnFailureEndsWithASuccess() {
    assertThat(aftermath(Restart.ON_FAILURE, OnLost.WAIT).of(byItself(SUCCESS, SHORT)))
        .isEqualTo(new Aftermath.Exit(0));
  }

  @Test
  void aNodeThatAlwaysRestartsDoesSoAfterASuccess() {
    assertThat(aftermath(Restart.ALWAYS, OnLost.WAIT).of(byItself(SUCCESS, SHORT)))
        .isEqualTo(new Aftermath.Pause(Duration.ofSeconds(1), false));
  }

  @Test
  void theThirdQuickFailureGivesTheLeaseAway() {
    Aftermath aftermath = aftermath(Restart.ON_FAILURE, OnLost.WAIT);

    assertThat(aftermath.of(byItself(FAILURE, SHORT)))
        .isEqualTo(new Aftermath.Pause(Duration.ofSeconds(1), false));
    assertThat(aftermath.of(byItself(FAILURE, SHORT)))
        .isEqualTo(new Aftermath.Pause(Duration.ofSeconds(2), false));
    assertThat(aftermath.of(byItself(FAILURE, SHORT)))
        .isEqualTo(new Aftermath.Pause(Duration.ofSeconds(4), true));
  }

  @Test
  void aSignalThatWasToEndTheChildEndsTheNode() {
    Aftermath.End end =
        new Aftermath.End(SUCCESS, Optional.empty(), Optional.of(Signal.INT), SHORT, true);

    assertThat(aftermath(Restart.ALWAYS, OnLost.WAIT).of(end)).isEqualTo(new Aftermath.Exit(0));
  }

  @Test
  void aChildThatEndedWithItsLeaseIsNoFailure() {
    assertThat(aftermath(Restart.NEVER, OnLost.WAIT).of(since(Child.Ending.LEASE, false)))
        .isEqualTo(new Aftermath.Again());
  }

  @Test
  void aLostLeaseEndsANodeThatIsToldSoUnlessItIsBackAlready() {
    Aftermath aftermath = aftermath(Restart.NEVER, OnLost.EXIT);

    assertThat(aftermath.of(since(Child.Ending.LEASE, true))).isEqualTo(new Aftermath.Again());
    assertThat(aftermath.of(since(Child.Ending.LEASE, false))).isEqualTo(new Aftermath.Exit(69));
  }

  @Test
  void aChildThatIsNotWellIsLeftToAnotherNode() {
    assertThat(aftermath(Restart.NEVER, OnLost.WAIT).of(since(Child.Ending.HEALTH, true)))
        .isEqualTo(new Aftermath.Pause(Duration.ofSeconds(1), true));
  }

  @Test
  void asBeatCop1EveryEndIsOneAndEverySignalIsNegative() {
    assertThat(asBeatCop1().of(byItself(SUCCESS, SHORT))).isEqualTo(new Aftermath.Exit(1));
    assertThat(asBeatCop1().exitCode(Signal.TERM)).isEqualTo(241);
  }
}
