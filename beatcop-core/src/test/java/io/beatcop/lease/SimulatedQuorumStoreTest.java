package io.beatcop.lease;

import java.util.stream.Stream;

/** Three stores that are one by majority do what every store does. */
class SimulatedQuorumStoreTest extends LeaseStoreContract {

  @Override
  protected StoreUnderTest openEmpty() {
    return new QuorumUnderTest(
        Stream.generate(() -> SimulatedStores.withTtlMillis(TTL.toMillis())).limit(3).toList(),
        TTL);
  }
}
