package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseStoreDifference;
import io.beatcop.lease.SimulatedStores;
import io.beatcop.lease.StoreUnderTest;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The simulation's proofs hold for a real Redis: the simulated one answers alike. */
@Slow
class RedisDifferenceIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofMinutes(10);
  private static final long SEEDS = Long.getLong("beatcop.difference.seeds", 100);

  @Test
  void theScriptsAnswerAsTheSimulationDoes() {
    StoreUnderTest real = new RedisUnderTest(redis, TTL);

    Optional<String> difference =
        LongStream.range(0, SEEDS)
            .mapToObj(
                seed ->
                    LeaseStoreDifference.find(
                        seed, 100, SimulatedStores.withTtlMillis(TTL.toMillis()), real))
            .flatMap(Optional::stream)
            .findFirst();

    assertThat(difference).isEmpty();
  }
}
