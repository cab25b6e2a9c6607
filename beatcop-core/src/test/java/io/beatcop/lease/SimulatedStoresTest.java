package io.beatcop.lease;

/** The simulation's Redis does what every store does. */
class SimulatedStoresTest extends LeaseStoreContract {

  @Override
  protected StoreUnderTest openEmpty() {
    return SimulatedStores.withTtlMillis(TTL.toMillis());
  }
}
