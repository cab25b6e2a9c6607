package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What follows when a child is gone. */
class RestartPolicyTest {

  private static final ExitStatus SUCCESS = new ExitStatus(0);
  private static final ExitStatus FAILURE = new ExitStatus(3 << 8);
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static RestartPolicy policy(Restart restart, OnLost onLost) {
    return new RestartPolicy(
        new SupervisorSettings(
            List.of("beat"), Duration.ofSeconds(1), restart, onLost, Optional.empty(), false));
  }

  private static RestartPolicy asBeatCop1() {
    return new RestartPolicy(
        new SupervisorSettings(
            List.of("beat"),
            Duration.ofSeconds(1),
            Restart.NEVER,
            OnLost.EXIT,
            Optional.empty(),
            true));
  }

  private static RestartPolicy.End byItself(ExitStatus status, Duration life) {
    return new RestartPolicy.End(status, Optional.empty(), Optional.empty(), life, true);
  }

  private static RestartPolicy.End since(Child.Ending ending, boolean leaseHeld) {
    return new RestartPolicy.End(FAILURE, Optional.of(ending), Optional.empty(), SHORT, leaseHeld);
  }

  @Test
  void aNodeThatNeverRestartsEndsAsItsChildDid() {
    assertThat(policy(Restart.NEVER, OnLost.WAIT).after(byItself(FAILURE, SHORT)))
        .isEqualTo(new RestartPolicy.Exit(3));
  }

  @Test
  void aNodeThatRestartsOnFailureEndsWithASuccess() {
    assertThat(policy(Restart.ON_FAILURE, OnLost.WAIT).after(byItself(SUCCESS, SHORT)))
        .isEqualTo(new RestartPolicy.Exit(0));
  }

  @Test
  void aNodeThatAlwaysRestartsDoesSoAfterASuccess() {
    assertThat(policy(Restart.ALWAYS, OnLost.WAIT).after(byItself(SUCCESS, SHORT)))
        .isEqualTo(new RestartPolicy.Rest(Duration.ofSeconds(1), false));
  }

  @Test
  void theThirdQuickFailureGivesTheLeaseAway() {
    RestartPolicy policy = policy(Restart.ON_FAILURE, OnLost.WAIT);

    assertThat(policy.after(byItself(FAILURE, SHORT)))
        .isEqualTo(new RestartPolicy.Rest(Duration.ofSeconds(1), false));
    assertThat(policy.after(byItself(FAILURE, SHORT)))
        .isEqualTo(new RestartPolicy.Rest(Duration.ofSeconds(2), false));
    assertThat(policy.after(byItself(FAILURE, SHORT)))
        .isEqualTo(new RestartPolicy.Rest(Duration.ofSeconds(4), true));
  }

  @Test
  void aSignalThatWasToEndTheChildEndsTheNode() {
    RestartPolicy.End end =
        new RestartPolicy.End(SUCCESS, Optional.empty(), Optional.of(Signal.INT), SHORT, true);

    assertThat(policy(Restart.ALWAYS, OnLost.WAIT).after(end)).isEqualTo(new RestartPolicy.Exit(0));
  }

  @Test
  void aChildThatEndedWithItsLeaseIsNoFailure() {
    assertThat(policy(Restart.NEVER, OnLost.WAIT).after(since(Child.Ending.LEASE, false)))
        .isEqualTo(new RestartPolicy.Again());
  }

  @Test
  void aLostLeaseEndsANodeThatIsToldSoUnlessItIsBackAlready() {
    RestartPolicy policy = policy(Restart.NEVER, OnLost.EXIT);

    assertThat(policy.after(since(Child.Ending.LEASE, true))).isEqualTo(new RestartPolicy.Again());
    assertThat(policy.after(since(Child.Ending.LEASE, false)))
        .isEqualTo(new RestartPolicy.Exit(69));
  }

  @Test
  void aChildThatIsNotWellIsLeftToAnotherNode() {
    assertThat(policy(Restart.NEVER, OnLost.WAIT).after(since(Child.Ending.HEALTH, true)))
        .isEqualTo(new RestartPolicy.Rest(Duration.ofSeconds(1), true));
  }

  @Test
  void asBeatCop1EveryEndIsOneAndEverySignalIsNegative() {
    assertThat(asBeatCop1().after(byItself(SUCCESS, SHORT))).isEqualTo(new RestartPolicy.Exit(1));
    assertThat(asBeatCop1().exitCode(Signal.TERM)).isEqualTo(241);
  }
}
