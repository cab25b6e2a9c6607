package io.beatcop.lease.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.balance.BrokenRule.Scene;
import io.beatcop.testing.Slow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules P1 to P8 keep the promises of the balance in clusters that change all the time. */
class BalanceSimulationTest {

  private static final int SLICES = 256;
  private static final int NODES = 100;

  private static int slices(Scene scene) {
    return scene == Scene.SLOTS ? 8 : SLICES;
  }

  private static int nodes(Scene scene) {
    return scene == Scene.SLOTS ? 12 : NODES;
  }

  private static GroupChecker run(Scene scene, long seed, int storms) {
    return new GroupSimulation(seed, BrokenRule.NONE, scene, slices(scene), nodes(scene))
        .run(storms);
  }

  private static GroupChecker small(Scene scene, long seed, int storms) {
    return new GroupSimulation(seed, BrokenRule.NONE, scene, 8, scene == Scene.SLOTS ? 12 : 5)
        .run(storms);
  }

  @Test
  void aClusterInAStorm() {
    GroupChecker checked = new GroupSimulation(1, BrokenRule.NONE, Scene.PLAIN, 48, 16).run(1);

    assertThat(checked.broken()).as(checked::toString).isEmpty();
    assertThat(checked.moves()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void aSmallClusterInManyStorms(Scene scene) {
    for (long seed = 1; seed <= 3; seed++) {
      GroupChecker checked = small(scene, seed, 2);

      assertThat(checked.broken()).as("seed %d: %s", seed, checked).isEmpty();
    }
  }

  @Slow
  @ParameterizedTest
  @EnumSource
  void manySeeds(Scene scene) {
    long seeds = Long.getLong("beatcop.sim.seeds", 100);
    long moves = 0;
    long gap = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      GroupChecker small = small(scene, seed, 10);
      assertThat(small.broken()).as("seed %d, small: %s", seed, small).isEmpty();
      moves += small.moves();
      if (seed % 20 == 1) {
        GroupChecker large = run(scene, seed, 2);
        assertThat(large.broken()).as("seed %d: %s", seed, large).isEmpty();
        moves += large.moves();
        gap = Math.max(gap, large.longestGapMillis());
      }
    }
    System.out.printf(
        "%s: %d seeds, %d moves, longest time without a holder %d ms of a ttl of %d ms%n",
        scene, seeds, moves, gap, GroupSimulation.TTL);
  }
}
