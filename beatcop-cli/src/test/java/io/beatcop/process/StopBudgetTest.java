package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The times by which a child is stopped before its lease ends. */
class StopBudgetTest {

  @ParameterizedTest
  @ValueSource(longs = {200, 1000, 2000, 5000, 10_000, 60_000, 86_400_000})
  void theDefaultFitsIntoEveryTtlThatIsInUse(long ttlMillis) {
    Duration ttl = Duration.ofMillis(ttlMillis);

    StopBudget budget = StopBudget.of(SupervisorSettings.defaultStopGrace(ttl), ttl);

    assertThat(budget.notice()).isLessThan(ttl.dividedBy(2));
  }

  @Test
  void aGraceThatDoesNotFitIsRefusedWithTheSum() {
    assertThatThrownBy(() -> StopBudget.of(Duration.ofSeconds(5), Duration.ofSeconds(10)))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "stop-grace = 5s: must be less than 3500ms, or take a longer ttl: renewal 3333ms"
                + " + timeout 1666ms + stop-grace 5s + kill margin 500ms must be less than"
                + " ttl 10s - drift 1s");
  }

  @Test
  void aLongerTimeoutLeavesLessForTheGrace() {
    LeaseSettings patient =
        LeaseSettings.of("nightly", Duration.ofSeconds(10))
            .withHolder("a")
            .withTimeout(Duration.ofMillis(2500))
            .withExpiringNotice(Duration.ofSeconds(3));

    assertThatThrownBy(() -> StopBudget.of(Duration.ofSeconds(3), patient))
        .hasMessageContaining("timeout 2500ms");
  }

  @Test
  void theChildIsToldBeforeItIsKilledAndKilledBeforeTheDeadline() {
    StopBudget budget = StopBudget.of(Duration.ofMillis(2500), Duration.ofSeconds(10));

    assertThat(budget.stopNanos(10_000_000_000L)).isEqualTo(7_000_000_000L);
    assertThat(budget.killNanos(10_000_000_000L)).isEqualTo(9_500_000_000L);
  }
}
