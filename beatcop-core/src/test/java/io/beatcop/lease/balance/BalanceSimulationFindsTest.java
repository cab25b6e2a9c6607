package io.beatcop.lease.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.balance.BrokenRule.Scene;
import io.beatcop.lease.balance.GroupChecker.Promise;
import io.beatcop.testing.Slow;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Each rule of the balance that is broken on purpose is found. */
@Slow
class BalanceSimulationFindsTest {

  private static final long SEEDS = 60;

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aRuleThatIsBrokenOnPurpose(BrokenRule rule) {
    Map<Promise, Integer> found = new EnumMap<>(Promise.class);
    for (long seed = 1; seed <= SEEDS; seed++) {
      // Where nodes have limits, there are more of them than slices.
      GroupSimulation simulation =
          rule.scene() == Scene.SLOTS
              ? new GroupSimulation(seed, rule, Scene.SLOTS, 8, 12)
              : new GroupSimulation(seed, rule, rule.scene(), 16, 6);
      Optional<Promise> broken = simulation.run(4).broken();
      broken.ifPresent(promise -> found.merge(promise, 1, Integer::sum));
    }

    System.out.println(rule + ": " + found + " in " + SEEDS + " seeds");
    assertThat(found).isNotEmpty();
  }
}
