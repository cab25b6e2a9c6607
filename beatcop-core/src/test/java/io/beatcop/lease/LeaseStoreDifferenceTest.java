package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The search for differences finds none where there are none, and one where there is one. */
class LeaseStoreDifferenceTest {

  private static final long TTL_MILLIS = 60_000;

  @Test
  void aStoreDoesNotDifferFromItself() {
    assertThat(differences(SimulatedStores.withTtlMillis(TTL_MILLIS), 200)).isEmpty();
  }

  @Test
  void aStoreThatReleasesWithoutComparingDiffers() {
    assertThat(
            differences(SimulatedStores.broken(TTL_MILLIS, Mutation.RELEASE_WITHOUT_COMPARE), 200))
        .isNotEmpty();
  }

  @Test
  void aStoreThatCountsAWaitAcrossPossessionsDiffers() {
    assertThat(
            differences(SimulatedStores.broken(TTL_MILLIS, Mutation.WAIT_ACROSS_POSSESSIONS), 200))
        .isNotEmpty();
  }

  private static Optional<String> differences(StoreUnderTest other, long seeds) {
    return LongStream.range(0, seeds)
        .mapToObj(
            seed ->
                LeaseStoreDifference.find(
                    seed, 100, SimulatedStores.withTtlMillis(TTL_MILLIS), other))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
